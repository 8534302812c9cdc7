"""Cards of learning paths and bundles, and what their pages have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import ngettext

from learning.access.models import BundlePage, LearningPathPage
from learning.classroom.catalogue.cards import CourseCard
from learning.classroom.catalogue.course_summaries import SizedImage, offer_pictures

#: An icon and the words beside it.
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OfferCard:
    """A path or a bundle on a list. progress: 0 to 100 for whoever is on the path, else None."""

    title: str
    url: str
    intro: str
    picture: SizedImage | None
    facts: tuple[Fact, ...]
    progress: int | None = None
    is_owned: bool = False


@dataclass(frozen=True, slots=True)
class OfferBanner:
    """The top of an offer's page: its picture, what it has, and the way back to its list."""

    picture: SizedImage | None
    facts: tuple[Fact, ...]
    crumbs: tuple[dict[str, str | None], ...]


def banner_of(
    request: HttpRequest, page: LearningPathPage | BundlePage, facts: tuple[Fact, ...]
) -> OfferBanner:
    """Two queries for the picture, one for the list above the page."""
    parent = page.get_parent()
    return OfferBanner(
        picture=offer_pictures({page.picture_id}, wide=True).get(page.picture_id)
        if page.picture_id
        else None,
        facts=facts,
        crumbs=({"label": parent.title, "url": parent.get_url(request)}, {"label": page.title}),
    )


def with_words(*facts: Fact) -> tuple[Fact, ...]:
    """Those that have words."""
    return tuple((icon, words) for icon, words in facts if words)


def courses_label(count: int) -> str:
    return ngettext("%(count)d course", "%(count)d courses", count) % {"count": count}


def lessons_fact(cards: Iterable[CourseCard]) -> Fact:
    """How many lessons the courses have together; without words where it is not told."""
    count = sum(card.lesson_count or 0 for card in cards)
    words = ngettext("%(count)d lesson", "%(count)d lessons", count) % {"count": count}
    return ("book-open", words if count else "")
