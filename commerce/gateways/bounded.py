"""A session of requests whose calls end in time, however slowly an answer arrives.

The limits that the library knows are for each part alone: a connection, and the wait between two parts of an
answer. Somebody who sends a byte a second keeps within them for hours. So when the time of a call is over,
its connections are shut, and whoever waits on them is told so.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from .calls import timeouts

_ours = threading.local()


class _Watch:
    """The connections of one call. is_over: whether its time is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self.is_over = False

    def add(self, sock: socket.socket) -> None:
        """A handle of our own: TLS takes the socket's own over, and shutting one shuts the connection."""
        with self._lock:
            handle = socket.socket(fileno=os.dup(sock.fileno()))
            self._sockets.append(handle)
            if self.is_over:
                _shut(handle)

    def end(self) -> None:
        with self._lock:
            self.is_over = True
            for handle in self._sockets:
                _shut(handle)

    def forget(self) -> None:
        with self._lock:
            for handle in self._sockets:
                handle.close()
            self._sockets.clear()


def _shut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has ended already
        handle.shutdown(socket.SHUT_RDWR)


def _watch() -> _Watch | None:
    return getattr(_ours, "watch", None)


class _Watched:
    """Tells the call of this thread which connection it uses: a new one, or one that was kept."""

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        if (watch := _watch()) is not None:
            watch.add(made)
        return made

    def request(self, *args: Any, **kwargs: Any) -> None:
        kept, watch = getattr(self, "sock", None), _watch()
        if kept is not None and watch is not None:
            watch.add(kept)
        super().request(*args, **kwargs)  # type: ignore[misc]


class _PlainConnection(_Watched, HTTPConnection):
    pass


class _SafeConnection(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _SafeConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SafePool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SafePool}
        return manager


class BoundedSession(requests.Session):
    """Each call takes at most what `timeouts()` make together, and raises requests.Timeout after that."""

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send it and read all of the answer. Another one to which it leads is within the same time."""
        if _watch() is not None:
            return super().send(request, **kwargs)
        watch = _ours.watch = _Watch()
        timer = threading.Timer(sum(timeouts()), watch.end)
        timer.daemon = True
        timer.start()
        try:
            response = super().send(request, **kwargs)
        except requests.RequestException:
            if not watch.is_over:
                raise
        finally:
            timer.cancel()
            _ours.watch = None
            watch.forget()
        if watch.is_over:  # what was read may be half of it
            raise requests.Timeout("the answer took too long") from None
        return response
