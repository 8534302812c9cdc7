"""The catalogue, at `/courses/`."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from learning.classroom.caching.page_cache import may_be_kept
from learning.classroom.catalogue.cards import Card, cards_of
from learning.classroom.catalogue.catalogue_index import Entry, Shelf, enrolled_on, shelf_for
from learning.classroom.catalogue.results import PER_PAGE, Asked, Found, find
from learning.classroom.course import appearance
from learning.classroom.dashboard.learner_summary import Learner, learner_of
from learning.classroom.requests import VisitRequest
from learning.courses.models import CatalogPage
from learning.courses.viewer import Viewer, viewer_of

CONTINUED = 3


@dataclass(frozen=True, slots=True)
class CatalogueScreen:
    """What the catalogue's templates draw."""

    asked: Asked
    found: Found
    page_obj: Page[Entry]
    cards: list[Card]
    continue_cards: list[Card]

    @property
    def count(self) -> int:
        return self.page_obj.paginator.count


def show(request: VisitRequest, page: CatalogPage) -> HttpResponse:
    viewer = viewer_of(request)
    is_fragment = bool(request.htmx) and not request.htmx.history_restore_request
    screen = screen_for(viewer, shelf_for(request), Asked.from_query(request.GET), has_more=not is_fragment)
    template = "classroom/catalogue_results.html" if is_fragment else "classroom/catalogue.html"
    context = {
        "page": page,
        "screen": screen,
        "dashboard_url": reverse("classroom:dashboard"),
        "appearance": appearance.of_catalogue(
            page, screen.cards, request, has_filters=screen.asked.has_filters
        ),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return may_be_kept(response)


def screen_for(viewer: Viewer, shelf: Shelf, asked: Asked, *, has_more: bool = True) -> CatalogueScreen:
    """has_more: with what stands above the results, too."""
    learner = learner_of(viewer)
    found = find(shelf, asked, lambda: enrolled_on(shelf))
    page_obj = Paginator(found.entries, PER_PAGE).get_page(asked.page)
    enrolled = enrolled_on(shelf)
    return CatalogueScreen(
        asked=asked,
        found=found,
        page_obj=page_obj,
        cards=cards_of(
            page_obj.object_list, language_code=viewer.language_code, enrolled=enrolled, learner=learner
        ),
        continue_cards=_to_continue(learner, shelf, viewer) if has_more and not asked.has_filters else [],
    )


def _to_continue(learner: Learner, shelf: Shelf, viewer: Viewer) -> list[Card]:
    """What the learner was at last, if it is still on the shelf."""
    courses = (taken.course.pk for taken in learner.learning.unfinished)
    entries = [shelf.by_course[pk] for pk in courses if pk in shelf.by_course][:CONTINUED]
    return cards_of(entries, language_code=viewer.language_code, enrolled={}, learner=learner)
