"""What a learner is allowed beyond everybody: more time, more attempts, a later date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from learning.access.models import CohortMember, Enrolment
from learning.assessments.models import Accommodation, GradedItem


@dataclass(frozen=True, slots=True)
class Accommodations:
    """time_factor: what time limits are multiplied by. due_at: the latest date that was given; None: none."""

    time_factor: Decimal = Decimal(1)
    extra_attempts: int = 0
    due_at: datetime | None = None

    def due_after(self, everybody: datetime | None) -> datetime | None:
        """The learner's own date. everybody: that of the rules; None: there is none, for nobody."""
        return max(everybody, self.due_at) if everybody and self.due_at else everybody


@dataclass(frozen=True, slots=True)
class CourseAccommodations:
    """What one learner was given in a course.

    rows: graded item (None: all of them), time factor, extra attempts and date of each accommodation.
    """

    rows: tuple[tuple[int | None, Decimal | None, int, datetime | None], ...] = ()

    def of(self, graded_item_id: int) -> Accommodations:
        """What counts in one item: all extra attempts together, and the best of times and dates."""
        rows = [row for row in self.rows if row[0] in (None, graded_item_id)]
        return Accommodations(
            time_factor=max([Decimal(1), *(factor for _item, factor, _extra, _due in rows if factor)]),
            extra_attempts=sum(extra for _item, _factor, extra, _due in rows),
            due_at=max((due for *_more, due in rows if due), default=None),
        )


def accommodations_in(enrolment: Enrolment | None, at: datetime) -> CourseAccommodations:
    """What the learner was given in their course, as it counts at that moment. One query; none for nobody."""
    if enrolment is None or enrolment.pk is None or enrolment.person_id is None:  # an invented learner
        return CourseAccommodations()
    return accommodations_of_many([enrolment], at)[enrolment.pk]


def accommodations_of_many(
    enrolments: Collection[Enrolment], at: datetime
) -> dict[int, CourseAccommodations]:
    """The same of several enrolments of one person, by their ids. One query; none for none.

    What a cohort was given counts while the person sits in it; what was withdrawn counts no more. Extra
    attempts are of the run in which they were given: who comes again has the limits of the first time.
    """
    found: dict[int, list[tuple[int | None, Decimal | None, int, datetime | None]]] = {
        enrolment.pk: [] for enrolment in enrolments
    }
    if not found:
        return {}
    person_id = next(iter(enrolments)).person_id
    cohorts = CohortMember.objects.in_at(at).filter(person=person_id).values("cohort")
    given = Accommodation.objects.filter(
        Q(person=person_id) | Q(cohort__in=cohorts) | Q(person__isnull=True, cohort__isnull=True),
        course__in={enrolment.course_id for enrolment in enrolments},
        withdraws__isnull=True,
        given_at__lte=at,
    ).exclude(withdrawal__given_at__lte=at)
    columns = ("course", "graded_item", "time_factor", "extra_attempts", "due_at", "given_at")
    for course_id, item, factor, extra, due, given_at in given.values_list(*columns):
        for enrolment in enrolments:
            if enrolment.course_id == course_id:
                is_earlier = enrolment.run > 1 and given_at < enrolment.enrolled_at
                found[enrolment.pk].append((item, factor, 0 if is_earlier else extra, due))
    return {pk: CourseAccommodations(tuple(rows)) for pk, rows in found.items()}


def accommodations_for(enrolment: Enrolment, graded_item: GradedItem, at: datetime) -> Accommodations:
    """What the learner was given in one item, as it counts at that moment. One query."""
    return accommodations_in(enrolment, at).of(graded_item.pk)
