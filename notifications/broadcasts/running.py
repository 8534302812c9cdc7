"""Sending a broadcast, batch by batch: each is one transaction behind a lock on it.

A process that dies loses its batch, with the note of how far it was: whoever goes on begins with the same
people. That nobody is told twice doesn't rest on that alone, but on the unique key of messages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.background.durable import enqueue_durably
from common.transactions import in_transaction

from ..audiences import Audience, NoAudience, audience_named
from ..delivery import noted
from ..messages import BROADCAST, language_of, payload_of
from ..models import Broadcast, DeliveryLog, Message
from ..planning import planned, wishes_of

BATCH = 500
State = Broadcast.State


class NotNow(Exception):
    """The broadcast isn't in a state in which this can be done, in words for staff."""


@in_transaction
def send_broadcast(*, broadcast: Broadcast, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Have it sent in the background, or let it go on after an error. Sent already: nothing happens.

    by: who answers for it, and gets the replies. Raises NotNow for one that was cancelled or has nobody to go
    to.
    """
    from ..tasks import run_broadcast as run  # which calls this module

    row = _locked(broadcast.pk, using)
    if row.state in (State.RUNNING, State.DONE):
        return
    if row.state == State.CANCELLED:
        raise NotNow(_("This broadcast was cancelled. Write a new one."))
    if row.people <= row.switched_off:
        raise NotNow(_("No one would get this message."))
    if row.state == State.PREPARED:
        row.started_at, row.sender = at, by
    row.state = State.RUNNING
    row.save(update_fields=["state", "started_at", "sender"])
    enqueue_durably(run, row.pk, using=using)


def run_broadcast(
    *,
    broadcast_id: int,
    clock: Callable[[], datetime] = timezone.now,
    turn: timedelta | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> bool:
    """Write the messages of everybody who is left, batch by batch, until it is done or cancelled.

    turn: how long at most before somebody else may have the worker. True: there is more to do then.
    Safe to run twice, also at the same time. A fault leaves it interrupted, to be set going by hand.
    """
    began = clock()
    try:
        while run_batch(broadcast_id=broadcast_id, at=(now := clock()), using=using):
            if turn is not None and now - began >= turn:
                return True
    except Exception:
        running = Broadcast.objects.using(using).filter(pk=broadcast_id, state=State.RUNNING)
        running.update(state=State.STOPPED)
        raise
    return False


def run_batch(*, broadcast_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Write the messages of the next few hundred people. False: nobody was left, or it isn't being sent.

    Eight queries at most, however many they are.
    """
    with transaction.atomic(using=using):
        broadcast = _locked(broadcast_id, using)
        if broadcast.state != State.RUNNING:
            return False
        audience = _audience_of(broadcast, at, using)
        rest = audience.people.filter(pk__gt=broadcast.last_person) if audience else User.objects.none()
        people = list(rest.order_by("pk")[:BATCH])
        if audience is not None and people:
            _write(broadcast, audience, people, at, using)
            broadcast.done += len(people)
            broadcast.last_person = people[-1].pk
        else:
            broadcast.state, broadcast.finished_at = State.DONE, at
        broadcast.save(update_fields=["done", "last_person", "state", "finished_at"])
        return bool(people)


def _audience_of(broadcast: Broadcast, at: datetime, using: str) -> Audience | None:
    """None once it is gone: then nobody is left to be told."""
    try:
        return audience_named(broadcast.audience, at=at, using=using)
    except NoAudience:
        return None


def _write(broadcast: Broadcast, audience: Audience, people: list[User], at: datetime, using: str) -> None:
    wishes = wishes_of(people, using=using)
    payloads = {
        language: payload_of(broadcast, audience, language) for language in set(map(language_of, people))
    }
    rows = [
        planned(
            BROADCAST,
            channel,
            person,
            fact=broadcast.fact,
            payload=payloads[language_of(person)],
            wish=wishes[person.pk],
            at=at,
        )
        for person in people
        for channel in BROADCAST.channels
    ]
    messages = Message.objects.using(using)
    messages.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    skipped = [row.public_id for row in rows if row.status == Message.Status.SKIPPED]
    if skipped:
        fresh = list(messages.filter(public_id__in=skipped))
        noted(fresh, DeliveryLog.What.SKIPPED, at, using=using)


@in_transaction
def cancel_broadcast(*, broadcast: Broadcast, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Write no further messages of it, and cancel those that wait. Returns how many those were.

    What was sent stays sent. Raises NotNow for one that wasn't begun. Cancelled already: nothing happens.
    """
    row = _locked(broadcast.pk, using)
    if row.state == State.PREPARED:
        raise NotNow(_("This broadcast hasn't been sent."))
    if row.state != State.DONE:
        row.state, row.finished_at = State.CANCELLED, row.finished_at or at
        row.save(update_fields=["state", "finished_at"])
    messages = Message.objects.using(using).filter(fact=row.fact, kind=BROADCAST.code)
    waiting_ones = messages.filter(status=Message.Status.PENDING).select_for_update().order_by("pk")
    cancelled = 0
    while waiting := list(waiting_ones[:BATCH]):
        rows = messages.filter(pk__in=[message.pk for message in waiting])
        cancelled += rows.update(status=Message.Status.CANCELLED)
        noted(waiting, DeliveryLog.What.CANCELLED, at, by=by, using=using)
    return cancelled


@in_transaction
def withdraw_broadcast(*, broadcast: Broadcast, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Take it off the page of its audience. What people were sent, they have. A repeat changes nothing."""
    rows = Broadcast.objects.using(using).filter(pk=broadcast.pk, stands_on_page=True, withdrawn_at=None)
    rows.update(withdrawn_at=at)


def _locked(broadcast_id: int, using: str) -> Broadcast:
    """As it stands, held until the end of the transaction: nobody else writes for it meanwhile."""
    return Broadcast.objects.using(using).select_for_update().get(pk=broadcast_id)
