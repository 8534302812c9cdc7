"""Moving many learners to a release: a job that works batch by batch, and goes on where it was cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.background.durable import enqueue_durably
from common.transactions import held
from learning.access.models import Cohort, CohortMember, Enrolment
from learning.courses.models import Release
from learning.progress.models import ReleaseMoveJob

from .following import BATCH, MoveRefused, move_learners

if TYPE_CHECKING:
    from accounts.models import User

#: A job that has not moved on for so long was cut off.
STALLED_AFTER = timedelta(minutes=3)


def enrolments_to_move(course_id: int, cohort: Cohort | None, at: datetime) -> QuerySet[Enrolment]:
    """The enrolments of a course, or those of the people who are in a cohort."""
    found = Enrolment.objects.filter(course=course_id)
    if cohort is None:
        return found
    members = CohortMember.objects.filter(cohort=cohort).in_at(at)
    return found.filter(person__in=members.values("person"))


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def start_moving(
    *, release: Release, cohort: Cohort | None, by: User, at: datetime, words: str = ""
) -> ReleaseMoveJob:
    """Move the learners of a course, or of a cohort of it, to one of its releases, in the background.

    Raises MoveRefused.
    """
    if release.is_withdrawn:
        raise MoveRefused(_("This release marks when the course was unpublished. Choose another one."))
    if cohort is not None and not cohort.courses.filter(pk=release.course_id).exists():
        raise MoveRefused(_("This cohort doesn't take the course."))
    job = ReleaseMoveJob.objects.create(
        course_id=release.course_id,
        release=release,
        cohort=cohort,
        words=words,
        total=enrolments_to_move(release.course_id, cohort, at).count(),
        started_at=at,
        started_by=by,
        worked_at=at,
    )
    _enqueue(job)
    return job


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def resume_moving(*, job: ReleaseMoveJob, at: datetime) -> None:
    """Let a job go on that stopped by an error, or was cut off. A finished one stays as it is."""
    job = ReleaseMoveJob.objects.select_for_update().get(pk=job.pk)
    if job.state != ReleaseMoveJob.State.DONE:
        job.state, job.worked_at = ReleaseMoveJob.State.RUNNING, at
        job.save(update_fields=["state", "worked_at"])
        _enqueue(job)


def resume_cut_off(*, at: datetime) -> int:
    """Let those jobs go on that were cut off, as by a server that ended. Returns how many."""
    cut_off = ReleaseMoveJob.objects.filter(
        state=ReleaseMoveJob.State.RUNNING, worked_at__lt=at - STALLED_AFTER
    )
    jobs = list(cut_off)
    for job in jobs:
        resume_moving(job=job, at=at)
    return len(jobs)


def run_moving(
    *, job_id: int, clock: Callable[[], datetime] = timezone.now, turn: timedelta | None = None
) -> bool:
    """Move batch after batch. turn: how long at most; True: there is more to do then.

    Each batch is one transaction behind a lock on the job, so it may be run twice, also at the same time. An
    error leaves the job stopped, to be resumed by hand, and is raised.
    """
    began = clock()
    try:
        while _run_batch(job_id, at=(now := clock())):
            if turn is not None and now - began >= turn:
                return True
    except Exception:
        running = ReleaseMoveJob.objects.filter(pk=job_id, state=ReleaseMoveJob.State.RUNNING)
        running.update(state=ReleaseMoveJob.State.STOPPED)
        raise
    return False


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _run_batch(job_id: int, *, at: datetime) -> bool:
    job = held(ReleaseMoveJob.objects.filter(pk=job_id)).select_related("release").get()
    if job.state != ReleaseMoveJob.State.RUNNING:
        return False
    left = enrolments_to_move(job.course_id, job.cohort, job.started_at).filter(pk__gt=job.last_id)
    ids = list(left.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if ids:
        moved = move_learners(
            enrolment_ids=ids, release=job.release, by=job.started_by, at=at, words=job.words
        )
        job.moved += len(moved)
        job.untouched += len(ids) - len(moved)
        job.last_id = ids[-1]
    else:
        job.state, job.finished_at = ReleaseMoveJob.State.DONE, at
    job.worked_at = at
    job.save(update_fields=["moved", "untouched", "last_id", "state", "finished_at", "worked_at"])
    return bool(ids)


def _enqueue(job: ReleaseMoveJob) -> None:
    from learning.progress.tasks import run_moving as run

    enqueue_durably(run, job.pk)
