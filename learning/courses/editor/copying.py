"""Copying a course, a module or a lesson in the editor: in one piece, and always as drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from common.admin.free_slugs import PageCopyForm
from learning.courses import actions
from learning.courses.addresses import builder_url
from learning.courses.models import CoursePage
from learning.courses.models.authored import AuthoredPage

if TYPE_CHECKING:
    from accounts.models import User


class AuthoredCopyForm(PageCopyForm):
    """Offers neither to publish the copy, which the whole course's submission does, nor an alias."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("publish_copies", "alias"):
            self.fields.pop(name, None)


def copy_at_once(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Copy a part of the course tree in one transaction; None: Wagtail's view goes on, with what is wrong."""
    specific = page.specific
    if request.method != "POST" or not isinstance(specific, AuthoredPage):
        return None
    person = cast("User", request.user)
    form = AuthoredCopyForm(request.POST, page=page, user=person)
    if not form.is_valid():
        return None
    data = form.cleaned_data
    copy = actions.copy_page(
        page=specific,
        to=data["new_parent_page"] or page.get_parent(),
        title=data["new_title"],
        slug=data["new_slug"],
        recursive=bool(data.get("copy_subpages")),
        actor=person,
    )
    messages.success(request, _("“%(title)s” copied. The copy is a draft.") % {"title": specific.title})
    following = get_valid_next_url_from_request(request)
    if following:
        return redirect(following)
    if isinstance(copy, CoursePage):
        return redirect(builder_url(copy))
    return redirect("wagtailadmin_pages:edit", copy.pk)
