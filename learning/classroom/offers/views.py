"""The pages of learning paths and bundles, and joining and leaving a path."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from learning.access import actions
from learning.access.models import BundleIndexPage, BundlePage, LearningPathIndexPage, LearningPathPage
from learning.courses.viewer import viewer_of

from .bundle_screen import bundle_cards, bundle_screen
from .path_screen import path_cards, path_screen


def show_path_list(request: HttpRequest, page: LearningPathIndexPage) -> HttpResponse:
    context = {"page": page, "offers": path_cards(request, page)}
    return TemplateResponse(request, "classroom/offers/path_list.html", context)


def show_path(request: HttpRequest, page: LearningPathPage) -> HttpResponse:
    """The path; a POST joins it, or leaves it where it says `do=leave`."""
    if request.method == "POST":
        return _change_membership(request, page)
    context = {"page": page, "screen": path_screen(request, page)}
    return TemplateResponse(request, "classroom/offers/path.html", context)


def show_bundle_list(request: HttpRequest, page: BundleIndexPage) -> HttpResponse:
    context = {"page": page, "offers": bundle_cards(request, page)}
    return TemplateResponse(request, "classroom/offers/bundle_list.html", context)


def show_bundle(request: HttpRequest, page: BundlePage) -> HttpResponse:
    context = {"page": page, "screen": bundle_screen(request, page)}
    return TemplateResponse(request, "classroom/offers/bundle.html", context)


def _change_membership(request: HttpRequest, page: LearningPathPage) -> HttpResponse:
    """A stranger is led to sign in; eyes that are lent change nothing."""
    viewer, back = viewer_of(request), page.get_url(request) or "/"
    if viewer.person is None and viewer.persona is None:
        return redirect(f"{reverse('account_login')}?next={back}")
    if viewer.person is not None and not viewer.is_preview and viewer.person.is_active:
        change = actions.leave_path if request.POST.get("do") == "leave" else actions.join_path
        try:
            change(person=viewer.person, path=page.learning_path, at=timezone.now())
        except actions.PathNotOpen:
            return redirect(back)
    return redirect(back)
