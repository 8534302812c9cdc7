"""Asking addresses that people typed: few bytes, little patience, and never the house's own network.

The name is resolved once, every address it has is checked, and the connection goes to the checked address:
a name that answers differently a moment later gains nothing. Each redirect is checked in the same way.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
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
    until = time.monotonic() + WHOLE_SECONDS
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _ask(url, method, headers or {}, most_bytes, may_cut, until)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return answer
        url = urljoin(url, answer.headers["location"])
    raise FetchFailed("too many redirects")


def _ask(
    url: str, method: str, headers: Mapping[str, str], most_bytes: int, may_cut: bool, until: float
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
    connection = _connection(parts.scheme, host, port)
    try:
        connection.request(method, target, headers={"User-Agent": _AGENT, "Accept": "*/*", **headers})
        response = connection.getresponse()
        content = b"" if method == "HEAD" else _body(response, most_bytes, may_cut, until)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise FetchFailed(type(error).__name__) from error
    finally:
        connection.close()
    return Fetched(url, response.status, {k.lower(): v for k, v in response.getheaders()}, content)


def _body(response: http.client.HTTPResponse, most_bytes: int, may_cut: bool, until: float) -> bytes:
    content = b""
    while len(content) <= most_bytes:
        if time.monotonic() > until:
            raise FetchFailed("too slow")
        chunk = response.read1(min(65_536, most_bytes + 1 - len(content)))
        if not chunk:
            return content
        content += chunk
    if may_cut:
        return content[:most_bytes]
    raise TooLarge(f"more than {most_bytes} bytes")


def _scheme_is_fine(scheme: str) -> bool:
    return scheme == "https" or (scheme == "http" and settings.FETCH_PRIVATE_ADDRESSES)


def _connection(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    """A connection whose socket already leads to a checked address."""
    raw = _connect(host, port)
    connection: http.client.HTTPConnection
    if scheme == "https":
        try:
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        except (OSError, UnicodeError, ValueError) as error:
            raw.close()
            raise FetchFailed(type(error).__name__) from error
        connection = http.client.HTTPSConnection(host, port, timeout=CONNECT_SECONDS)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    connection.sock = raw
    return connection


def _connect(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("no such host") from error
    if not settings.FETCH_PRIVATE_ADDRESSES and not all(is_public(str(entry[4][0])) for entry in found):
        raise FetchRefused("the address is in a private network")
    for family, kind, protocol, _name, address in found:
        attempt = socket.socket(family, kind, protocol)
        attempt.settimeout(CONNECT_SECONDS)
        try:
            attempt.connect(address)
        except OSError:
            attempt.close()
        else:
            return attempt
    raise FetchFailed("nobody answers")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also inside IPv6's wrappings of IPv4."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is not None:
            return is_public(str(wrapped))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast
