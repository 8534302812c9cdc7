"""Who calls: the person of the session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja.security import SessionAuth

from learning.courses.viewer import Viewer


class SignedIn(SessionAuth):
    """The session's person. A stranger is told to sign in before anything is said of CSRF tokens."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if request.user.is_authenticated else None


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a call; the site does not matter here and would cost a query."""
    return Viewer(person=request.user, moment=timezone.now(), language_code=get_language() or "en")  # type: ignore[arg-type]
