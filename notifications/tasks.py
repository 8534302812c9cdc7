"""What is done about messages in the background."""

from __future__ import annotations

from django.utils import timezone

from common.background.schedule import every

from . import delivery

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
