"""Hand messages to their channels, and note what became of each."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from common.append_only import erasing
from common.models import OutgoingEmail

from .channels import channel_of
from .channels.base import ChannelRefused, Receipt
from .kinds import UnknownKind
from .models import DeliveryLog, Message, MutedCategory
from .wording import Wording, wording_of

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_AT_ONCE = 200
#: So many subjects stand in one digest; what is beyond that goes into the next.
MOST_IN_DIGEST = 50
KEEP = timedelta(days=365)
FORGET_SIZE = 500


def deliver(messages: Sequence[Message], *, at: datetime, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Hand messages to one person to their channel: one, or those of a digest. False: it didn't work.

    What another process took meanwhile is left to it. One transaction; whatever is raised is noted, and the
    messages are tried again later, or given up.
    """
    try:
        with transaction.atomic(using=using):
            return _hand_over(messages, at=at, using=using)
    except (ChannelRefused, UnknownKind) as refused:
        # of a digest: each is tried alone, and only the one that is to blame fails
        _note_failure(messages, refused, at, using, is_final=len(messages) == 1)
    except Exception as error:  # of a wording, or of whatever a channel calls
        logger.exception("Message %s can't be sent yet", messages[0].public_id)
        _note_failure(messages, error, at, using)
    return False


def _hand_over(messages: Sequence[Message], *, at: datetime, using: str) -> bool:
    mine = [message for message in messages if _claimed(message, at, using)]
    if not mine:
        return False
    wordings = [wording_of(message, using=using) for message in mine]
    receipt = channel_of(mine[0].channel).hand_over(mine, wordings, at=at)
    for message, wording in zip(mine, wordings, strict=True):
        _keep(message, wording, receipt, using)
    what = DeliveryLog.What.SENT if receipt.is_delivered else DeliveryLog.What.HANDED_OVER
    noted(mine, what, at, receipt.answer, using=using)
    return True


def _claimed(message: Message, at: datetime, using: str) -> bool:
    """Take a message, for as long as the transaction is open. One query."""
    pending = Message.objects.using(using).filter(pk=message.pk, status=Message.Status.PENDING)
    return bool(
        pending.filter(attempts=message.attempts).update(attempts=F("attempts") + 1, last_attempt_at=at)
    )


def _keep(message: Message, wording: Wording, receipt: Receipt, using: str) -> None:
    message.subject = wording.subject[:250]
    message.url = wording.url
    message.contact = channel_of(message.channel).contact_of(message.person)
    message.handover = receipt.reference
    message.status = Message.Status.SENT if receipt.is_delivered else Message.Status.HANDED_OVER
    message.problem = ""
    message.save(
        using=using,
        update_fields=["subject", "text", "url", "contact", "handover", "status", "problem"],
    )


def _note_failure(
    messages: Sequence[Message], error: Exception, at: datetime, using: str, *, is_final: bool = False
) -> None:
    words = f"{type(error).__name__}: {error}" if not is_final else str(error)
    for message in messages:
        tries = message.attempts + 1
        is_over = is_final or tries >= MOST_ATTEMPTS
        pause = min(FIRST_PAUSE * 4 ** (tries - 1), LONGEST_PAUSE)
        with transaction.atomic(using=using):
            rows = Message.objects.using(using).filter(
                pk=message.pk, attempts=message.attempts, status="pending"
            )
            status = Message.Status.FAILED if is_over else Message.Status.PENDING
            if rows.update(
                status=status, attempts=tries, last_attempt_at=at, send_at=at + pause, problem=words[:500]
            ):
                what = DeliveryLog.What.FAILED if is_over else DeliveryLog.What.POSTPONED
                noted([message], what, at, words, using=using)


def noted(
    messages: Sequence[Message],
    what: DeliveryLog.What,
    at: datetime,
    answer: str = "",
    *,
    by: User | None = None,
    using: str,
) -> None:
    """Add a line to the log of each message. One query."""
    DeliveryLog.objects.using(using).bulk_create(
        DeliveryLog(message=message, what=what, answer=(answer or message.problem)[:500], by=by, at=at)
        for message in messages
    )


def deliver_due(*, at: datetime, using: str = DEFAULT_DB_ALIAS, limit: int = MOST_AT_ONCE) -> int:
    """Send what was waiting and is due, digests as one message for each person. Returns how many that were.

    What its reader has switched off meanwhile is skipped. Several may run at once.
    """
    due = Message.objects.using(using).due_at(at).select_related("person").order_by("send_at", "pk")
    found = _still_wanted(list(due[:limit]), at, using)
    digests: dict[tuple[int, str], list[Message]] = {}
    for message in found:
        if message.in_digest and not message.attempts:  # one whose digest failed goes alone from then on
            digests.setdefault((message.person_id, message.channel), []).append(message)
        else:
            deliver([message], at=at, using=using)
    for together in digests.values():
        for start in range(0, len(together), MOST_IN_DIGEST):
            deliver(together[start : start + MOST_IN_DIGEST], at=at, using=using)
    return len(found)


def _still_wanted(messages: list[Message], at: datetime, using: str) -> list[Message]:
    people = {message.person_id for message in messages}
    muted = set(
        MutedCategory.objects.using(using)
        .filter(person__in=people)
        .values_list("person_id", "category", "channel")
    )
    wanted = []
    for message in messages:
        if muted and _is_muted(message, muted):
            _skip(message, at, using)
        else:
            wanted.append(message)
    return wanted


def _is_muted(message: Message, muted: set[tuple[int, str, str]]) -> bool:
    try:
        category = message.category
    except UnknownKind:
        return False
    return category.is_optional and (message.person_id, category, message.channel) in muted


def _skip(message: Message, at: datetime, using: str) -> None:
    words = _("Switched off by the person")
    with transaction.atomic(using=using):
        rows = Message.objects.using(using).filter(pk=message.pk, status=Message.Status.PENDING)
        if rows.update(status=Message.Status.SKIPPED, problem=words):
            noted([message], DeliveryLog.What.SKIPPED, at, words, using=using)


def note_answers(*, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Ask the outbox of emails what became of those it was handed. Returns how many are known now.

    A message that failed counts as sent once staff had its email retried. Two queries for 500 messages, and
    two for each that is known now.
    """
    rows = Message.objects.using(using).filter(
        status__in=[Message.Status.HANDED_OVER, Message.Status.FAILED], handover__isnull=False
    )
    last, known = 0, 0
    while messages := list(rows.filter(pk__gt=last).order_by("pk")[:FORGET_SIZE]):
        last = messages[-1].pk
        emails = OutgoingEmail.objects.using(using).filter(
            reference__in={message.handover for message in messages}
        )
        answers = {email.reference: email for email in emails.defer("content")}
        known += sum(_note_answer(message, answers.get(message.handover), at, using) for message in messages)
    return known


def _note_answer(message: Message, email: OutgoingEmail | None, at: datetime, using: str) -> bool:
    if email is None or not (email.sent_at or email.given_up_at):
        return False
    is_sent = email.sent_at is not None
    status = Message.Status.SENT if is_sent else Message.Status.FAILED
    answer = _("Accepted by the email server") if is_sent else email.last_error
    with transaction.atomic(using=using):
        rows = Message.objects.using(using).filter(
            pk=message.pk, status=message.status, handover=message.handover
        )
        if message.status == status or not rows.update(
            status=status, problem="" if is_sent else answer[:500]
        ):
            return False
        what = DeliveryLog.What.SENT if is_sent else DeliveryLog.What.FAILED
        noted([message], what, email.sent_at or email.given_up_at or at, answer, using=using)
    return True


def forget(*, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete messages that are older than a year, with their log. Returns how many."""
    old = Message.objects.using(using).filter(created_at__lt=at - KEEP).order_by("created_at")
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:FORGET_SIZE]):
        with erasing(using=using):
            DeliveryLog.objects.using(using).filter(message__in=ids).delete()
            forgotten += Message.objects.using(using).filter(pk__in=ids).delete()[0]
    return forgotten
