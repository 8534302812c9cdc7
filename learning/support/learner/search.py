"""Finding a learner by one field: a name, an email address or an order number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from common.word_search import WordSearch, few_of
from learning.access.models import BundlePurchase, CourseAccess
from learning.courses.models import Course

ENDS_WITHIN = timedelta(days=14)
SEARCHED = ("email", "first_name", "last_name", "display_name")


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A person in the list. courses: how many are open to them now; ends_at: the nearest end of these."""

    person: User
    courses: int
    ends_at: datetime | None


def learners(
    *, text: str = "", course: Course | None = None, ends_soon: bool = False, now: datetime
) -> QuerySet[User]:
    """The people that staff look for, by email address. Not evaluated.

    text: words that all have to occur in name or address, or a whole order number; without it everyone who
    ever had a grant. course: only those with a grant for it. ends_soon: only those whose grant (for the
    course) ends in the next fourteen days.
    """
    people = User.objects.order_by("email", "pk")
    if text:
        named = WordSearch(SEARCHED).among(people, text)
        buyers = _ordered(text)
        people = people.filter(Q(pk__in=buyers) | Q(pk__in=named.values("pk"))) if buyers else named
    held = CourseAccess.objects.all()
    if course is not None:
        held = held.filter(course=course)
    if ends_soon:
        held = held.filter(
            status=CourseAccess.Status.UNLOCKED, ends_at__gt=now, ends_at__lte=now + ENDS_WITHIN
        )
        if (holders := few_of(held, "person")) is not None:
            return people.filter(pk__in=holders)
    if text and course is None and not ends_soon:
        return people
    return people.filter(Exists(held.filter(person=OuterRef("pk"))))


def learner_rows(people: Sequence[User], *, course: Course | None, now: datetime) -> tuple[LearnerRow, ...]:
    """These people with what is open to them now; one query."""
    found: dict[int, list[tuple[int, datetime | None]]] = defaultdict(list)
    grants = CourseAccess.objects.filter(person__in=people).open_at(now)
    if course is not None:
        grants = grants.filter(course=course)
    for person_id, course_id, ends_at in grants.values_list("person_id", "course_id", "ends_at"):
        found[person_id].append((course_id, ends_at))
    return tuple(
        LearnerRow(
            person,
            courses=len({course_id for course_id, _ends_at in found[person.pk]}),
            ends_at=min((ends_at for _course, ends_at in found[person.pk] if ends_at), default=None),
        )
        for person in people
    )


def _ordered(text: str) -> set[int]:
    """Whoever has a grant or a bundle of this order. Two queries: a database that has to ask for each person
    could use no index for the names."""
    number = text.strip()
    granted = CourseAccess.objects.filter(purchase_id=number).exclude(purchase_id="")
    bought = BundlePurchase.objects.filter(order_id=number).exclude(order_id="")
    return {*granted.values_list("person", flat=True), *bought.values_list("buyer", flat=True)}
