"""A connection that notices when its server hangs: alive for the network, and yet silent.

The network's own limits (keepalives, tcp_user_timeout) notice a machine that is gone, and the server's
statement_timeout a statement that takes too long. Neither notices a server that was stopped, or whose disk
hangs: its machine goes on acknowledging what it receives.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import psycopg

from . import outage

#: How long a statement may be silent before somebody looks whether the server still answers newcomers.
PATIENCE_SECONDS = 0.6
#: How long it has for that, and how often it is looked again while a statement goes on.
ANSWER_SECONDS = 0.5
AGAIN_SECONDS = 5.0


class ServerHangs(psycopg.OperationalError):
    """The server said nothing, neither to us nor to a newcomer. The connection is given up."""


class WatchedConnection(psycopg.Connection[Any]):
    """Gives up waiting for a server that answers nobody; one that is only slow is waited for as always."""

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().wait(self._watched(gen), *args, **kwargs)
        except ServerHangs:
            self.pgconn.finish()  # it stands in the midst of a statement
            raise

    def _watched(self, gen: Any) -> Generator[Any, Any, Any]:
        """Pass everything through; psycopg comes by every tenth of a second, whether there is news or not."""
        try:
            wanted = next(gen)
            look_at = time.monotonic() + PATIENCE_SECONDS
            while True:
                news = yield wanted
                if not news and time.monotonic() >= look_at:
                    if not outage.answers(self._place(), seconds=ANSWER_SECONDS):
                        raise ServerHangs("the database's server does not answer")
                    look_at = time.monotonic() + AGAIN_SECONDS
                wanted = gen.send(news)
        except StopIteration as end:
            return end.value

    def _place(self) -> dict[str, Any]:
        server = self.pgconn
        return {
            name: value.decode() if value else None
            for name, value in (("hostaddr", server.hostaddr), ("host", server.host), ("port", server.port))
        }
