"""What assessments do when something of theirs changes that other apps go by."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from common.events import emit, handles

from . import messages
from .actions import dates
from .events import AttemptGraded, CourseAssignmentChanged, ExamChanged, RulesEdited, SubmissionGraded
from .models import Assignment, Exam


def connect() -> None:
    """Listen to what is saved and deleted."""
    post_save.connect(_tell_exam_changed, sender=Exam, dispatch_uid="assessments_exam_changed")
    post_delete.connect(_tell_exam_is_gone, sender=Exam, dispatch_uid="assessments_exam_gone")
    post_save.connect(
        _tell_assignment_changed, sender=Assignment, dispatch_uid="assessments_assignment_changed"
    )
    post_delete.connect(
        _tell_assignment_is_gone, sender=Assignment, dispatch_uid="assessments_assignment_gone"
    )


def _tell_exam_changed(
    instance: Exam, created: bool, update_fields: frozenset[str] | None, **_kwargs: Any
) -> None:
    """Every way to publish and unpublish a snippet ends in saving it; a draft alone changes nothing."""
    if update_fields is not None and not {"live", "is_active"} & set(update_fields):
        return
    if instance.live or not created:
        emit(ExamChanged(course_id=instance.course_id))


def _tell_exam_is_gone(instance: Exam, **_kwargs: Any) -> None:
    emit(ExamChanged(course_id=instance.course_id))


def _tell_assignment_changed(
    instance: Assignment, created: bool, update_fields: frozenset[str] | None, **_kwargs: Any
) -> None:
    """A new one holds nobody up who waits for nothing else; a draft alone changes nothing."""
    if created or update_fields is not None and not {"live", "is_required"} & set(update_fields):
        return
    emit(CourseAssignmentChanged(course_id=instance.course_id))


def _tell_assignment_is_gone(instance: Assignment, **_kwargs: Any) -> None:
    emit(CourseAssignmentChanged(course_id=instance.course_id))


@handles(RulesEdited)
def follow_edited_dates(fact: RulesEdited) -> None:
    dates.follow_dates(course_id=fact.course_id, graded_item_id=fact.work_id, at=timezone.now())


@handles(SubmissionGraded)
def write_of_submission(fact: SubmissionGraded) -> None:
    messages.send_submission_graded(submission_id=fact.submission_id)


@handles(AttemptGraded)
def write_of_attempt(fact: AttemptGraded) -> None:
    messages.send_attempt_graded(attempt_id=fact.attempt_id)
