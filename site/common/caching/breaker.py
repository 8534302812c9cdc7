"""Remembers that a server doesn't answer, so that few wait to find out."""

from __future__ import annotations

import threading
import time

#: For how long nobody asks again. Then one does, and the others go on without.
PAUSE_SECONDS = 5.0


class Breaker:
    """One per server and process, shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_again_at = 0.0  # by the monotonic clock; 0: it answers

    @property
    def is_open(self) -> bool:
        """Whether the server did not answer when it was last asked."""
        return self._asked_again_at > 0

    def lets_through(self) -> bool:
        """Whether to ask the server now. While it does not answer: one of all callers, once in a pause."""
        if not self._asked_again_at:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._asked_again_at:
                return False
            self._asked_again_at = now + PAUSE_SECONDS
            return True

    def failed(self) -> bool:
        """Note that it didn't answer. Returns whether that is news."""
        with self._lock:
            was_open, self._asked_again_at = self.is_open, time.monotonic() + PAUSE_SECONDS
            return not was_open

    def answered(self) -> bool:
        """Note that it answered. Returns whether that is news."""
        if not self._asked_again_at:
            return False
        with self._lock:
            was_open, self._asked_again_at = self.is_open, 0.0
            return was_open


_breakers: dict[str, Breaker] = {}


def breaker_of(server: str) -> Breaker:
    """The breaker of a server, by its address."""
    return _breakers.setdefault(server, Breaker())
