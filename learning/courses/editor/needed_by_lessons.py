"""What learners need of something that is about to be deleted: said by name, whichever way it's deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

NAMED = "named"


@dataclass(frozen=True, slots=True)
class Need:
    """title: of what is needed. course, lesson: the titles of where; lesson is empty for the course itself.

    page_id: of the page that is edited to need it no more; None where learners only keep an earlier release.
    """

    title: str
    course: str
    lesson: str
    page_id: int | None

    @property
    def url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page_id]) if self.page_id else ""


def names_first(request: HttpRequest, needs: Sequence[Need]) -> HttpResponse | None:
    """A page that names the lessons, or None where there are none or these very ones were named before.

    Its button sends the same request again with a digest of the names, so that a lesson which needs it only
    since then is named as well.
    """
    digest = hashlib.sha256(repr(sorted(map(repr, needs))).encode()).hexdigest()[:16]
    if not needs or (request.method == "POST" and request.POST.get(NAMED) == digest):
        return None
    context: dict[str, Any] = {
        "needs": needs,
        "digest": digest,
        "address": request.get_full_path(),
        "sent": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in (NAMED, "csrfmiddlewaretoken")
        ],
    }
    return render(request, "courses/admin/needed_by_lessons.html", context, status=409)
