"""Handing a learner's case on to a colleague, and closing it; writing to the learners of a course."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS

from common.events import emit
from common.transactions import in_transaction
from learning.courses.models import Course, Lesson

from .course_learners.writing import write_to_learners as write_to_learners
from .events import CaseClosed, CaseHandedOn
from .models import SupportCase

if TYPE_CHECKING:
    from accounts.models import User


@in_transaction
def hand_on_case(
    *,
    person: User,
    handed_to: User,
    note: str,
    by: User,
    at: datetime,
    course: Course | None = None,
    lesson: Lesson | None = None,
    code: str = "",
    finding: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> SupportCase:
    """Ask a colleague to look at a learner's case. code, finding: what the access check answered."""
    case = SupportCase.objects.using(using).create(
        person=person,
        course=course,
        lesson=lesson,
        code=code[:32],
        finding=finding[:300],
        note=note,
        opened_by=by,
        opened_at=at,
        handed_to=handed_to,
    )
    emit(CaseHandedOn(case_id=case.pk), using=using)
    return case


@in_transaction
def close_case(
    *, case: SupportCase, solution: str, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> SupportCase:
    """Say what became of a case. A repeat changes nothing."""
    case = SupportCase.objects.using(using).select_for_update().get(pk=case.pk)
    if case.is_open:
        case.solution, case.closed_by, case.closed_at = solution, by, at
        case.save(update_fields=["solution", "closed_by", "closed_at"])
        emit(CaseClosed(case_id=case.pk), using=using)
    return case
