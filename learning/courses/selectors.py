"""What screens and rules need to know about courses, in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wagtail.models import Page

from commerce.catalogue.selectors import PriceTag
from common.money import Money
from learning.courses.editor.prerequisite_cycles import prerequisite_chain as prerequisite_chain
from learning.courses.models import (
    Course,
    CourseInstructor,
    CoursePage,
    CoursePrice,
    CoursePriceChange,
    CourseSettings,
    LiveSchedule,
    LiveScheduleChange,
    ReleaseNote,
)
from learning.courses.models.live_schedules import LiveTimes
from learning.courses.release.body_statistics import checklist_items as checklist_items

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def course_ids_taught_by(user: User) -> frozenset[int]:
    """Identities of the courses that the account teaches; one query for each user object."""
    kept = vars(user)
    if "_course_ids_taught" not in kept:
        rows = CourseInstructor.objects.filter(account_id=user.pk).values_list("course_id", flat=True)
        kept["_course_ids_taught"] = frozenset(rows)
    return kept["_course_ids_taught"]


def is_instructor_of(user: User, page: Page) -> bool:
    """Whether the user teaches the course that a page belongs to."""
    identity = page.identity
    if identity is None:
        return False
    course_id = identity.pk if isinstance(identity, Course) else identity.course_id
    return course_id in course_ids_taught_by(user)


def pages_of_taught_courses(user: User) -> list[CoursePage]:
    """The course pages, in every locale, of the courses that the user teaches."""
    return list(CoursePage.objects.filter(course_id__in=course_ids_taught_by(user)))


def publishes_without_review(page: Page) -> bool:
    """Whether the site that a page belongs to lets instructors publish their courses themselves."""
    site = page.get_site()
    return CourseSettings.objects.filter(site=site, publish_without_review=True).exists()


@dataclass(frozen=True, slots=True)
class LiveDate:
    """When a live lesson takes place; minutes: None for as long as the lesson is said to take."""

    starts_at: datetime | None = None
    minutes: int | None = None
    join_url: str = ""

    def is_over(self, moment: datetime, *, lesson_seconds: int) -> bool:
        """Whether it has ended by the moment; without a length, it lasts an hour or as long as the lesson."""
        seconds = self.minutes * 60 if self.minutes else max(lesson_seconds, 3600)
        return self.starts_at is not None and self.starts_at + timedelta(seconds=seconds) < moment


NO_DATE = LiveDate()


def live_date_of(lesson_id: int, *, stood_at: datetime | None = None) -> LiveDate:
    """When a live lesson takes place now, or was to at a past moment. One query."""
    found: LiveTimes | None
    if stood_at is None:
        found = LiveSchedule.objects.filter(lesson=lesson_id).first()
    else:
        changes = LiveScheduleChange.objects.filter(lesson=lesson_id, changed_at__lte=stood_at)
        found = changes.order_by("-changed_at", "-pk").first()
    return LiveDate(found.starts_at, found.minutes, found.join_url) if found else NO_DATE


def prices_of(course_ids: Iterable[int]) -> dict[int, tuple[Money, ...]]:
    """What these courses cost now, by course and in the order of currencies' codes; a free one has none.

    Amounts of different currencies are never to be compared. One query.
    """
    tags = price_tags_of(course_ids)
    return {course_id: tuple(tag.money for tag in own) for course_id, own in tags.items()}


def price_tags_of(course_ids: Iterable[int]) -> dict[int, tuple[PriceTag, ...]]:
    """The same with what a sale says. One query."""
    found: dict[int, tuple[PriceTag, ...]] = dict.fromkeys(course_ids, ())
    for price in CoursePrice.objects.filter(course__in=found).order_by("currency"):
        former = Money(price.former_minor, price.currency) if price.former_minor else None
        tag = PriceTag(Money(price.amount_minor, price.currency), former, price.until_at)
        found[price.course_id] += (tag,)
    return found


def prices_at(course_id: int, moment: datetime) -> tuple[Money, ...]:
    """What a course cost at a past moment. One query."""
    changes = CoursePriceChange.objects.filter(course=course_id, changed_at__lte=moment)
    return prices_after(changes.order_by("changed_at", "pk"))


def prices_after(changes: Iterable[CoursePriceChange]) -> tuple[Money, ...]:
    """What a course cost after these changes of its prices, which come in their order."""
    last: dict[str, int | None] = {}
    for change in changes:
        last[change.currency] = change.amount_minor
    return tuple(Money(amount, code) for code, amount in sorted(last.items()) if amount is not None)


def release_notes(
    course_id: int, *, since: datetime, until: datetime, up_to_number: int
) -> QuerySet[ReleaseNote]:
    """What learners are told about releases that came between two moments, the newest first.

    up_to_number: the release that they are shown.
    """
    rows = ReleaseNote.objects.filter(
        release__course=course_id,
        release__released_at__gt=since,
        release__released_at__lte=until,
        release__number__lte=up_to_number,
    )
    only = ("text", "release__released_at")
    return rows.select_related("release").only(*only).order_by("-release__number")


def source_page_of(course: Course) -> CoursePage | None:
    """The page that the course's authors edit, in its own language, published or not, if it is there."""
    return course.pages.filter(locale_id=course.source_locale_id, alias_of=None).first()
