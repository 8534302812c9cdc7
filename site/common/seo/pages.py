"""What pages have that strangers find by searching and show to each other."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel


class SharedPage(models.Model):
    """A mixin of pages: a picture that is shown wherever somebody shares the page.

    Stand it before `Page` among the bases; its `promote_panels` then take the place of Wagtail's.
    """

    share_picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture when shared"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("1200 × 630 pixels or larger. Empty: a picture is made from the title."),
    )

    promote_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("In search results"),
        ),
        FieldPanel("share_picture"),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("In menus")),
    ]

    class Meta:
        abstract = True
