"""Jobs for many people: prepared, looked at again, started, stopped, set going again, forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from common.background.durable import enqueue_durably
from common.transactions import in_transaction
from learning.access.models import BulkEnrolmentJob, BulkRecipient
from learning.access.models.bulk import STALLED_AFTER
from learning.courses.models import Course

from ..grants import EndsBeforeStart
from .dry_run import foreseen
from .recipients import ListedRecipient, NothingToUndo, batches, find_known, save_recipients

KEEP_UNUSED = timedelta(days=7)


@in_transaction
def prepare_bulk(
    *,
    courses: Iterable[Course],
    listed: Iterable[ListedRecipient],
    source: str,
    by: User,
    at: datetime,
    notes: str,
    source_label: str = "",
    starts_at: datetime | None = None,
    ends: str = BulkEnrolmentJob.Ends.COURSE,
    ends_at: datetime | None = None,
    invites_unknown: bool = False,
    includes_stopped: bool = False,
    action: str = BulkEnrolmentJob.Action.GRANT,
    undoes: BulkEnrolmentJob | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> BulkEnrolmentJob:
    """Write down whose access to which courses is to change, and count what that would. Nothing changes yet.

    action: to grant; to extend until the end that is given; to revoke; to undo the job `undoes`.

    Raises NobodyListed, TooManyListed, EndsBeforeStart.
    """
    _check_end(starts_at or at, ends_at)
    bulk = BulkEnrolmentJob.objects.using(using).create(
        action=action,
        undoes=undoes,
        source=source,
        source_label=source_label[:200],
        starts_at=starts_at,
        ends=ends,
        ends_at=ends_at,
        notes=notes,
        invites_unknown=invites_unknown,
        includes_stopped=includes_stopped,
        created_by=by,
        created_at=at,
        planned_at=at,
    )
    bulk.courses.set(list(courses))
    save_recipients(bulk, listed, using=using)
    log(bulk, "access.bulk_prepared", user=by)
    bulk.planned = foreseen(bulk, at, using=using)
    bulk.save(update_fields=["planned"])
    return bulk


@in_transaction
def undo_bulk(
    *, bulk: BulkEnrolmentJob, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> BulkEnrolmentJob:
    """Prepare the job that takes back what this one changed, for those whom it changed; a repeat finds it.

    Access that it granted is revoked, an end that it moved is moved back, and what it revoked is given back.
    What somebody changed since stays as it is. Raises NothingToUndo.
    """
    bulk = locked(bulk.pk, using=using)
    existing = BulkEnrolmentJob.objects.using(using).filter(undoes=bulk).first()
    if existing is not None:
        return existing
    changed = bulk.people.filter(outcomes__grant__isnull=False).order_by("pk").distinct()
    if not bulk.can_be_undone or not changed.exists():
        raise NothingToUndo(_("This job changed no one's access, so there is nothing to undo."))
    listed = (
        ListedRecipient(number, email, person_id=person_id)
        for number, (person_id, email) in enumerate(changed.values_list("person_id", "email"), 1)
    )
    words = _("Undo: %(reason)s") % {"reason": bulk.notes}
    return prepare_bulk(
        courses=bulk.courses.all(),
        listed=listed,
        source=BulkEnrolmentJob.Source.JOB,
        source_label=bulk.source_label or str(bulk.get_source_display()),
        by=by,
        at=at,
        notes=words[:300],
        ends=BulkEnrolmentJob.Ends.NEVER,
        action=BulkEnrolmentJob.Action.UNDO,
        undoes=bulk,
        using=using,
    )


@in_transaction
def foresee_bulk(*, bulk: BulkEnrolmentJob, at: datetime, using: str = DEFAULT_DB_ALIAS) -> BulkEnrolmentJob:
    """Look again who is known by now, and count anew what running it would change.

    What has been started stays as it was foreseen.
    """
    bulk = locked(bulk.pk, using=using)
    if bulk.state == BulkEnrolmentJob.State.PREPARED:
        for rows in batches(bulk.people.sound().filter(person=None).order_by("pk").iterator()):
            find_known(bulk, rows, using=using)
        bulk.planned, bulk.planned_at = foreseen(bulk, at, using=using), at
        bulk.save(update_fields=["planned", "planned_at"])
    return bulk


@in_transaction
def start_bulk(
    *, bulk: BulkEnrolmentJob, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> BulkEnrolmentJob:
    """Run it in the background, or let it go on where it was stopped or cut off. Done: nothing happens.

    Raises EndsBeforeStart when it was left lying for so long that the access would be over.
    """
    bulk = locked(bulk.pk, using=using)
    State = BulkEnrolmentJob.State
    if bulk.state == State.DONE or bulk.state == State.RUNNING and not bulk.is_stalled_at(at):
        return bulk
    _check_end(bulk.starts_at or at, bulk.ends_at)
    if bulk.state == State.PREPARED:
        bulk.started_by, bulk.started_at = by, at
    bulk.state, bulk.has_failed, bulk.moved_at = State.RUNNING, False, at
    bulk.save()
    log(bulk, "access.bulk_started", user=by)
    _enqueue(bulk.pk, using=using)
    return bulk


@in_transaction
def stop_bulk(
    *, bulk: BulkEnrolmentJob, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> BulkEnrolmentJob:
    """Let it rest after the batch that is being written. What was opened stays open."""
    bulk = locked(bulk.pk, using=using)
    if bulk.state == BulkEnrolmentJob.State.RUNNING:
        bulk.state, bulk.moved_at = BulkEnrolmentJob.State.STOPPED, at
        bulk.save(update_fields=["state", "moved_at"])
        log(bulk, "access.bulk_stopped", user=by)
    return bulk


def resume_bulks(*, now: datetime, run: Callable[[int], Any], using: str = DEFAULT_DB_ALIAS) -> int:
    """Let those go on that were cut off, as by a server that ended. Returns how many."""
    cut_off = list(
        BulkEnrolmentJob.objects.using(using).cut_off_before(now - STALLED_AFTER).values_list("pk", flat=True)
    )
    for bulk_id in cut_off:
        run(bulk_id)
    return len(cut_off)


@in_transaction
def forget_unused_bulks(*, now: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete lists of people that somebody looked at and never used, after a week. Returns how many."""
    unused = BulkEnrolmentJob.objects.using(using).never_run_since(now - KEEP_UNUSED).select_for_update()
    ids = list(unused.values_list("pk", flat=True))
    BulkRecipient.objects.using(using).filter(bulk__in=ids).delete()
    BulkEnrolmentJob.objects.using(using).filter(pk__in=ids).delete()
    return len(ids)


def _check_end(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeStart(_("Access must end after it starts."))


def locked(bulk_id: int, *, using: str) -> BulkEnrolmentJob:
    """The job as it stands, held until the end of the transaction: nobody else writes for it meanwhile."""
    return BulkEnrolmentJob.objects.using(using).select_for_update().get(pk=bulk_id)


def _enqueue(bulk_id: int, *, using: str) -> None:
    from learning.access.tasks import run_bulk as run

    enqueue_durably(run, bulk_id, using=using)
