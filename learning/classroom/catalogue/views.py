"""The catalogue, at `/courses/`."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from learning.classroom.caching.page_cache import may_be_kept
from learning.classroom.catalogue.cards import CourseCard, cards_of
from learning.classroom.catalogue.catalogue_index import (
    CatalogueEntry,
    CatalogueIndex,
    catalogue_index_for,
    enrolled_on,
)
from learning.classroom.catalogue.kept_results import find_kept
from learning.classroom.catalogue.results import PER_PAGE, CatalogueQuery, CatalogueResults
from learning.classroom.course import appearance
from learning.classroom.dashboard.learner_summary import LearnerSummary, learner_summary_of
from learning.classroom.dashboard.visitor_favourites import kept_for
from learning.classroom.requests import VisitRequest
from learning.courses.models import CatalogPage
from learning.courses.viewer import Viewer, viewer_of

CONTINUED = 3


@dataclass(frozen=True, slots=True)
class FiltersShown:
    """The view, the order (empty for the usual one), and how many filters are on."""

    view: str
    sort: str
    count: int


@dataclass(frozen=True, slots=True)
class CatalogueScreen:
    """What the catalogue's templates draw."""

    asked: CatalogueQuery
    found: CatalogueResults
    page_obj: Page[CatalogueEntry]
    cards: list[CourseCard]
    continue_cards: list[CourseCard]

    @property
    def count(self) -> int:
        return self.page_obj.paginator.count

    @property
    def said(self) -> dict[str, list[str]] | None:
        """The parameters of the address of this screen; None where they hold what it doesn't offer itself."""
        asked, number = self.asked, str(self.page_obj.number)
        offered = {(facet.name, one.value) for facet in self.found.facets for one in facet.options}
        wanted = {(name, value) for name, values in asked.wanted.items() for value in values}
        if asked.q or not wanted <= offered or asked.page != number:
            return None
        own = {"sort": [asked.sort], "view": [asked.view], "page": [number]}
        return {name: list(values) for name, values in asked.wanted.items()} | own

    @property
    def filters(self) -> FiltersShown:
        sort = "" if self.asked.sort == self.asked.default_sort else self.asked.sort
        return FiltersShown(self.asked.view, sort, len(self.found.chips))


def show(request: VisitRequest, page: CatalogPage) -> HttpResponse:
    viewer = viewer_of(request)
    is_fragment = bool(request.htmx) and not request.htmx.history_restore_request
    screen = screen_for(
        viewer,
        catalogue_index_for(request),
        CatalogueQuery.from_query(request.GET),
        has_more=not is_fragment,
        kept=kept_for(request),
    )
    template = "classroom/catalogue_results.html" if is_fragment else "classroom/catalogue.html"
    context = {
        "page": page,
        "screen": screen,
        "dashboard_url": reverse("classroom:dashboard"),
        "hides_search": True,
        "appearance": appearance.of_catalogue(
            page, screen.cards, request, has_filters=screen.asked.has_filters
        ),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    said = screen.said
    return response if said is None else may_be_kept(response, said)


def screen_for(
    viewer: Viewer,
    shelf: CatalogueIndex,
    asked: CatalogueQuery,
    *,
    has_more: bool = True,
    kept: frozenset[str] = frozenset(),
) -> CatalogueScreen:
    """has_more: with what stands above the results, too. kept: favourites of whoever is not signed in."""
    learner = learner_summary_of(viewer, kept)
    enrolled = enrolled_on(shelf)
    found = find_kept(shelf, asked, lambda: enrolled, at=viewer.moment)
    page_obj = Paginator(found.entries, PER_PAGE).get_page(asked.page)
    return CatalogueScreen(
        asked=asked,
        found=found,
        page_obj=page_obj,
        cards=cards_of(
            page_obj.object_list, language_code=viewer.language_code, enrolled=enrolled, learner=learner
        ),
        continue_cards=_to_continue(learner, shelf, viewer) if has_more and not asked.has_filters else [],
    )


def _to_continue(learner: LearnerSummary, shelf: CatalogueIndex, viewer: Viewer) -> list[CourseCard]:
    """What the learner was at last, if it is still on the shelf."""
    courses = (taken.course.pk for taken in learner.learning.unfinished)
    entries = [shelf.by_course[pk] for pk in courses if pk in shelf.by_course][:CONTINUED]
    return cards_of(entries, language_code=viewer.language_code, enrolled={}, learner=learner)
