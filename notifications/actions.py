"""Tell people things, once each: `notify` for the other apps; and what staff and people do about messages.

A message and the email that is written of it are one commit (`channels.base.Channel`), so a process that
dies loses neither and doubles neither. What waits (quiet hours, digests, a wording that failed) is taken up
by a task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from accounts.models import User
from common.transactions import in_transaction

from .delivery import deliver, noted
from .kinds import ChannelCode, MessageCategory, kind_of, optional_categories
from .models import DeliveryLog, Message, MessagePreference, MessageTemplate, MutedCategory
from .planning import planned, wishes_of
from .timing import Digest, QuietHours, may_send_at


class MessageNotHere(Exception):
    """The message isn't in a state in which this can be done, in words for staff."""


_tells_nobody: ContextVar[bool] = ContextVar("tells_nobody", default=False)


@contextmanager
def telling_nobody() -> Iterator[None]:
    """Inside, `notify` does nothing: for whoever plays the past, or brings records from elsewhere."""
    token = _tells_nobody.set(True)
    try:
        yield
    finally:
        _tells_nobody.reset(token)


@in_transaction
def notify(
    *,
    kind: str,
    account: User,
    fact: str,
    payload: Mapping[str, Any],
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> list[Message]:
    """Tell a person of a fact by each channel of this kind that they want; once, however often asked.

    fact: what it is about, such as "certificate:7". payload: plain JSON with exactly the keys of the kind;
    texts are in the reader's language. at: the moment of asking.
    Returns the messages that are new. Five queries, and those of sending what needn't wait.
    Raises UnknownKind, and ValueError for a payload with other keys.
    """
    known = kind_of(kind)
    if set(payload) != known.expected:
        raise ValueError(f"{kind} expects {sorted(known.expected)}, not {sorted(payload)}")
    if _tells_nobody.get():
        return []
    wish = wishes_of([account], using=using)[account.pk]
    rows = [
        planned(known, channel, account, fact=fact, payload=payload, wish=wish, at=at)
        for channel in known.channels
    ]
    # The unique key decides who is first: a row that was there already is not ours.
    Message.objects.using(using).bulk_create(rows, ignore_conflicts=True)
    ours = Message.objects.using(using).filter(public_id__in=[row.public_id for row in rows])
    fresh = list(ours.order_by("pk"))
    for message in fresh:
        message.person = account
    noted(
        [row for row in fresh if row.status == Message.Status.SKIPPED],
        DeliveryLog.What.SKIPPED,
        at,
        using=using,
    )
    for message in fresh:
        if message.status == Message.Status.PENDING and message.send_at <= at:
            deliver([message], at=at, using=using)
    return fresh


@in_transaction
def save_preference(
    *,
    person: User,
    digest: Digest,
    quiet: QuietHours | None,
    wanted: Iterable[tuple[MessageCategory, ChannelCode]],
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Keep how a person wants messages. wanted: what is on, of the optional categories; the rest is off.

    Messages that wait already follow it. Six queries.
    """
    MessagePreference.objects.using(using).update_or_create(
        person=person,
        defaults={
            "digest": digest,
            "quiet_from": quiet.starts if quiet else None,
            "quiet_until": quiet.ends if quiet else None,
        },
    )
    on = set(wanted)
    off = [
        (category, channel)
        for category in optional_categories()
        for channel in ChannelCode
        if (category, channel) not in on
    ]
    rows = MutedCategory.objects.using(using)
    rows.filter(person=person).delete()
    rows.bulk_create(
        MutedCategory(person=person, category=category, channel=channel, muted_at=at)
        for category, channel in off
    )
    waiting = Message.objects.using(using).filter(
        person=person, channel=ChannelCode.EMAIL, status="pending", attempts=0
    )
    waiting.update(
        send_at=may_send_at(at, person.zone, digest=digest, quiet=quiet), in_digest=digest != Digest.IMMEDIATE
    )


@in_transaction
def unsubscribe(
    *, person: User, categories: Sequence[MessageCategory], at: datetime, using: str = DEFAULT_DB_ALIAS
) -> None:
    """End a person's emails of some categories; asked again, nothing more happens. One query."""
    MutedCategory.objects.using(using).bulk_create(
        (
            MutedCategory(person=person, category=category, channel=ChannelCode.EMAIL, muted_at=at)
            for category in categories
        ),
        ignore_conflicts=True,
    )


def send_test(*, template: MessageTemplate, to: User) -> None:
    """Send the wording of an email to whoever edits it, with sample data. Nothing is kept of it."""
    from .wording import sample_email

    mail = sample_email(template, to=to.email)
    mail.subject = _("Test: %(subject)s") % {"subject": mail.subject}
    mail.send()


def mark_read(*, person: User, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Note that a person has seen all their notifications. Returns how many were new. One query."""
    shown = Message.objects.using(using).filter(person=person, channel=ChannelCode.IN_APP, status="sent")
    return shown.filter(read_at=None).update(read_at=at)


def mark_one_read(*, message: Message, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Note that somebody opened one. One query."""
    Message.objects.using(using).filter(pk=message.pk, read_at=None).update(read_at=at)


@in_transaction
def resend(*, message: Message, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Send a message once more, at once, also one that was skipped or whose provider hasn't answered.

    Raises MessageNotHere for one that is still to be sent, or that stands on the site.
    """
    rows = Message.objects.using(using).filter(pk=message.pk).exclude(channel=ChannelCode.IN_APP)
    again = rows.exclude(status=Message.Status.PENDING)
    if not again.update(status=Message.Status.PENDING, send_at=at, in_digest=False, attempts=0, problem=""):
        raise MessageNotHere(_("This message is still waiting to be sent, or is shown on the site."))
    message.refresh_from_db()
    noted([message], DeliveryLog.What.RESENT, at, by=by, using=using)
    deliver([message], at=at, using=using)


@in_transaction
def cancel(*, message: Message, by: User, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Don't send a message that waits. Raises MessageNotHere for one that doesn't."""
    rows = Message.objects.using(using).filter(pk=message.pk, status=Message.Status.PENDING)
    if not rows.update(status=Message.Status.CANCELLED):
        raise MessageNotHere(_("Only a message that is waiting can be cancelled."))
    message.refresh_from_db()
    noted([message], DeliveryLog.What.CANCELLED, at, by=by, using=using)
