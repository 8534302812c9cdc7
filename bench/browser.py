"""As much of a browser as it takes to fill a hall with: one connection, kept open. Standard library only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """headers: by their names in small letters. milliseconds: from the first byte sent to the last one."""

    status: int
    headers: dict[str, str]
    body: bytes
    milliseconds: float


class Browser:
    """Sends requests one after another; opens the connection again where the server has closed it."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(address)
        assert parts.hostname is not None
        self._host, self._port = parts.hostname, parts.port or 80
        self._headers = {**headers, "Host": parts.netloc, "Referer": address, "Connection": "keep-alive"}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    async def ask(self, method: str, path: str, *, form: str = "", json: str = "") -> Reply:
        """One request. form, json: its body. Raises OSError when the server answers nothing, twice."""
        body = (form or json).encode()
        headers = dict(self._headers)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        headers["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        message = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        began = time.perf_counter()
        try:
            status, found, content = await self._exchange(message)
        except (OSError, asyncio.IncompleteReadError):
            # The server may close a connection at the very moment at which something is sent.
            self._close()
            status, found, content = await self._exchange(message)
        return Reply(status, found, content, (time.perf_counter() - began) * 1000)

    async def _exchange(self, message: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(message)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _colon, value in (line.partition(":") for line in head[1:] if line)
        }
        content = await _content(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self._close()
        return int(head[0].split()[1]), headers, content

    def _close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _content(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    content = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        content += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return content
