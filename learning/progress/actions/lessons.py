"""Complete lessons and, with the last required one, the course."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction

from common.events import emit
from learning.access import policies as access
from learning.access.actions import pin_release, record_milestone
from learning.access.models import Enrolment, Milestone
from learning.assessments.selectors import has_passed_exam, has_submitted_course_work
from learning.courses.completion import rules_for
from learning.courses.release.outlines import Outline, OutlineLesson
from learning.courses.viewer import Viewer
from learning.progress.completion_rules import VideosWatched, what_is_missing
from learning.progress.events import CourseCompleted, CourseHalfway, LessonCompleted, LessonStarted
from learning.progress.models import CourseCompletion, LessonCompletion, LessonPosition
from learning.progress.selectors import open_neighbours, share_done

from .lesson_session import LessonSession, SessionResult, open_lesson_session, session_result

HALF = 50


class LessonNotDone(Exception):
    """A rule of the lesson is not met yet: it cannot be completed by hand. Nothing was written."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def complete_lesson(
    *,
    viewer: Viewer,
    lesson_public_id: UUID,
    how: str = LessonCompletion.How.BY_HAND,
    was_read: bool = False,
) -> SessionResult:
    """Complete a lesson by the learner's own word, where no rule says otherwise. A repeat changes nothing.

    Lessons without anything that reports (text, documents, hosted files) have no rule; what a rule watches
    over can be completed once the rule is met. was_read: the learner read the lesson instead of watching its
    videos, which counts where the author allows it.
    Raises LessonNotFound, LessonRefused, LessonNotDone.
    """
    seat = open_lesson_session(viewer, lesson_public_id)
    if seat.is_completed:
        return session_result(seat, percentage=100)
    is_read = was_read and seat.lesson.reading_completes and bool(seat.lesson.videos)
    completed = complete_if_rules_met(
        seat, viewer=viewer, how=LessonCompletion.How.READ if is_read else how, is_read=is_read
    )
    if completed is None:
        raise LessonNotDone(" ".join(what_is_missing(seat.enrolment.pk, seat.lesson)))
    return completed


def complete_if_rules_met(
    seat: LessonSession, *, viewer: Viewer, how: str, is_read: bool = False
) -> SessionResult | None:
    """Complete the lesson of a seat if every rule that applies is met; None if one is not.

    is_read: its videos need not be watched; what was watched is kept as evidence all the same.
    """
    evidence: dict[str, Any] = {}
    for rule in rules_for(seat.lesson):
        finding = rule.look(enrolment_id=seat.enrolment.pk, lesson=seat.lesson)
        if not finding.is_met and not (is_read and rule.name == VideosWatched.name):
            return None
        evidence[rule.name] = finding.evidence
    return _complete(seat, viewer=viewer, how=how, evidence=evidence)


def _complete(seat: LessonSession, *, viewer: Viewer, how: str, evidence: dict[str, Any]) -> SessionResult:
    enrolment, lesson, at = seat.enrolment, seat.lesson, viewer.moment
    assert viewer.person is not None and seat.outline.release_id is not None
    if not LessonPosition.objects.filter(enrolment=enrolment, lesson_id=lesson.id).exists():
        tell_started(seat, at=at)
    LessonCompletion.objects.create(
        enrolment=enrolment,
        lesson_id=lesson.id,
        release_id=seat.outline.release_id,
        completed_at=at,
        how=how,
        recorded_by=viewer.person,
        evidence=evidence,
    )
    seat.done.add(lesson.id)
    emit(
        LessonCompleted(
            enrolment_id=enrolment.pk,
            person_id=enrolment.person_id,
            course_id=enrolment.course_id,
            lesson_id=lesson.id,
            completed_at=at,
        )
    )
    was_completed = seat.achieved is None and settle(enrolment, seat.outline, seat.done, at=at)
    return replace(
        session_result(seat, percentage=100),
        was_completed_now=True,
        was_course_completed_now=was_completed,
        next_lesson=_next_open(seat, viewer),
    )


def _next_open(seat: LessonSession, viewer: Viewer) -> OutlineLesson | None:
    """The next lesson that is open to them. Queries only where lessons open by the day."""
    if not seat.outline.rules.has_drip:
        return seat.outline.neighbours(seat.lesson)[1]
    verdicts = access.lesson_verdicts(viewer, seat.enrolment.course, seat.outline, seat.enrolment)
    return open_neighbours(seat.outline, seat.lesson, verdicts)[1].lesson


def tell_started(seat: LessonSession, *, at: datetime) -> None:
    emit(
        LessonStarted(
            enrolment_id=seat.enrolment.pk,
            person_id=seat.enrolment.person_id,
            course_id=seat.enrolment.course_id,
            lesson_id=seat.lesson.id,
            started_at=at,
        )
    )


def settle(enrolment: Enrolment, outline: Outline, done: set[int], *, at: datetime) -> bool:
    """Record what the completed lessons amount to, each thing once. True when the course is completed now.

    The course is completed when its required lessons are done, its active exam, if any, is passed, and the
    required assignments that stand on the course itself are submitted.
    """
    if share_done(outline, done) >= HALF and _achieve(enrolment, Milestone.Kind.COURSE_HALFWAY, at):
        emit(
            CourseHalfway(
                enrolment_id=enrolment.pk,
                person_id=enrolment.person_id,
                course_id=enrolment.course_id,
                reached_at=at,
            )
        )
    if not outline.required_ids.issubset(done):
        return False
    if outline.required_ids:
        _achieve(enrolment, Milestone.Kind.REQUIRED_LESSONS, at)
    if CourseCompletion.objects.filter(enrolment=enrolment).exists():
        return False
    has_passed = has_passed_exam(enrolment.pk, enrolment.course_id)
    has_submitted = has_submitted_course_work(enrolment.pk, outline)
    if has_passed is False or has_submitted is False:
        return False
    if not outline.required_ids and has_passed is None and has_submitted is None:
        return False
    _complete_course(enrolment, outline, at=at)
    return True


def _complete_course(enrolment: Enrolment, outline: Outline, *, at: datetime) -> None:
    assert outline.release_id is not None
    CourseCompletion.objects.create(enrolment=enrolment, release_id=outline.release_id, completed_at=at)
    _achieve(enrolment, Milestone.Kind.COURSE_COMPLETED, at)
    pin_release(enrolment=enrolment, release_id=outline.release_id)
    emit(
        CourseCompleted(
            enrolment_id=enrolment.pk,
            person_id=enrolment.person_id,
            course_id=enrolment.course_id,
            release_id=outline.release_id,
            completed_at=at,
        )
    )


def _achieve(enrolment: Enrolment, kind: str, at: datetime) -> bool:
    return record_milestone(person_id=enrolment.person_id, course_id=enrolment.course_id, kind=kind, at=at)
