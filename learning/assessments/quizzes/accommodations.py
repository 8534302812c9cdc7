"""What a learner is allowed beyond everybody: more time, more attempts, a later date."""

from __future__ import annotations

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
    """What the learner was given in their course, as it counts at that moment. One query; none for nobody.

    What a cohort was given counts while the person sits in it; what was withdrawn counts no more. Extra
    attempts are of the run in which they were given: who comes again has the limits of the first time.
    """
    if enrolment is None or enrolment.pk is None or enrolment.person_id is None:  # an invented learner
        return CourseAccommodations()
    cohorts = CohortMember.objects.in_at(at).filter(person=enrolment.person_id).values("cohort")
    given = Accommodation.objects.filter(
        Q(person=enrolment.person_id) | Q(cohort__in=cohorts) | Q(person__isnull=True, cohort__isnull=True),
        course=enrolment.course_id,
        withdraws__isnull=True,
        given_at__lte=at,
    ).exclude(withdrawal__given_at__lte=at)
    begun = enrolment.enrolled_at if enrolment.run > 1 else None
    rows = given.values_list("graded_item", "time_factor", "extra_attempts", "due_at", "given_at")
    return CourseAccommodations(
        tuple(
            (item, factor, 0 if begun and given_at < begun else extra, due)
            for item, factor, extra, due, given_at in rows
        )
    )


def accommodations_for(enrolment: Enrolment, graded_item: GradedItem, at: datetime) -> Accommodations:
    """What the learner was given in one item, as it counts at that moment. One query."""
    return accommodations_in(enrolment, at).of(graded_item.pk)
