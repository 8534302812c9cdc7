"""What is done about messages in the background."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from common.background.durable import enqueue_durably
from common.background.schedule import every

from . import broadcasts, delivery

#: The next minute goes on.
MOST_ROUNDS = 20


@every(minutes=1)
def send_due_messages() -> None:
    """Send what waited for the end of quiet hours, for its digest, or after a failure."""
    for _round in range(MOST_ROUNDS):
        if delivery.deliver_due(at=timezone.now()) < delivery.MOST_AT_ONCE:
            return


@every(minutes=1)
def note_answers_of_emails() -> None:
    """Note which emails the mail server took."""
    delivery.note_answers(at=timezone.now())


@every(days=1)
def forget_messages() -> None:
    """Delete messages that are older than a year."""
    delivery.forget(at=timezone.now())


@task()
def run_broadcast(broadcast_id: int) -> None:
    if broadcasts.run_broadcast(broadcast_id=broadcast_id, turn=timedelta(seconds=30)):
        enqueue_durably(run_broadcast, broadcast_id)


@every(days=1)
def forget_unused_broadcasts() -> None:
    """Delete what was prepared a week ago and never sent."""
    broadcasts.forget_unused(at=timezone.now())
