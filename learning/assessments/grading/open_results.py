"""Where learners are stuck in assessments: what they failed and never passed, and what awaits grading.

Conditions for a query of enrolments, so that a list can filter and count by them, and the titles behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from common.word_search import few_of

from ..models import Attempt, AttemptStatus, GradeOverride, MarkedQuestion, Placement, Submission

#: Of attempts and of submissions: what a person still has to grade.
_AWAITING: dict[type[Any], tuple[str, ...]] = {
    Attempt: (AttemptStatus.PENDING,),
    Submission: (AttemptStatus.SUBMITTED, AttemptStatus.PENDING, AttemptStatus.LATE),
}


@dataclass(frozen=True, slots=True)
class OpenResult:
    """An assessment in which a learner is stuck. since: when they last submitted it."""

    title: str
    since: datetime
    is_awaiting: bool


def awaits_grading(*, in_course: int | None = None) -> Q:
    """Of enrolments: something that they submitted awaits grading.

    in_course: for enrolments in this course alone; they are found by that work, where it's little. Three
    queries then, else none.
    """
    return _any_of({model: _awaiting(model) for model in _AWAITING}, in_course)


def has_not_passed(*, in_course: int | None = None) -> Q:
    """Of enrolments: an assessment was failed and isn't passed since, whatever its attempt.

    Only what learners may know counts, and an item in which a person set the grade, or excused them, doesn't.
    in_course: as of `awaits_grading`.
    """
    return _any_of({model: _not_passed(model) for model in _AWAITING}, in_course)


def open_results_of(enrolment_ids: Collection[int]) -> dict[int, list[OpenResult]]:
    """In what these learners are stuck, by enrolment, last submitted first. Four queries; none for none."""
    found: dict[int, list[OpenResult]] = defaultdict(list)
    if not enrolment_ids:
        return found
    for model in _AWAITING:
        for rows, is_awaiting in ((_awaiting(model), True), (_not_passed(model), False)):
            each = rows.filter(enrolment__in=enrolment_ids).order_by()
            each = each.values_list("enrolment", "placement__graded_item__title")
            for enrolment_id, title, since in each.annotate(since=Max("submitted_at")):
                found[enrolment_id].append(OpenResult(title, since, is_awaiting))
    for results in found.values():
        results.sort(key=lambda one: one.since, reverse=True)
    return found


def awaiting_by_course(course_ids: Collection[int]) -> dict[int, int]:
    """How much there is to grade in each of these courses, as the grading queue counts it. Two queries."""
    counts = dict.fromkeys(course_ids, 0)
    answers = MarkedQuestion.objects.filter(score=None, voided="", attempt__status=AttemptStatus.PENDING)
    for rows, course in (
        (answers, "attempt__placement__graded_item__course"),
        (_awaiting(Submission), "placement__graded_item__course"),
    ):
        of_courses = rows.filter(**{f"{course}__in": course_ids}).order_by()
        for course_id, count in of_courses.values_list(course).annotate(waiting=Count("pk")):
            counts[course_id] += count
    return counts


def _any_of(rows: dict[type[Any], QuerySet[Any]], course_id: int | None) -> Q:
    """Of enrolments: there is some of these rows."""
    found = Q(pk__in=[])
    placements = Placement.objects.filter(Q(graded_item__course=course_id) | Q(lesson__course=course_id))
    places = [] if course_id is None else list(placements.values_list("pk", flat=True))
    for each in rows.values():
        few = None if course_id is None else few_of(each.filter(placement__in=places), "enrolment")
        found |= Q(Exists(each.filter(enrolment=OuterRef("pk")))) if few is None else Q(pk__in=few)
    return found


def _awaiting(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(status__in=_AWAITING[model])
    return rows


def _not_passed(model: Any) -> QuerySet[Any]:
    """Published failures, but for items that were passed in another attempt, or decided by a person."""
    same = {"enrolment": OuterRef("enrolment"), "placement__graded_item": OuterRef("placement__graded_item")}
    passed = model.objects.filter(**same, passed=True, published_at__isnull=False)
    decides = Case(
        When(Q(is_excused=True) | Q(score__isnull=False), then=True),
        default=False,
        output_field=BooleanField(),
    )
    overrides = GradeOverride.objects.filter(
        enrolment=OuterRef("enrolment"), graded_item=OuterRef("placement__graded_item")
    )
    last = overrides.annotate(decides=decides).order_by("-pk").values("decides")[:1]
    rows: QuerySet[Any] = model.objects.filter(
        ~Exists(passed), status=AttemptStatus.GRADED, passed=False, published_at__isnull=False
    )
    return rows.annotate(is_decided=Coalesce(Subquery(last), Value(False))).filter(is_decided=False)
