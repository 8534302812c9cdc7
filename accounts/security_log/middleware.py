"""Notes in the security log what staff were shown of other people."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from common.personal_data import reading_of, shows_something

from .recording import note_reading


class SecurityLogMiddleware:
    """Stands behind the middleware that finds out who asks. An answer that shows nothing isn't noted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_shown = request.user.is_authenticated and shows_something(request, response.status_code)
        reading = reading_of(request) if is_shown else None
        if reading is not None:
            note_reading(request, reading, actor=cast(User, request.user), at=timezone.now())
        return response
