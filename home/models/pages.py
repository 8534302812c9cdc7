"""The pages that marketers own: the first page of a site and its landing pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from wagtail.models import Page

from common.fields import StreamField
from common.seo import structured
from common.seo.pages import SharedPage
from home.models.forms import PageWithForm
from home.sections import SectionsBlock
from learning.classroom.caching.page_cache import may_be_kept

TEMPLATE = "home/sections_page.html"


class SectionsPage(SharedPage, PageWithForm):
    """A page of sections, of which one may show a form whose answers are kept and mailed."""

    sections = StreamField(SectionsBlock(required=False), verbose_name=_("sections"), blank=True)

    search_fields = [*Page.search_fields, index.SearchField("sections")]

    class Meta:
        abstract = True

    @property
    def share_description(self) -> str:
        """What the page says it is about: its own words for search results, else its first introduction."""
        if self.search_description:
            return self.search_description
        introductions = (child.get("value", {}).get("intro", "") for child in self.sections.raw_data)
        return next(filter(None, introductions), "")

    @property
    def opens_with_hero(self) -> bool:
        """Whether the first section carries the page's heading."""
        return bool(self.sections.raw_data) and self.sections.raw_data[0]["type"] == "hero"

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any] | None]:
        pairs = [
            (question["value"]["question"], question["value"]["answer"])
            for child in self.sections.raw_data
            if child["type"] == "faq"
            for question in child["value"]["questions"]
        ]
        return [structured.questions(pairs)] if pairs else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.sections.rendering import drawn_sections

        context = super().get_context(request, *args, **kwargs)
        context["drawn_sections"] = drawn_sections(self, request, context)
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Visitors of a page without a form are given what was kept for them."""
        response = super().serve(request, *args, **kwargs)
        if self.shows_form or not isinstance(response, TemplateResponse):
            return response
        return may_be_kept(response.render())


class HomePage(SectionsPage):
    """The root of a site: what the academy is, and the way to its courses."""

    template = TEMPLATE
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.LandingPage",
        "courses.CatalogPage",
        "courses.InstructorIndexPage",
        "access.LearningPathIndexPage",
        "access.BundleIndexPage",
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class LandingPage(SectionsPage):
    """A page that leads somewhere: a launch, an event, a webinar."""

    template = TEMPLATE
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("landing page")
        verbose_name_plural = _("landing pages")
