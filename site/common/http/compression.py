"""Pages travel compressed. Files do not: they are compressed already, and are asked for in parts."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PAGES = ("text/html", "text/plain", "application/json", "application/problem+json", "application/xml")


class CompressPages(GZipMiddleware):
    """Compresses what is drawn for a request: pages, parts of pages and answers of the API.

    Django pads each answer by a random length, so that its size tells nothing about a secret in it. Static
    files never come here, and a streamed file must keep its length and its ranges.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress `response` when it is a page and the browser takes it so."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in PAGES:
            return response
        return super().process_response(request, response)
