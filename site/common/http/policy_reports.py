"""What browsers tell of a page that wanted more than its policy allows: one line in the log for each kind.

Anybody may post here, so a report is small, little of it is written, and no more lines than somebody can
read. Nothing is stored.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)

MOST_BYTES = 16_384
#: Of a process in a minute. The same report is written once in that time.
MOST_LINES = 30
WINDOW_SECONDS = 60
_LONGEST = 160
_UNPRINTABLE = re.compile(r"[^\x21-\x7e]+")


class _Window:
    """What this process has written since `since`. Threads share it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.since = float("-inf")
        self.written: set[str] = set()

    def admits(self, line: str, at: float) -> bool:
        """Whether `line` is new, and there is room for it. at: seconds of a clock that never goes back."""
        with self.lock:
            if at - self.since >= WINDOW_SECONDS:
                self.since, self.written = at, set()
            if line in self.written or len(self.written) >= MOST_LINES:
                return False
            self.written.add(line)
            return True


_window = _Window()


def forget_reports() -> None:
    """Begin a new minute."""
    _window.since = float("-inf")


@csrf_exempt
@never_cache
@require_POST
def policy_reports(request: HttpRequest) -> HttpResponse:
    """Take a report: 204; 400 for what is none, 413 for one that is too long. No query."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return HttpResponse(status=400)
    if length > MOST_BYTES:
        return HttpResponse(status=413)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        line = _line(json.loads(body))
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    if _window.admits(line, time.monotonic()):
        logger.warning("A page was kept from loading: %s", line)
    return HttpResponse(status=204)


def _line(told: Any) -> str:
    """What a browser tells, in one line. Raises ValueError for what is no report."""
    report = told.get("csp-report") if isinstance(told, dict) else None
    if not isinstance(report, dict):
        raise ValueError("no report")
    directive = report.get("effective-directive") or report.get("violated-directive")
    return (
        f"page={_address(report.get('document-uri'))} directive={_word(directive or '')} "
        f"blocked={_address(report.get('blocked-uri'))} source={_address(report.get('source-file'))}"
    )


def _address(value: Any) -> str:
    """Without what stands behind the path, which may be somebody's token."""
    try:
        parts = urlsplit(str(value or ""))
    except ValueError:
        return "-"
    place = (
        f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        if parts.netloc
        else str(value or "")
    )
    return _word(place.partition("?")[0])


def _word(value: Any) -> str:
    return _UNPRINTABLE.sub("_", str(value))[:_LONGEST] or "-"
