"""What the editor shows of a page's appearance in search results and where it is shared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from common.design.branding import branding

#: How many characters are shown in full, from and to.
TITLE_LENGTHS = (20, 60)
DESCRIPTION_LENGTHS = (70, 160)


class SearchAndSharePanel(Panel):
    """Draws the page as a search result and as a shared card, and redraws both while somebody types.

    picture_field: the name of the field whose picture is shown when the page is shared.
    """

    def __init__(self, picture_field: str = "share_picture", **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Preview"))
        super().__init__(**kwargs)
        self.picture_field = picture_field

    def clone_kwargs(self) -> dict[str, Any]:
        return super().clone_kwargs() | {"picture_field": self.picture_field}

    class BoundPanel(Panel.BoundPanel):
        template_name = "common/admin/search_and_share.html"

        @cached_property
        def media(self) -> forms.Media:
            return forms.Media(
                css={"all": ["css/admin/search-and-share.css"]},
                js=[Script("js/admin/search-and-share.js", type="module")],  # type: ignore[list-item]
            )

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            page, who = self.instance, branding()
            url = (page.get_full_url(self.request) if page.pk else None) or f"{who.url}/"
            is_first = bool(page.pk) and page.depth == 2
            has_slug = bool(page.slug) and not is_first and url.rstrip("/").endswith(f"/{page.slug}")
            return super().get_context_data(parent_context) | {
                "name": who.name,
                "above": url.rstrip("/").removesuffix(page.slug) if has_slug else url,
                "is_first": is_first,
                "picture_field": self.panel.picture_field,
                "title_lengths": TITLE_LENGTHS,
                "description_lengths": DESCRIPTION_LENGTHS,
            }
