"""The academy while it is being worked on: MAINTENANCE=yes shows everybody but staff one calm page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from .error_pages import unavailable

RETRY_AFTER_SECONDS = 600
# Probes, so that nobody takes the machine away; and the way by which staff come in.
OPEN = ("/healthz", "/readyz", "/admin/", "/account/login/", "/account/logout/", "/account/2fa/authenticate/")


class MaintenanceMiddleware:
    """Answers 503 in the place of every page. Static files never come here: they are answered before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(OPEN) or _is_staff(request):
            return self.get_response(request)
        return unavailable(request, retry_after_seconds=RETRY_AFTER_SECONDS)


def _is_staff(request: HttpRequest) -> bool:
    """Whether somebody who may enter the admin is signed in. The database may be what is being worked on."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return request.user.has_perm("wagtailadmin.access_admin")
    except DatabaseError:
        return False
