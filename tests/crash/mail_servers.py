"""Mail servers for tests: one that takes mails, one that takes connections and never says a word."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    server: Taking

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"DATA":
                self._say("354 go on")
                self.server.taken.append(self._mail())
                self._say("250 taken")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _mail(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
            lines.append(line[1:] if line.startswith(b"..") else line)
        parsed = message_from_bytes(b"\n".join(lines), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class Taking(socketserver.ThreadingTCPServer):
    """A mail server that takes everything. taken: what it was given."""

    allow_reuse_address = True
    daemon_threads = True
    taken: list[EmailMessage]


@contextmanager
def taking(port: int) -> Iterator[list[EmailMessage]]:
    """Run a server that takes mails on this port; gives the list of them."""
    with Taking(("127.0.0.1", port), _Conversation) as server:
        server.taken = []
        thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
        thread.start()
        try:
            yield server.taken
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def hanging(port: int) -> Iterator[None]:
    """Take connections on this port, and never answer: the worst that a mail server can do."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(50)
        yield None
