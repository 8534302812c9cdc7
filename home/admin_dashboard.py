"""What waits for marketers on the admin's first page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Page

from common.admin.admin_dashboard import Shortcut, TodoItem
from home.models import HomePage, LandingPage

if TYPE_CHECKING:
    from django.http import HttpRequest

WEEK = timedelta(days=7)


def what_waits(request: HttpRequest) -> Iterator[TodoItem]:
    """Answers of the last week, and landing pages that are drafts or have changes."""
    home = _home_of(request)
    if home is None:
        return
    pages = Page.objects.type(HomePage, LandingPage).descendant_of(home, inclusive=True)
    fresh = FormSubmission.objects.filter(page__in=pages, submit_time__gte=timezone.now() - WEEK).count()
    words = ngettext("form response this week", "form responses this week", fresh)
    yield TodoItem(fresh, words, reverse("wagtailforms:index"), "form")
    drafts = pages.filter(has_unpublished_changes=True).count()
    words = ngettext("page with changes to publish", "pages with changes to publish", drafts)
    yield TodoItem(drafts, words, reverse("wagtailadmin_explore", args=[home.pk]), "edit")


def shortcuts(request: HttpRequest) -> Iterator[Shortcut]:
    home = _home_of(request)
    if home is not None:
        yield Shortcut(_("New landing page"), reverse("home_start", args=[home.pk]), "plus")


def _home_of(request: HttpRequest) -> HomePage | None:
    """The home page that the person may add to, if there is one."""
    home = HomePage.objects.first()
    if home is None or not home.permissions_for_user(request.user).can_add_subpage():
        return None
    return home
