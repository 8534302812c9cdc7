"""Work that is done periodically."""

import uuid
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from accounts.models import User
from common.background.durable import enqueue_durably
from common.background.schedule import every
from common.imports.importer import run_in_background
from learning.assessments import actions, messages
from learning.assessments.actions import regrading, submissions, voiding
from learning.assessments.grading.regrading import RegradeOptions
from learning.assessments.imports.importer import QUESTION_IMPORTER
from learning.courses.models import CourseInstructor


@every(minutes=1)
def close_attempts_out_of_time() -> int:
    return actions.close_attempts_out_of_time(at=timezone.now())


@every(minutes=1)
def hand_in_drafts_past_closing() -> int:
    return submissions.hand_in_drafts_past_closing(at=timezone.now())


@task()
def import_questions(key: str, actor_id: int) -> None:
    """Safe to repeat: what is imported already stays as it is."""
    actor = User.objects.get(pk=actor_id)
    run_in_background(QUESTION_IMPORTER, uuid.UUID(key), actor=actor, at=timezone.now())


@every(days=1)
@task()
def tell_what_waits() -> None:
    """A mail a day at most to everybody who teaches a course in which work waits to be marked."""
    teachers = User.objects.filter(is_active=True, pk__in=CourseInstructor.objects.values("account"))
    for person in teachers.order_by("pk"):
        messages.send_work_waits(person=person, at=timezone.now())


@task()
def regrade_question(
    user_id: int,
    question_id: str,
    graded_item_id: int | None,
    spares: bool,
    takes_changed_text: bool,
    reason: str,
    after: int = 0,
) -> None:
    """Mark attempts again for half a minute, then hand on to the next turn. after: the last that was done."""
    by = User.objects.get(pk=user_id)
    scope = regrading.scope_of(by, question_id=question_id, graded_item_id=graded_item_id)
    last = regrading.regrade_batch(
        scope=scope,
        choices=RegradeOptions(spares, takes_changed_text),
        by=by,
        reason=reason,
        after=after,
        turn=timedelta(seconds=30),
    )
    if last is not None:
        enqueue_durably(
            regrade_question,
            user_id,
            question_id,
            graded_item_id,
            spares,
            takes_changed_text,
            reason,
            last,
            subject=regrading.subject_of(scope),
        )


@task()
def settle_voided_question(
    user_id: int, course_ids: list[int], question_id: str, reason: str, after: int = 0
) -> None:
    """Let attempts go by a withdrawn question for half a minute, then hand on to the next turn."""
    last = voiding.void_batch(
        course_ids=course_ids,
        question_id=uuid.UUID(question_id),
        by=User.objects.get(pk=user_id),
        reason=reason,
        after=after,
        turn=timedelta(seconds=30),
    )
    if last is not None:
        enqueue_durably(settle_voided_question, user_id, course_ids, question_id, reason, last)
