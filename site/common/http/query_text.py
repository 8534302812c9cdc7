"""What stands behind the question mark of an address."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_NUL = re.compile("%00|\x00")


class WithoutNul:
    """Makes a blank of NUL in queries: nobody types it, and PostgreSQL refuses every text that holds one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if _NUL.search(query):
            request.META["QUERY_STRING"] = _NUL.sub("%20", query)
        return self.get_response(request)
