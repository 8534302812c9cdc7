"""Tells how many queries an answer cost, and answers as if nobody had been there before, to whoever asks
for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse

from learning.classroom.course import directory
from learning.classroom.middleware import ClassroomMiddleware

ASKED = "X-Count-Queries"
ANSWER = "X-Queries"
FIRST = "X-First-Visit"
BARE = "X-Bare"


class CountQueries:
    """Stands before all other middleware, so that session and person are counted. While rounds are driven
    nobody asks, and it costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return self.get_response(request)
        queries = 0

        def counted(execute: Callable[..., Any], *query: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*query)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response[ANSWER] = str(queries)
        return response


class Sessions(SessionMiddleware):
    """Stands for Django's. A session of the site is read as ever, one of a yardstick as Django reads it."""

    def process_request(self, request: HttpRequest) -> None:
        if BARE not in request.headers:
            super().process_request(request)
            return
        request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))


class FirstVisits(ClassroomMiddleware):
    """Stands for the site's own. Whoever asks so is answered with a page that is drawn now: what is kept of
    whole pages is neither looked for nor added to, as on the first visit after each change. Yardsticks are
    found by Wagtail alone."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if BARE in request.headers:
            return self.get_response(request)
        if FIRST not in request.headers:
            return super().__call__(request)
        directory.lead(request)
        return self.get_response(request)
