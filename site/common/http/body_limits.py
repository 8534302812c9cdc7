"""How much a request may bring, by its address and by who sends it, judged before any of it is read.

Everyone may send small forms. Apps register the few addresses that take files, and from whom. nginx has the
same limits, in docs/operations.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from common.http.error_pages import too_large

MEGABYTE = 1024 * 1024
#: What anyone may send to any address: the longest text that a form takes, many times over.
EVERYONE_BYTES = MEGABYTE


@dataclass(frozen=True, slots=True)
class BodyRule:
    """An address that takes more. pattern: is searched for in the path. may: whether this person may."""

    pattern: re.Pattern[str]
    most_bytes: int
    may: Callable[[HttpRequest], bool]


_rules: list[BodyRule] = []


def register(pattern: str, *, most_bytes: int, may: Callable[[HttpRequest], bool]) -> None:
    """Let requests to these addresses bring up to `most_bytes`. may: is asked for large ones only."""
    _rules.append(BodyRule(re.compile(pattern), most_bytes, may))


def most_bytes_of(request: HttpRequest) -> int:
    """How large the body of this request may be. Asks who sends it only where the address takes more."""
    rules = [rule for rule in _rules if rule.pattern.search(request.path_info) and rule.may(request)]
    return max([EVERYONE_BYTES, *(rule.most_bytes for rule in rules)])


class BodyLimitMiddleware:
    """Answers 413 to what is too large. Stands behind the middleware that finds out who asks.

    A body that doesn't say how long it is has nothing that Django would read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _length_of(request)
        if length > EVERYONE_BYTES and length > most_bytes_of(request):
            return too_large(request)
        return self.get_response(request)


def _length_of(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
