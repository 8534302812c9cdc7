"""How often one person may write, whatever it is: more than anybody types, less than a program would."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

from common.addresses import address_of

from . import limits
from .error_pages import short_answer

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class WriteLimitsMiddleware:
    """Stands behind the middleware that finds out who asks. `settings.WRITES_A_MINUTE` has the numbers.

    Strangers are limited where they can write: at the sign-in forms, and at forms of pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or not request.user.is_authenticated:
            return self.get_response(request)
        kind = kind_of(request)
        limit = limits.RateLimit(f"writes.{kind}", settings.WRITES_A_MINUTE[kind])
        seconds = limit.count(limits.person(request.user.pk))
        return too_often(request, seconds) if seconds else self.get_response(request)


def kind_of(request: HttpRequest) -> str:
    """What is written: through an API (answers and progress among it), as files, or by any other form."""
    if request.path_info.startswith(address_of("api")):
        return "api"
    return "uploads" if request.content_type == "multipart/form-data" else "forms"


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: when to try again, and that nothing was changed. seconds: until it may be tried again."""
    sentence = ngettext(
        "You sent too much in a short time, so this wasn't saved. Try again in %(count)d second.",
        "You sent too much in a short time, so this wasn't saved. Try again in %(count)d seconds.",
        seconds,
    ) % {"count": seconds}
    answer = short_answer(request, 429, "too_often", sentence)
    if answer is None:
        answer = TemplateResponse(request, "429_writes.html", {"sentence": sentence}, status=429).render()
    answer["Retry-After"] = str(seconds)
    return answer
