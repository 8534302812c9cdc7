"""Lends the eyes of a preview to every page of the site, and lets nothing be done through them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.url_routing import RouteResult

from accounts.models import User
from common import personal_data
from common.addresses import address_of, admin_address
from learning.courses.models import CoursePage
from learning.support.preview_as.preview import PREVIEWED, Lent, PreviewIsOver, lent_to

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# Where people are themselves: the admin and what its editor calls, their own account, and the language.
_OUTSIDE = ("/account/", "/_allauth/", "/i18n/", settings.STATIC_URL)


class PreviewMiddleware:
    """Stands after the middleware that finds out who asks, and before the one that remembers pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.preview_as = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated or _is_outside(request):
            return self.get_response(request)
        try:
            lent = lent_to(request)
        except PreviewIsOver:
            return self._after_the_end(request)
        if lent is None:
            return self.get_response(request)
        request.seen_as, request.preview_as = lent.viewer, lent  # type: ignore[attr-defined]
        if isinstance(lent.viewer.person, User):
            personal_data.announce(request, PREVIEWED, lent.viewer.person)
        if lent.draft_course_id is None:  # what drafts name, no release opens to anybody
            request.sees_files_as = lent.viewer  # type: ignore[attr-defined]
        if request.method not in _SAFE:
            return _refused(request, _("This is a preview. Nothing you do is saved."))
        _lead_to_drafts(request, lent)
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        return response

    def _after_the_end(self, request: HttpRequest) -> HttpResponse:
        """The page on which it was begun believes in the preview still: what it sends is not for real."""
        words = _("The preview has ended. You're back in your own account.")
        if request.method not in _SAFE:
            return _refused(request, words)
        messages.info(request, words)
        return self.get_response(request)


def _is_outside(request: HttpRequest) -> bool:
    return request.path.startswith((admin_address(), address_of("authoring_api"), *_OUTSIDE))


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """Scripts get a problem, people a page. Nothing was written."""
    wants_page = "text/html" in request.headers.get("Accept", "") and not request.headers.get("HX-Request")
    if wants_page and not request.path.startswith(address_of("api")):
        return render(request, "support/preview_refused.html", {"sentence": sentence}, status=403)
    problem = {
        "title": HTTPStatus.FORBIDDEN.phrase,
        "status": 403,
        "code": "preview",
        "detail": sentence,
        "saved": False,
        "sentence": sentence,
    }
    return JsonResponse(problem, status=403, content_type="application/problem+json")


def _lead_to_drafts(request: HttpRequest, lent: Lent) -> None:
    """The course whose drafts are looked at has its address, though its page may not be published."""
    if lent.draft_course_id is None:
        return
    for page in CoursePage.objects.filter(course=lent.draft_course_id, live=False):
        parts = page.get_url_parts(request)
        if parts and request.path_info.startswith(parts[2]):
            rest = tuple(filter(None, request.path_info[len(parts[2]) :].split("/")))
            request._wagtail_route_for_request = RouteResult(page, kwargs={"path": rest})  # type: ignore[attr-defined]
