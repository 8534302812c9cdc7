"""Those who teach, as their public pages show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest

from learning.classroom.catalogue.cards import Card, cards_of
from learning.classroom.catalogue.catalogue_index import enrolled_on, shelf_for
from learning.classroom.catalogue.course_summaries import Picture, pictures_of
from learning.classroom.dashboard.learner_summary import learner_of
from learning.courses.models import InstructorIndexPage, InstructorPage
from learning.courses.viewer import viewer_of

PHOTO_SPECS = ("fill-200x200|format-webp", "fill-480x480|format-webp")


@dataclass(frozen=True, slots=True)
class TeacherCard:
    """A teacher on the list of those who teach."""

    name: str
    url: str
    headline: str
    picture: Picture | None
    avatar_url: str
    course_count: int


def teacher_cards(request: HttpRequest, index: InstructorIndexPage) -> list[TeacherCard]:
    """Everybody below the list, in the order of the tree; four queries, however many there are."""
    below = InstructorPage.objects.child_of(index).live().select_related("account", "locale").order_by("path")
    return _cards(request, list(below))


def cards_of_pages(request: HttpRequest, page_ids: list[int] | None, *, limit: int) -> list[TeacherCard]:
    """Those whose pages these are, in this order; None: everybody, in the order of the tree."""
    live = InstructorPage.objects.live().select_related("account", "locale")
    if page_ids is None:
        return _cards(request, list(live.order_by("path")[:limit]))
    found = live.in_bulk(page_ids)
    return _cards(request, [found[pk] for pk in page_ids[:limit] if pk in found])


def _cards(request: HttpRequest, pages: list[InstructorPage]) -> list[TeacherCard]:
    pictures = pictures_of({page.photo_id for page in pages}, PHOTO_SPECS)
    shelf = shelf_for(request)
    counts = Counter(teacher.account_id for entry in shelf.entries for teacher in entry.teachers)
    return [
        TeacherCard(
            name=page.title,
            url=page.get_url(request) or "",
            headline=page.headline,
            picture=pictures.get(page.photo_id or 0),
            avatar_url=page.account.avatar_url if page.account else "",
            course_count=counts[page.account_id] if page.account_id else 0,
        )
        for page in pages
    ]


def photo_of(page: InstructorPage) -> Picture | None:
    return pictures_of({page.photo_id}, PHOTO_SPECS).get(page.photo_id or 0)


def courses_of(request: HttpRequest, page: InstructorPage) -> list[Card]:
    """The listed courses that the owner of a page teaches, newest first."""
    shelf = shelf_for(request)
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
        learner=learner_of(viewer),
    )
