"""The editors of the pages of what is offered beside single courses: learning paths and bundles."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Page

from common.admin.free_slugs import PageForm
from common.admin.page_editor import register_editor

from ..models import BundleIndexPage, BundlePage, LearningPathIndexPage, LearningPathPage
from .bundle_prices import BundlePricesPanel

INDEX_CONTENT = [*Page.content_panels, FieldPanel("intro")]
OFFER_CONTENT = [*INDEX_CONTENT, FieldPanel("picture"), FieldPanel("description")]
PATH_CONTENT = [
    *OFFER_CONTENT,
    InlinePanel("steps", heading=_("Courses in order"), label=_("Course"), min_num=1),
]
BUNDLE_CONTENT = [
    *OFFER_CONTENT,
    FieldPanel("kind"),
    FieldPanel("pick_count"),
    InlinePanel("items", heading=_("Courses"), label=_("Course"), min_num=1),
    BundlePricesPanel(heading=_("Prices")),
]


def register() -> None:
    """Called once, when the app is ready."""
    register_editor(LearningPathIndexPage, content_panels=INDEX_CONTENT)
    register_editor(LearningPathPage, content_panels=PATH_CONTENT)
    register_editor(BundleIndexPage, content_panels=INDEX_CONTENT)
    register_editor(BundlePage, content_panels=BUNDLE_CONTENT, base_form_class=BundlePageForm)


class BundlePageForm(PageForm):
    """Refuses a bundle that nobody could be given: more to pick than there is, or a course in no tier."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        formset = self.formsets.get("items")
        if formset is not None and formset.is_valid():
            rows = [form for form in formset.forms if form.cleaned_data.get("course")]
            self._check_items(data, [form for form in rows if not form.cleaned_data.get("DELETE")])
        return data

    def _check_items(self, data: dict[str, Any], rows: list[Any]) -> None:
        kinds = type(self.instance).Kind
        if data.get("kind") == kinds.PICK:
            self._check_pick(data.get("pick_count") or 0, {row.cleaned_data["course"].pk for row in rows})
        if data.get("kind") == kinds.TIERED:
            self._check_tiers(rows)

    def _check_pick(self, wanted: int, courses: set[int]) -> None:
        if wanted <= len(courses):
            return
        words = ngettext(
            "There is only %(count)d course to pick from.",
            "There are only %(count)d courses to pick from.",
            len(courses),
        )
        self.add_error("pick_count", words % {"count": len(courses)})

    def _check_tiers(self, rows: list[Any]) -> None:
        nowhere = [row for row in rows if not row.cleaned_data.get("tier")]
        for row in nowhere:
            row.add_error("tier", _("Enter a tier."))
        if nowhere:
            self.add_error("kind", _("In a tiered bundle, every course needs a tier."))
