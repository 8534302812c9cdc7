"""Answers visitors from what was kept for them, leads everybody straight to a course, and brings a visitor's
favourites along when they sign in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from common.addresses import address_of
from learning.classroom.caching import page_cache
from learning.classroom.course import directory
from learning.classroom.dashboard import visitor_favourites

#: No pages of the site stand below these, nor below the API. Probes answer without asking the cache.
ELSEWHERE = ("/healthz", "/readyz", "/admin/")


class ClassroomMiddleware:
    """Stands after the middleware that finds out who asks and in which language, and after messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith((*ELSEWHERE, address_of("api"))):
            return self.get_response(request)
        key = page_cache.key_for(request)
        if key is not None and (found := page_cache.kept(key)) is not None:
            return found
        if request.user.is_authenticated:
            visitor_favourites.bring_along(request, request.user, at=timezone.now())
        remember = directory.lead(request)
        response = self.get_response(request)
        remember()
        if key is not None:
            page_cache.keep(request, response, key)
        return response
