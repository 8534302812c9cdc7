"""Addresses that people typed are asked with care: only the open web, few bytes, few redirects."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

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


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "127.0.0.1", "169.254.169.254", "192.168.0.1", "0.0.0.0", "::1", "fe80::1%eth0", "fc00::1",
     "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::", "224.0.0.1", "100.64.0.1", "nonsense"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


def test_public_addresses() -> None:
    assert is_public("93.184.216.34") and is_public("2606:4700::1111")
