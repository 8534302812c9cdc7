"""What other apps show of the classroom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import QueryDict

from common.addresses import address_of
from learning.classroom.catalogue.cards import CourseCard, cards_of
from learning.classroom.catalogue.catalogue_index import (
    CatalogueEntry,
    CatalogueIndex,
    catalogue_index_for,
    enrolled_on,
)
from learning.classroom.catalogue.results import CatalogueQuery, address_with_results
from learning.classroom.course.resolve import course_addresses as course_addresses
from learning.classroom.dashboard.learner_summary import LearnerSummary, learner_summary_of
from learning.classroom.dashboard.visitor_favourites import kept_for
from learning.classroom.instructors.instructor_cards import InstructorCard as InstructorCard
from learning.classroom.instructors.instructor_cards import cards_of_pages as cards_of_pages
from learning.courses.viewer import Viewer, viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def newest_cards(request: HttpRequest, *, limit: int) -> list[CourseCard]:
    """Cards of the courses that were released last, as the one who asks sees them."""
    return _cards(request, _shop_window(request).shelf.entries[:limit])


def popular_cards(request: HttpRequest, *, limit: int) -> list[CourseCard]:
    """Cards of the courses that most people take."""
    window = _shop_window(request)
    by_learners = sorted(window.shelf.entries, key=lambda entry: -window.enrolled.get(entry.course_id, 0))
    return _cards(request, by_learners[:limit])


def category_cards(request: HttpRequest, slug: str, *, limit: int) -> list[CourseCard]:
    """Cards of the newest courses of a category."""
    found = [entry for entry in _shop_window(request).shelf.entries if slug in entry.values["category"]]
    return _cards(request, found[:limit])


def picked_cards(request: HttpRequest, course_ids: Iterable[int]) -> list[CourseCard]:
    """Cards of these courses in this order; what is not listed for the one who asks is left out."""
    by_course = _shop_window(request).shelf.by_course
    return _cards(request, [by_course[pk] for pk in course_ids if pk in by_course])


@dataclass(frozen=True, slots=True)
class _ShopWindow:
    """What every list of cards on one page needs: fetched once for each request."""

    shelf: CatalogueIndex
    viewer: Viewer
    enrolled: dict[int, int]
    learner: LearnerSummary


def _shop_window(request: HttpRequest) -> _ShopWindow:
    kept = getattr(request, "_classroom_shop_window", None)
    if kept is None:
        shelf, viewer = catalogue_index_for(request), viewer_of(request)
        kept = _ShopWindow(shelf, viewer, enrolled_on(shelf), learner_summary_of(viewer, kept_for(request)))
        request._classroom_shop_window = kept  # type: ignore[attr-defined]
    return kept


def _cards(request: HttpRequest, entries: Sequence[CatalogueEntry]) -> list[CourseCard]:
    window = _shop_window(request)
    return cards_of(
        entries,
        language_code=window.viewer.language_code,
        enrolled=window.enrolled,
        learner=window.learner,
    )


def address_with_courses(request: HttpRequest, address: str) -> str:
    """Where a link to filters of the catalogue leads: there if they find courses, else to the nearest.

    address: any; what isn't the catalogue's with a filter stays as it is. Empty where only leaving out every
    filter would find something: such a link is not shown. No query, once the catalogue was asked for.
    """
    parts = urlsplit(address)
    catalogue = address_of("catalogue")
    is_ours = not parts.netloc or parts.netloc == request.get_host()
    if not (parts.query and is_ours and parts.path == catalogue):
        return address
    asked = CatalogueQuery.from_query(QueryDict(parts.query))
    if asked.q or not asked.has_filters:
        return address
    found = address_with_results(catalogue_index_for(request), asked, at=viewer_of(request).moment)
    if found is None or found == asked.address():
        return "" if found is None else address
    return f"{catalogue}{found}"
