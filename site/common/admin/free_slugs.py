"""Two pages side by side may have the same title: the second one's slug gets a number.

What somebody typed on purpose is not changed: a slug that doesn't come from the title and is taken is
refused.
"""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page


def comes_from(title: str, slug: str) -> bool:
    """Whether a slug is what the editor makes of a title by itself."""
    return slug in {slugify(title, allow_unicode=True), slugify(title)}


class PageForm(WagtailAdminPageForm):
    """The form of a page."""

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        slug, page = data.get("slug", ""), self.instance
        if slug and self.parent_page is not None and comes_from(data.get("title", ""), slug):
            data["slug"] = find_available_slug(self.parent_page, slug, ignore_page_id=page.pk)
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class PageCopyForm(CopyForm):
    """Asks for the title of a copy; its slug is the title's or the original's, or the next that is free."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].initial = find_available_slug(self.page.get_parent(), self.page.slug)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        slug, title = data.get("new_slug", ""), data.get("new_title", "")
        parent = data.get("new_parent_page") or self.page.get_parent()
        if slug and (slug == self.page.slug or comes_from(title, slug)):
            data["new_slug"] = find_available_slug(parent, slug)
        cleaned: dict[str, Any] = super().clean()
        return cleaned


def register() -> None:
    """Called once, when the app is ready: every page without a form of its own has these."""
    from wagtail.admin import panels  # noqa: F401  # it gives pages Wagtail's form when it is first imported

    Page.base_form_class = PageForm
    Page.copy_form_class = PageCopyForm
