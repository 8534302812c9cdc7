"""The first page of the site."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from common.seo.pages import SharedPage
from learning.classroom.selectors import newest_cards

NEWEST_SHOWN = 6


class HomePage(SharedPage, Page):
    """The root of a site: what the academy is, and the way to its courses."""

    hero_title = models.CharField(
        _("headline"),
        max_length=120,
        help_text=_("One promise, in one line: the first thing a visitor reads."),
    )
    intro = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("Two or three sentences below the headline."),
    )
    action_label = models.CharField(
        _("words of the button"),
        max_length=40,
        blank=True,
        help_text=_("The button leads to the courses. Empty: “See all courses”."),
    )
    courses_title = models.CharField(
        _("title above the courses"), max_length=80, blank=True, help_text=_("Empty: “New courses”.")
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("hero_title"), FieldPanel("intro"), FieldPanel("action_label")],
            heading=_("Opening"),
        ),
        FieldPanel("courses_title"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("hero_title"), index.SearchField("intro")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CatalogPage", "courses.InstructorIndexPage"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["newest_courses"] = newest_cards(request, limit=NEWEST_SHOWN)
        return context
