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


def accommodations_for(enrolment: Enrolment, graded_item: GradedItem, at: datetime) -> Accommodations:
    """The best of each that extensions give to the learner at that moment. One query.

    Those of a cohort count while the person sits in it; one that was withdrawn counts no more.
    """
    if enrolment.person_id is None:  # an invented learner
        return Accommodations()
    cohorts = CohortMember.objects.in_at(at).filter(person=enrolment.person_id).values("cohort")
    given = Accommodation.objects.filter(
        Q(person=enrolment.person_id) | Q(cohort__in=cohorts),
        Q(graded_item=graded_item) | Q(graded_item__isnull=True),
        course=graded_item.course_id,
        withdraws__isnull=True,
        given_at__lte=at,
    ).exclude(withdrawal__given_at__lte=at)
    rows = list(given.values_list("time_factor", "extra_attempts", "due_at"))
    return Accommodations(
        time_factor=max([Decimal(1), *(factor for factor, _extra, _due in rows if factor)]),
        extra_attempts=max((extra for _factor, extra, _due in rows), default=0),
        due_at=max((due for _factor, _extra, due in rows if due), default=None),
    )
