"""What marketers find in the Wagtail admin. Declarations only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from common.admin.admin_dashboard import Shortcut, TodoItem
from home import admin_dashboard
from home.models import LandingPage, Section
from home.pages.template_views import PageTemplateView


class SectionViewSet(SnippetViewSet):
    model = Section
    icon = "snippet"
    add_to_admin_menu = True
    menu_label = _("Section library")
    menu_order = 315
    list_display = ["name", "locale"]


register_snippet(SectionViewSet)


@hooks.register("register_admin_urls")
def register_start() -> list[Any]:
    return [path("academy/landing/<int:home_id>/start/", PageTemplateView.as_view(), name="home_start")]


@hooks.register("before_create_page")
def offer_starts(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """Whoever adds a landing page is asked first what it starts from."""
    if page_class is LandingPage and request.method == "GET" and "empty" not in request.GET:
        return redirect("home_start", parent.pk)
    return None


@hooks.register("register_what_waits")
def register_what_waits(request: HttpRequest) -> Iterable[TodoItem]:
    return admin_dashboard.what_waits(request)


@hooks.register("register_shortcuts")
def register_shortcuts(request: HttpRequest) -> Iterable[Shortcut]:
    return admin_dashboard.shortcuts(request)
