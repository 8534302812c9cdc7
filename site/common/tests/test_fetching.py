"""Addresses that people typed are asked with care: only the open web, few bytes, few redirects."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as unhurried
from hypothesis import strategies as st

from common.http import safe_http
from common.http.safe_http import FetchFailed, FetchRefused, TooLarge, fetch, is_public


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/again"):
            self.send_response(302)
            self.send_header("Location", "/again")
            self.end_headers()
        elif self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/there?a=b c")
            self.end_headers()
        else:
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()
            self.wfile.write(b"x" * 100)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server(settings: Any) -> Iterator[str]:
    settings.FETCH_PRIVATE_ADDRESSES = True
    stand_in = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=stand_in.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{stand_in.server_port}"
    stand_in.shutdown()
    stand_in.server_close()


def test_an_answer_is_an_answer(server: str) -> None:
    assert fetch(f"{server}/here", most_bytes=100).content == b"x" * 100
    assert fetch(f"{server}/gone", most_bytes=100).status == 404
    assert fetch(f"{server}/moved", most_bytes=100).url.endswith("/there?a=b c")


def test_no_more_is_read_than_was_asked_for(server: str) -> None:
    with pytest.raises(TooLarge):
        fetch(f"{server}/here", most_bytes=99)
    assert fetch(f"{server}/here", most_bytes=5, may_cut=True).content == b"xxxxx"


def test_redirects_end(server: str) -> None:
    with pytest.raises(FetchFailed):
        fetch(f"{server}/again", most_bytes=10)


def test_the_house_itself_is_not_asked(server: str, settings: Any) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = False
    port = server.rpartition(":")[2]
    for address in (server, f"https://127.0.0.1:{port}/", "https://[::1]/", "file:///etc/passwd", "https://"):
        with pytest.raises(FetchRefused):
            fetch(address, most_bytes=10)


def test_a_redirect_into_the_house_is_refused(
    server: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, hops = safe_http.is_public, []

    def only_first(address: str) -> bool:
        hops.append(address)
        return len(hops) == 1 or real(address)

    monkeypatch.setattr(safe_http, "is_public", only_first)
    monkeypatch.setattr(safe_http, "_scheme_is_fine", lambda scheme: True)
    settings.FETCH_PRIVATE_ADDRESSES = False
    with pytest.raises(FetchRefused):
        fetch(f"{server}/moved", most_bytes=10)
    assert len(hops) == 2


PRIVATE = (
    # this network, private ones, carrier's NAT, loopback, link-local, examples, benchmarks
    *("0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.0.1", "100.64.0.1", "100.127.255.254"),
    *("127.0.0.1", "127.8.8.8", "169.254.169.254", "192.0.0.1", "192.0.0.170", "192.0.2.1", "198.18.0.1"),
    *("198.19.255.1", "198.51.100.7", "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255"),
    # the same of IPv6
    *("::", "::1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "fc00::1", "fd12:3456:789a::1"),
    *("ff02::1", "ff0e::1", "100::1", "2001:db8::1", "3fff::1", "2001:2::1", "2001:10::1", "2001:20::1"),
    *("5f00::1", "4000::1"),
    # IPv4 in IPv6: mapped, compatible, translated, NAT64 (also of a network's own), 6to4, Teredo, ISATAP
    *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::10.0.0.1", "::127.0.0.1"),
    *("::8.8.8.8", "::ffff:0:10.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
    *("64:ff9b:1::808:808", "2002:0a00:0001::", "2002:7f00:1::1", "2002:808:808::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2606:4700::5efe:a00:1", "2606:4700::200:5efe:10.0.0.1"),
    # no address at all
    *("nonsense", "", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::ffff:127.1"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001:82a::200e",
     "::ffff:93.184.216.34", "64:ff9b::5db8:d822"],
)  # fmt: skip
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@unhurried(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_address_wrapped_in_another_is_no_more_public_than_itself(ip: IPv4Address) -> None:
    for wrapped in (f"::ffff:{ip}", f"::{ip}", str(IPv6Address((0x0064_FF9B << 96) | int(ip)))):
        assert is_public(str(ip)) or not is_public(wrapped)
    for tunnel in (f"2002:{int(ip) >> 16:x}:{int(ip) & 0xFFFF:x}::1", f"2606:4700::5efe:{ip}"):
        assert not is_public(tunnel)


def test_only_the_checked_address_is_connected_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that says something else the second time is asked no second time."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    connected: list[Any] = []

    def resolve(host: str, port: int, **_kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    def connect(_self: socket.socket, address: Any) -> None:
        connected.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchFailed):
        fetch("https://changing.example/", most_bytes=10)
    assert connected == [("93.184.216.34", 443)]
    with pytest.raises(FetchRefused):
        fetch("https://changing.example/", most_bytes=10)
    assert len(connected) == 1


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    ips = ["93.184.216.34", "10.0.0.1"]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ips]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: found)
    with pytest.raises(FetchRefused):
        fetch("https://both.example/", most_bytes=10)


class Slow:
    """A server that takes its time: what it sends, byte by byte, with a pause after each."""

    def __init__(self, sends: bytes, repeats: bytes = b"", pause: float = 0.03) -> None:
        self.sends, self.repeats, self.pause = sends, repeats, pause
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.is_over = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self) -> None:
        while not self.is_over.is_set():
            try:
                connection, _peer = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self.drip, args=(connection,), daemon=True).start()

    def drip(self, connection: socket.socket) -> None:
        with connection:
            try:
                for byte in itertools.chain(self.sends, itertools.cycle(self.repeats)):
                    connection.sendall(bytes([byte]))
                    if self.is_over.wait(self.pause):
                        return
                self.is_over.wait(10)
            except OSError:
                return

    def stop(self) -> None:
        self.is_over.set()
        self.listening.close()


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
#: The scheme by which a server is asked, what it sends, and what it goes on to send for ever.
SLOW: dict[str, tuple[str, bytes, bytes]] = {
    "says nothing": ("http", b"", b""),
    "never ends its head": ("http", OK, b"X-Any: thing\r\n"),
    "never ends its first line": ("http", b"HTTP/1.1 200 ", b"O"),
    "drips its body": ("http", OK + b"\r\n", b"x"),
    "drips its chunks": ("http", CHUNKED, b"1\r\nx\r\n"),
    "goes on and on": ("http", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "never shakes hands": ("https", b"", b""),
    "drips its handshake": ("https", b"\x16\x03\x03\x40\x00", b"\x00"),
}


@pytest.mark.parametrize("server_that", SLOW)
def test_one_deadline_holds_for_everything(
    server_that: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True
    monkeypatch.setattr(safe_http, "WHOLE_SECONDS", 0.3)
    scheme, sends, repeats = SLOW[server_that]
    slow, begun = Slow(sends, repeats, pause=0.002), time.monotonic()
    try:
        with pytest.raises(FetchFailed):
            fetch(f"{scheme}://{slow.address}/", most_bytes=10_000)
    finally:
        slow.stop()
    assert 0.2 < time.monotonic() - begun < 2


def test_it_holds_for_all_redirects_together(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True
    monkeypatch.setattr(safe_http, "WHOLE_SECONDS", 0.5)
    slow = Slow(b"HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\n\r\n", pause=0.005)
    begun = time.monotonic()
    try:
        with pytest.raises(FetchFailed):
            fetch(f"http://{slow.address}/", most_bytes=10)
    finally:
        slow.stop()
    assert time.monotonic() - begun < 2


def test_a_name_that_is_not_found_out_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: over.wait(10) and [])
    monkeypatch.setattr(safe_http, "WHOLE_SECONDS", 0.2)
    begun = time.monotonic()
    with pytest.raises(FetchFailed):
        fetch("https://slow.example/", most_bytes=10)
    over.set()
    assert time.monotonic() - begun < 2
