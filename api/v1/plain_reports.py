"""The busiest address of the API, answered without the layers that only its unusual callers need.

A report of a signed-in player, written as players write it, goes straight to its action. Whatever else comes
(another form, a missing token, a stranger, a lesson that refuses) goes through the layers, which say why. So
there is one place for each answer: this one only skips what would have changed nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.utils import check_csrf

from learning.progress import bitmap

#: As long as a report with all it may hold, and no longer.
LONGEST_BODY = 1000
LONGEST_VIDEO, LONGEST_OPENED = 36, 200
LONGEST_AGE_SECONDS = 10 * 365 * 24 * 3600
# Below it a whole number is a float without loss.
_LARGEST = 2**53
_NAMES = {"watch_percentage", "timestamp", "parts", "video", "duration", "opened", "age"}

Run = Callable[..., HttpResponseBase]


def answered_at_once(record: Callable[..., dict[str, Any] | None]) -> Callable[[Run], Run]:
    """Decorates an operation that takes reports. record: gets the request, what the path names, and the
    report by the names of its fields; answers what to tell, or None where the operation should say it."""

    def decorate(run: Run) -> Run:
        @wraps(run)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Who asks comes first: nobody is told about a body before it is known that they may send one.
            report = plain_report(request) if request.user.is_authenticated else None
            if report is None or check_csrf(request) is not None:
                return run(request, *args, **kwargs)
            told = record(request, **kwargs, report=report)
            if told is None:
                return run(request, *args, **kwargs)
            return HttpResponse(json.dumps(told), content_type="application/json; charset=utf-8")

        return answer

    return decorate


def plain_report(request: HttpRequest) -> dict[str, Any] | None:
    """What a report says, by the names of `ProgressIn`; None unless each field is what it is usually."""
    if not 0 < _length_of(request) <= LONGEST_BODY:
        return None
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if type(said) is not dict or not said.keys() <= _NAMES:
        return None
    usual = (
        _is_number(said.get("watch_percentage"), up_to=100)
        and _is_number(said.get("timestamp"), up_to=_LARGEST)
        and (
            "duration" not in said or (_is_number(said["duration"], up_to=_LARGEST) and said["duration"] > 0)
        )
        and _is_number(said.get("age", 0), up_to=LONGEST_AGE_SECONDS)
        and _is_text(said.get("video", ""), up_to=LONGEST_VIDEO)
        and _is_text(said.get("opened", ""), up_to=LONGEST_OPENED)
    )
    if not usual or "parts" not in said:
        return said if usual else None
    if type(said["parts"]) not in (int, str):
        return None
    try:
        return said | {"parts": bitmap.parse(said["parts"])}
    except bitmap.InvalidBitmap:
        return None


def _length_of(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def _is_number(value: Any, *, up_to: float) -> bool:
    # What is no number is not between two numbers either; a whole one may be too large for a float.
    return type(value) in (int, float) and 0 <= value <= up_to


def _is_text(value: Any, *, up_to: int) -> bool:
    return type(value) is str and len(value) <= up_to
