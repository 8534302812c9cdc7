"""Why can they, or can't they, begin a quiz, an exam or an assignment? With the numbers that decide it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.verdict import Verdict
from learning.access.models import Enrolment
from learning.assessments import policies
from learning.assessments.models import Assignment, Exam
from learning.assessments.selectors import (
    PlacedActivity,
    attempt_history_of,
    no_submission_state,
    placed_in,
    placed_in_course,
    submission_state_of,
)
from learning.courses.release.outlines import Outline

from .explanation import AccessAnswer, AccessInquiry, answer_of


@dataclass(frozen=True, slots=True)
class ActivityAnswer:
    """One quiz, exam or assignment. facts: (name, words), such as how many attempts are left."""

    kind: str
    title: str
    answer: AccessAnswer
    facts: tuple[tuple[str, str], ...]


def activity_answers(asked: AccessInquiry, lesson_id: int | None) -> tuple[ActivityAnswer, ...]:
    """What stands in the lesson, or without one on the course itself. Some ten queries for each."""
    outline, lesson = asked.outline, asked.lesson(lesson_id)
    if outline is None:
        return ()
    if lesson is not None:
        places = placed_in(lesson, outline.language_code)
    else:
        places = tuple(
            place for place in placed_in_course(outline, outline.language_code) if place.lesson is None
        )
    return tuple(_answer(asked, outline, place) for place in places)


def _answer(asked: AccessInquiry, outline: Outline, place: PlacedActivity) -> ActivityAnswer:
    explained = _assignment if isinstance(place.source, Assignment) else _attempts
    verdict, facts = explained(asked, outline, place)
    return ActivityAnswer(str(place.kind.label), place.title, answer_of(verdict), tuple(facts))


def _attempts(
    asked: AccessInquiry, outline: Outline, place: PlacedActivity
) -> tuple[Verdict, list[tuple[str, str]]]:
    viewer, enrolment = asked.viewer, asked.enrolment
    taken = attempt_history_of(enrolment, place, viewer.moment)
    taken = replace(taken, attempts=tuple(one for one in taken.attempts if one.started_at <= viewer.moment))
    verdict = policies.may_start(viewer, asked.course, outline, enrolment, place, taken)
    facts = [
        (_("Attempts so far"), str(len(taken.attempts))),
        (_("Attempts left"), _("No limit") if taken.left is None else str(taken.left)),
        (_("Deadline"), _moment(taken.rules.due_at) if taken.rules.due_at else _("None")),
    ]
    if taken.begins_at is not None and taken.begins_at > viewer.moment:
        facts.append((_("Next attempt from"), _moment(taken.begins_at)))
    if taken.best is not None:
        facts.append((_("Best score"), f"{taken.best.score:.0f}%"))
    if isinstance(place.source, Exam) and enrolment is not None:
        facts += _exam_facts(place.source, enrolment)
    return verdict, facts


def _exam_facts(exam: Exam, enrolment: Enrolment) -> list[tuple[str, str]]:
    """What an exam waits for besides lessons: days since the enrolment, and instalments."""
    opens_at = enrolment.enrolled_at + timedelta(days=exam.unlock_days)
    facts = [(_("Opens at the earliest"), _moment(opens_at))]
    if enrolment.payment_type == Enrolment.PaymentType.INSTALMENT:
        paid = enrolment.paid_up_at
        facts.append((_("Paid in full"), _moment(paid) if paid else _("Not yet")))
    return facts


def _assignment(
    asked: AccessInquiry, outline: Outline, place: PlacedActivity
) -> tuple[Verdict, list[tuple[str, str]]]:
    viewer, enrolment = asked.viewer, asked.enrolment
    state = submission_state_of(enrolment, place, viewer.moment) if enrolment else no_submission_state(place)
    verdict = policies.may_work_on(viewer, asked.course, outline, place, enrolment)
    verdict = verdict and policies.may_submit(state, viewer.moment)
    handed_in = [one for one in state.handed_in if one.submitted_at and one.submitted_at <= viewer.moment]
    return verdict, [
        (_("Submissions so far"), str(len(handed_in))),
        (_("Submissions left"), _("No limit") if state.left is None else str(state.left)),
        (_("Due date"), _moment(state.due_at) if state.due_at else _("None")),
        (_("Draft"), _("Yes") if state.draft else _("No")),
    ]


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")
