"""What the stand-ins of payment providers share: a server on loopback that can be slow, cut or broken.

with StripeServer() as stripe:          # a free port
    settings.STRIPE_API_URL = stripe.address
    stripe.faults.append(Fault.LOST)    # the next request is done, and its answer never arrives
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]


class Fault(StrEnum):
    """What goes wrong with one request. Of the second group, the work is done and the answer suffers.

    REFUSED: the connection ends before an answer. ERROR: 500. BUSY: 429. CONFLICT: 409.
    LOST: the connection ends after the work. RESET: it is reset then, as by a router that was restarted.
    HALF: half an answer, said to be whole. CUT: an answer that is shorter than it says. SLOW: an answer after
    `ProviderServer.slow_seconds`. FAILED: 502 with a web page. DRIP, DRIP_HEAD: the body, or all of the
    answer, comes byte by byte, each within every limit for a part.
    """

    REFUSED = "refused"
    ERROR = "error"
    BUSY = "busy"
    CONFLICT = "conflict"
    LOST = "lost"
    RESET = "reset"
    HALF = "half"
    CUT = "cut"
    SLOW = "slow"
    FAILED = "failed"
    DRIP = "drip"
    DRIP_HEAD = "drip_head"


BEFORE = frozenset((Fault.REFUSED, Fault.ERROR, Fault.BUSY, Fault.CONFLICT))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came. body: the text; parameters: of the query and of a form, by name."""

    method: str
    path: str
    parameters: Json
    body: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a stand-in answers."""

    body: Json
    status: int = 200


@dataclass
class ProviderServer(ABC):
    """A provider on loopback. Subclasses say what is done with a request (`work`).

    faults: what happens to the next requests, one for each; None for one that goes well.
    """

    faults: list[Fault | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    slow_seconds: float = 0.5
    drip_seconds: float = 0.1
    address: str = ""
    _server: ThreadingHTTPServer | None = None

    def __post_init__(self) -> None:
        self.lock = threading.RLock()

    def start(self, port: int = 0) -> Self:
        """Listen on this port, or on a free one."""
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        return self.start() if self._server is None else self

    def __exit__(self, *_problem: object) -> None:
        self.stop()

    @abstractmethod
    def work(self, asked: Asked) -> Answer:
        """Do what was asked."""

    @abstractmethod
    def fault_answer(self, fault: Fault) -> Answer:
        """What the provider says when it is broken, busy, or at work for the same key."""

    def count(self, method: str, path: str) -> int:
        """How often this was asked."""
        return sum(1 for each in self.asked if (each.method, each.path) == (method, path))


class _Handler(BaseHTTPRequestHandler):
    provider: ProviderServer
    protocol_version = "HTTP/1.1"
    #: Head and body of an answer are two packets: the second doesn't wait until the first was acknowledged.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, *_words: Any) -> None:
        """Tests are quiet."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        parts = urlsplit(self.path)
        is_form = "urlencoded" in (self.headers.get("Content-Type") or "")
        pairs = parse_qsl(parts.query) + (parse_qsl(body, keep_blank_values=True) if is_form else [])
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, _nested(pairs), body, headers)
        with self.provider.lock:
            self.provider.asked.append(asked)
            fault = self.provider.faults.pop(0) if self.provider.faults else None
            if fault in BEFORE:
                answer = None if fault == Fault.REFUSED else self.provider.fault_answer(fault)
            else:
                answer = self.provider.work(asked)
        if answer is None or fault in (Fault.LOST, Fault.RESET):
            self._hang_up(resets=fault == Fault.RESET)
            return
        self._answer(answer, fault)

    def _answer(self, answer: Answer, fault: Fault | None) -> None:
        content = json.dumps(answer.body).encode()
        status, length = answer.status, len(content)
        if fault == Fault.SLOW:
            time.sleep(self.provider.slow_seconds)
        if fault == Fault.FAILED:
            content = b"<html>Bad gateway</html>"
            status, length = 502, len(content)
        if fault in (Fault.HALF, Fault.CUT):
            content = content[: len(content) // 2]
            length = len(content) if fault == Fault.HALF else length
        with contextlib.suppress(OSError):  # whoever asked may have gone
            if fault == Fault.DRIP_HEAD:
                self._drip(f"HTTP/1.1 {status} OK\r\nContent-Length: {length}\r\n\r\n".encode() + content)
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if fault == Fault.DRIP:
                self._drip(content)
                return
            self.wfile.write(content)
        if fault == Fault.CUT:
            self._hang_up()

    def _drip(self, content: bytes) -> None:
        for place in range(len(content)):
            self.wfile.write(content[place : place + 1])
            time.sleep(self.provider.drip_seconds)

    def _hang_up(self, *, resets: bool = False) -> None:
        self.close_connection = True
        if resets:
            # Closed without waiting for what was sent: the other side is told so.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.connection.close()
            return
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _nested(pairs: list[tuple[str, str]]) -> Json:
    """`a[b][0]=c` as {"a": {"b": {"0": "c"}}}."""
    found: Json = {}
    for name, value in pairs:
        first, *rest = name.replace("]", "").split("[")
        place = found
        for step in [first, *rest][:-1]:
            place = place.setdefault(step, {})
        place[[first, *rest][-1]] = value
    return found
