"""Those who teach, as their public pages show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest

from learning.classroom.catalogue.cards import CourseCard, cards_of
from learning.classroom.catalogue.catalogue_index import catalogue_index_for, enrolled_on
from learning.classroom.catalogue.course_summaries import SizedImage, pictures_of
from learning.classroom.dashboard.learner_summary import learner_summary_of
from learning.classroom.dashboard.visitor_favourites import kept_for
from learning.courses.models import InstructorIndexPage, InstructorPage
from learning.courses.viewer import viewer_of

PHOTO_SPECS = ("fill-200x200|format-webp", "fill-480x480|format-webp")


@dataclass(frozen=True, slots=True)
class InstructorCard:
    """A teacher on the list of those who teach."""

    name: str
    url: str
    headline: str
    picture: SizedImage | None
    avatar_url: str
    course_count: int


def instructor_cards(request: HttpRequest, index: InstructorIndexPage) -> list[InstructorCard]:
    """Everybody below the list, in the order of the tree; four queries, however many there are."""
    below = InstructorPage.objects.child_of(index).live().select_related("account", "locale").order_by("path")
    return _cards(request, list(below))


def cards_of_pages(request: HttpRequest, page_ids: list[int] | None, *, limit: int) -> list[InstructorCard]:
    """Those whose pages these are, in this order; None: everybody, in the order of the tree."""
    live = InstructorPage.objects.live().select_related("account", "locale")
    if page_ids is None:
        return _cards(request, list(live.order_by("path")[:limit]))
    found = live.in_bulk(page_ids)
    return _cards(request, [found[pk] for pk in page_ids[:limit] if pk in found])


def _cards(request: HttpRequest, pages: list[InstructorPage]) -> list[InstructorCard]:
    pictures = pictures_of({page.photo_id for page in pages}, PHOTO_SPECS)
    shelf = catalogue_index_for(request)
    counts = Counter(teacher.account_id for entry in shelf.entries for teacher in entry.teachers)
    return [
        InstructorCard(
            name=page.title,
            url=page.get_url(request) or "",
            headline=page.headline,
            picture=pictures.get(page.photo_id or 0),
            avatar_url=page.account.avatar_url if page.account else "",
            course_count=counts[page.account_id] if page.account_id else 0,
        )
        for page in pages
    ]


def photo_of(page: InstructorPage) -> SizedImage | None:
    return pictures_of({page.photo_id}, PHOTO_SPECS).get(page.photo_id or 0)


def courses_of(request: HttpRequest, page: InstructorPage) -> list[CourseCard]:
    """The listed courses that the owner of a page teaches, newest first."""
    shelf = catalogue_index_for(request)
    taught = [
        entry
        for entry in shelf.entries
        if page.account_id and any(teacher.account_id == page.account_id for teacher in entry.teachers)
    ]
    viewer = viewer_of(request)
    return cards_of(
        taught,
        language_code=viewer.language_code,
        enrolled=enrolled_on(shelf),
        learner=learner_summary_of(viewer, kept_for(request)),
    )
