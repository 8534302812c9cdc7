"""Asking addresses that people typed: few bytes, little patience, and never the house's own network.

The name is resolved once, every address it has is checked, and the connection goes to the checked address:
a name that answers differently a moment later gains nothing. Each redirect is checked in the same way. One
deadline holds for all of it together: names, connections, handshakes, heads, bodies and redirects.

Whatever asks an address outside asks here, and does so in the background: no page waits for a stranger's
server (`tests/test_house_fetching.py`).
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 20.0
MOST_REDIRECTS = 4
_AGENT = "Lyceum (course material check)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchRefused(Exception):
    """The address is not one that we ask: not https, or inside a private network."""


class FetchFailed(Exception):
    """Nobody answered in time, or not in the way of the web."""


class TooLarge(Exception):
    """The answer has more bytes than were asked for."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. url: the address after redirects. headers: names in lower case. content: its first bytes."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


def fetch(
    url: str,
    *,
    most_bytes: int,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    may_cut: bool = False,
) -> Fetched:
    """Ask `url`, following a few redirects.

    most_bytes: how much of the body is read; a longer one raises TooLarge, or is cut off when `may_cut`.
    Raises FetchRefused, FetchFailed and TooLarge; any HTTP status is an answer.
    """
    deadline = _Deadline(time.monotonic() + WHOLE_SECONDS)
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _ask(url, method, headers or {}, most_bytes, may_cut, deadline)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return answer
        url = urljoin(url, answer.headers["location"])
    raise FetchFailed("too many redirects")


@dataclass(frozen=True, slots=True)
class _Deadline:
    """until: in seconds of the monotonic clock."""

    until: float

    def left(self, most: float = WHOLE_SECONDS) -> float:
        """How many seconds one step may take, at most `most`. Raises FetchFailed when none is left."""
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            raise FetchFailed("too slow")
        return min(seconds, most)


class _TimedSocket:
    """A connection for http.client on which every step has only what is left of the time."""

    def __init__(self, raw: socket.socket, deadline: _Deadline) -> None:
        self.raw, self.deadline = raw, deadline

    def sendall(self, data: bytes) -> None:
        self.raw.settimeout(self.deadline.left())
        self.raw.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self))

    def close(self) -> None:
        """http.client lets go of it before the body is read; whoever opened it closes it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, timed: _TimedSocket) -> None:
        self.timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.timed.raw.settimeout(self.timed.deadline.left())
        return self.timed.raw.recv_into(buffer)


def _ask(
    url: str, method: str, headers: Mapping[str, str], most_bytes: int, may_cut: bool, deadline: _Deadline
) -> Fetched:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchRefused("no address") from error
    if not host or parts.username is not None or not _scheme_is_fine(parts.scheme):
        raise FetchRefused("only https addresses are asked")
    port = port or (443 if parts.scheme == "https" else 80)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._") if parts.query else ""
    )
    raw = _connected(parts.scheme, host, port, deadline)
    connection = http.client.HTTPConnection(host, port)
    connection.default_port = 443 if parts.scheme == "https" else 80  # it is left out of the host's name
    connection.sock = _TimedSocket(raw, deadline)
    try:
        connection.request(method, target, headers={"User-Agent": _AGENT, "Accept": "*/*", **headers})
        response = connection.getresponse()
        content = b"" if method == "HEAD" else _body(response, most_bytes, may_cut)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise FetchFailed(type(error).__name__) from error
    finally:
        raw.close()
    return Fetched(url, response.status, {k.lower(): v for k, v in response.getheaders()}, content)


def _body(response: http.client.HTTPResponse, most_bytes: int, may_cut: bool) -> bytes:
    content = bytearray()
    while len(content) <= most_bytes:
        chunk = response.read1(min(65_536, most_bytes + 1 - len(content)))
        if not chunk:
            return bytes(content)
        content += chunk
    if may_cut:
        return bytes(content[:most_bytes])
    raise TooLarge(f"more than {most_bytes} bytes")


def _scheme_is_fine(scheme: str) -> bool:
    return scheme == "https" or (scheme == "http" and settings.FETCH_PRIVATE_ADDRESSES)


def _connected(scheme: str, host: str, port: int, deadline: _Deadline) -> socket.socket:
    """A socket that leads to a checked address, with TLS for https."""
    raw = _connect(host, port, deadline)
    if scheme == "https":
        try:
            raw.settimeout(deadline.left())
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        except (OSError, UnicodeError, ValueError) as error:
            raw.close()
            raise FetchFailed(type(error).__name__) from error
        except FetchFailed:
            raw.close()
            raise
    return raw


def _connect(host: str, port: int, deadline: _Deadline) -> socket.socket:
    found = _addresses(host, port, deadline)
    if not settings.FETCH_PRIVATE_ADDRESSES and not all(is_public(str(entry[4][0])) for entry in found):
        raise FetchRefused("the address is in a private network")
    for family, kind, protocol, _name, address in found:
        attempt = socket.socket(family, kind, protocol)
        try:
            attempt.settimeout(deadline.left(CONNECT_SECONDS))
            attempt.connect(address)
        except FetchFailed:
            attempt.close()
            raise
        except OSError:
            attempt.close()
        else:
            return attempt
    raise FetchFailed("nobody answers")


def _addresses(host: str, port: int, deadline: _Deadline) -> list[Any]:
    """What the name stands for. The system's resolver knows no deadline, so a thread waits for it."""
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.append(error)

    asking = threading.Thread(target=ask, daemon=True, name="common.safe_http")
    asking.start()
    asking.join(deadline.left())
    if not answers:
        raise FetchFailed("too slow")
    if isinstance(answers[0], Exception):
        raise FetchFailed("no such host") from answers[0]
    found: list[Any] = answers[0]
    return found


#: Where IPv6 has given out addresses of the open internet, and what of that is for other things: protocols,
#: tunnels (Teredo, 6to4), and examples in books.
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_NOT_OPEN = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
#: A network without IPv4 reaches it through these: the last 32 bits are the address.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: What the standard library takes for open: the relays of 6to4, and a name server's sink.
_NOT_OPEN_4 = tuple(map(ipaddress.IPv4Network, ("192.88.99.0/24", "192.0.0.0/24")))
#: In the middle of an address: ISATAP, another tunnel that carries an IPv4 address at the end.
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also inside IPv6's wrappings of IPv4.

    Of IPv6 only what was given out for the open internet counts, and no tunnel.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_OPEN_4)
    if ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)))
    if (int(ip) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return False
    return ip in _GIVEN_OUT and ip.is_global and not any(ip in network for network in _NOT_OPEN)
