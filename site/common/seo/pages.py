"""What pages have that strangers find by searching and show to each other."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page

from common.seo.appearance import Appearance
from common.seo.panels import SearchAndSharePanel

DESCRIPTION_MOST = 300
FIRST_DEPTH = 2
#: Where a page that has no description of its own says what it is about, in this order.
_DESCRIBING = ("short_description", "intro", "headline")


class SharedPage(models.Model):
    """A mixin of pages: a picture that is shown wherever somebody shares the page.

    Stand it before `Page` among the bases; its `promote_panels` then take the place of Wagtail's.
    """

    share_picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("sharing image"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("1200 × 630 pixels or larger. Leave empty to generate an image from the title."),
    )

    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Search results"),
        ),
        FieldPanel("share_picture"),
        SearchAndSharePanel(),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("Menus")),
    ]

    class Meta:
        abstract = True

    @property
    def share_title(self) -> str:
        """What the page is called in search results."""
        return self.seo_title or self.title  # type: ignore[attr-defined]

    @property
    def share_description(self) -> str:
        """One or two sentences about the page."""
        return description_of(self)

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any] | None]:
        """What the page tells in schema.org's words (common.seo.structured), besides the way to it.

        None among it, which builders give for nothing, is left out.
        """
        return []


def description_of(page: Page) -> str:
    """What the page says it is about; empty where it says nothing."""
    said = page.search_description or next(
        (text for name in _DESCRIBING if (text := getattr(page, name, ""))), ""
    )
    return Truncator(said).chars(DESCRIPTION_MOST)


def appearance_of(page: Page, request: HttpRequest) -> Appearance:
    """How the page appears elsewhere. It costs no query beyond those of its address."""
    is_shared = isinstance(page, SharedPage)
    return Appearance(
        title=page.share_title if is_shared else page.seo_title or page.title,
        description=page.share_description if is_shared else description_of(page),
        url=page.get_full_url(request) or "",
        page_id=page.pk,
        is_first_page=page.depth == FIRST_DEPTH,
        data=tuple(filter(None, page.structured_data(request))) if is_shared else (),
    )
