"""Pages travel compressed; files and what is asked for in parts do not."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from common.http.compression import CompressPages

LONG = b"<p>Learn at a walking pace.</p>" * 40


def through(response: HttpResponseBase, accepted: str = "gzip, br") -> HttpResponseBase:
    def answer(request: HttpRequest) -> HttpResponseBase:
        return response

    return CompressPages(answer)(RequestFactory().get("/", headers={"Accept-Encoding": accepted}))


def test_a_page_is_compressed_for_a_browser_that_takes_it() -> None:
    response = through(HttpResponse(LONG))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == LONG
    assert "Accept-Encoding" in response["Vary"]
    assert "Content-Encoding" not in through(HttpResponse(LONG), accepted="identity")


def test_a_file_is_left_as_it_is() -> None:
    def parts() -> Iterator[bytes]:
        yield LONG

    film = StreamingHttpResponse(parts(), content_type="video/mp4", status=206)
    assert "Content-Encoding" not in through(film)
    assert "Content-Encoding" not in through(StreamingHttpResponse(parts(), content_type="text/html"))
    assert "Content-Encoding" not in through(HttpResponse(LONG, content_type="application/pdf"))


@pytest.mark.django_db
def test_the_site_does_so(client: Client) -> None:
    response = client.get("/account/login/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
