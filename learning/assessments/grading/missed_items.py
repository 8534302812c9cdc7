"""What learners have not taken by their due dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from learning.access.models import CohortMember, Enrolment
from learning.assessments.models import Accommodation

from .results import Result

if TYPE_CHECKING:
    from .gradebook import CourseGrading

Row = tuple[int | None, int | None, int | None, datetime]


def missed_items(
    grading: CourseGrading,
    enrolments: Collection[Enrolment],
    results: Mapping[int, Mapping[int, Result]],
    at: datetime,
) -> dict[int, set[int]]:
    """The items without any result whose date had passed for each learner, by enrolment. Two queries at most.

    results: by enrolment, then by item. The date is the learner's own, with what they, their cohort or
    everybody was given. An item whose date was over before somebody enrolled was not missed.
    """
    dates = {
        one.graded_item.pk: due_at
        for one in grading.graded_items
        if one.place is not None and (due_at := getattr(one.place.source, "due_at", None))
    }
    if not dates or not enrolments:
        return {}
    course_id = next(iter(enrolments)).course_id
    given = _given(course_id, at)
    cohorts = _cohorts({row[2] for row in given if row[2]}, at)
    missed: dict[int, set[int]] = {}
    for enrolment in enrolments:
        known = results.get(enrolment.pk, {})
        missed[enrolment.pk] = {
            item
            for item, due_at in dates.items()
            if item not in known
            and enrolment.enrolled_at < _own(item, due_at, enrolment, given, cohorts) <= at
        }
    return missed


def _own(
    item: int,
    due_at: datetime,
    enrolment: Enrolment,
    given: Collection[Row],
    cohorts: Mapping[int, set[int]],
) -> datetime:
    """The date of one item for one learner."""
    later = [
        due
        for about, person, cohort, due in given
        if about in (None, item)
        and (
            person == enrolment.person_id
            or (cohort is not None and cohort in cohorts.get(enrolment.person_id, ()))
            or (person is None and cohort is None)
        )
    ]
    return max([due_at, *later])


def _given(course_id: int, at: datetime) -> list[Row]:
    rows = Accommodation.objects.filter(
        course=course_id, due_at__isnull=False, withdraws__isnull=True, given_at__lte=at
    ).exclude(withdrawal__given_at__lte=at)
    columns = rows.values_list("graded_item", "person", "cohort", "due_at")
    return [(item, person, cohort, due) for item, person, cohort, due in columns if due is not None]


def _cohorts(cohort_ids: Collection[int], at: datetime) -> dict[int, set[int]]:
    """The cohorts of people, among these; no query for none."""
    found: dict[int, set[int]] = defaultdict(set)
    if cohort_ids:
        members = CohortMember.objects.in_at(at).filter(cohort__in=cohort_ids)
        for person, cohort in members.values_list("person", "cohort"):
            found[person].add(cohort)
    return found
