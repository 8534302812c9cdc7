"""Every email waits in the database until a mail server has taken it: nothing is sent inside a request.

`EMAIL_BACKEND` names `OutboxBackend`, so whoever sends a mail as Django does (we, allauth, Wagtail, the
handler of errors) writes a row in the transaction that is open, and never waits for a mail server. A task
sends what is due through the backend that `MAIL_DELIVERY_BACKEND` names: right after the commit, and each
minute what is left.

A mail may arrive twice when a process dies between the server's yes and its own note of it; both copies carry
one Message-ID. None is lost: what is refused for good, or for three days, stays and is shown to staff.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from common.models import OutgoingEmail

from .stored import from_stored, stored

#: A mail that a process has taken is left to it for so long; the mail server's answers take less together.
LEASE = timedelta(minutes=10)
FIRST_PAUSE = timedelta(minutes=1)
#: After one mail was refused for now; and after none could be sent at all, when each may be the first again.
LONGEST_PAUSE = timedelta(hours=3)
LONGEST_OUTAGE_PAUSE = timedelta(minutes=5)
KEEP_TRYING = timedelta(days=3)
#: After the server could not be reached, tasks leave it alone for so long: each would wait for it again.
REST_SECONDS = 20
MOST_AT_ONCE = 100
#: How many due mails a round looks at, should others take the first of them.
CANDIDATES = 3
FORGET_SIZE = 1_000

_rests_until = 0.0


@dataclass(frozen=True, slots=True)
class MailRound:
    """What one round of sending did, in mails. is_cut_off: the server wasn't reached, so the rest waits."""

    sent: int = 0
    postponed: int = 0
    given_up: int = 0
    is_cut_off: bool = False


class OutboxBackend(BaseEmailBackend):
    """Writes mails into the outbox instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each mail that has a recipient, and have them sent after the commit. Returns how many.

        One query. Raises what a header with a line break, or text that can't be encoded, raises; silent ones
        (`fail_silently`) are then lost, as with every backend.
        """
        try:
            return len(keep(email_messages, at=timezone.now()))
        except Exception:
            if self.fail_silently:
                return 0
            raise


def keep(
    messages: Iterable[EmailMessage], *, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> list[OutgoingEmail]:
    """Write mails into the outbox, in the open transaction, and have them sent after it. One query."""
    from common.tasks import send_emails  # which calls this module

    rows = write(messages, at=at, using=using)
    if rows:
        send_emails.enqueue()
    return rows


def write(
    messages: Iterable[EmailMessage], *, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> list[OutgoingEmail]:
    """Write mails into the outbox and leave them to the next round. One query."""
    rows = [_row_of(message, at) for message in messages if message.recipients()]
    if rows:
        # A savepoint where a transaction is open: whoever sends silently goes on after a failure.
        with transaction.atomic(using=using):
            OutgoingEmail.objects.using(using).bulk_create(rows)
    return rows


def _row_of(message: EmailMessage, at: datetime) -> OutgoingEmail:
    content = stored(message, at=at)
    return OutgoingEmail(
        to=", ".join([*content["to"], *content["cc"], *content["bcc"]])[:500],
        # A code in the subject is nothing for whoever looks after the site.
        subject=" ".join((getattr(message, "listed_subject", "") or content["subject"]).split())[:250],
        content=content,
        reference=getattr(message, "reference", None),
        written_at=at,
        next_attempt_at=at,
        give_up_at=at + KEEP_TRYING,
    )


def send_due(
    *,
    limit: int = MOST_AT_ONCE,
    clock: Callable[[], datetime] = timezone.now,
    using: str = DEFAULT_DB_ALIAS,
    after_rest: bool = False,
) -> MailRound:
    """Send up to `limit` mails that are due, through one connection; several rounds may run at once.

    A server that can't be reached ends the round: the other mails aren't to blame, and stay due.
    clock: read for each mail. after_rest: do nothing while the server is left alone (`REST_SECONDS`).
    Three queries a mail.
    """
    sent = postponed = given_up = 0
    if after_rest and time.monotonic() < _rests_until:
        return MailRound(is_cut_off=True)
    with _Delivery() as delivery:
        while sent + postponed + given_up < limit and (row := _claim(clock(), using)) is not None:
            failure = delivery.send(row)
            if failure is None:
                _note_sent(row, clock(), using)
                sent += 1
            elif _note_failure(row, failure, clock(), using):
                given_up += 1
            else:
                postponed += 1
            if failure is not None and failure.is_of_server:
                _let_rest()
                return MailRound(sent, postponed, given_up, is_cut_off=True)
    return MailRound(sent, postponed, given_up)


def is_delayed(*, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the mail server has not taken some mail yet, so that others may wait, too. One query."""
    return OutgoingEmail.objects.using(using).delayed().exists()


def retry(rows: QuerySet[OutgoingEmail], *, at: datetime) -> int:
    """Give mails that were given up three more days, beginning now. Returns how many."""
    from common.tasks import send_emails

    count = rows.filter(given_up_at__isnull=False).update(
        given_up_at=None, attempts=0, next_attempt_at=at, give_up_at=at + KEEP_TRYING
    )
    if count:
        send_emails.enqueue()
    return count


def forget(*, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete the notes of mails sent, and mails given up, longer ago than settings say. Returns how many."""
    mails = OutgoingEmail.objects.using(using)
    old = (
        mails.filter(sent_at__lt=at - timedelta(days=settings.SENT_EMAIL_DAYS)).order_by("sent_at"),
        mails.filter(given_up_at__lt=at - timedelta(days=settings.FAILED_EMAIL_DAYS)).order_by("given_up_at"),
    )
    forgotten = 0
    for rows in old:
        while ids := list(rows.values_list("pk", flat=True)[:FORGET_SIZE]):
            forgotten += mails.filter(pk__in=ids).delete()[0]
    return forgotten


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a mail was not sent. is_final: it never will be. is_of_server: no other would have been, either."""

    words: str
    is_final: bool = False
    is_of_server: bool = False


class _Delivery:
    """One connection to the mail server, opened for the first mail and again after an error."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> _Delivery:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def send(self, row: OutgoingEmail) -> _Failure | None:
        """Hand a mail to the server. Nothing is raised, whatever the server does."""
        try:
            message = from_stored(row.content)
        except Exception as error:
            return _Failure(f"{type(error).__name__}: {error}", is_final=True)
        try:
            if self._connection is None:
                self._connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
                self._connection.open()
            self._connection.send_messages([message])
        except Exception as error:
            self._close()
            return _failure_of(error)
        return None

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception:  # of whatever backend: the mails are on their way, or have been noted as not
                return


def _failure_of(error: Exception) -> _Failure:
    """What an error says of the mail. What isn't known to be the mail's own is the server's."""
    words = f"{type(error).__name__}: {error}"
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _said in error.recipients.values()]
            return _Failure(words, is_final=all(code >= 500 for code in codes))
        case smtplib.SMTPDataError():
            return _Failure(words, is_final=error.smtp_code >= 500)
        case UnicodeError() | smtplib.SMTPNotSupportedError():
            return _Failure(words, is_final=True)
        case OSError():  # smtplib's other errors among them
            return _Failure(words, is_of_server=True)
    return _Failure(words)


def _claim(now: datetime, using: str) -> OutgoingEmail | None:
    """Take the mail that is due for longest and that no other round is faster to take. Two queries."""
    mails = OutgoingEmail.objects.using(using)
    while rows := list(mails.due_at(now).order_by("next_attempt_at", "pk")[:CANDIDATES]):
        for row in rows:
            mine = mails.due_at(now).filter(pk=row.pk, attempts=row.attempts)
            if mine.update(attempts=F("attempts") + 1, next_attempt_at=now + LEASE):
                row.attempts += 1
                return row
    return None


def _note_sent(row: OutgoingEmail, now: datetime, using: str) -> None:
    """What was in the mail is nobody's business from here on."""
    OutgoingEmail.objects.using(using).filter(pk=row.pk).update(sent_at=now, content={}, last_error="")


def _note_failure(row: OutgoingEmail, failure: _Failure, now: datetime, using: str) -> bool:
    """Postpone the mail, or give it up. Returns whether it was given up."""
    longest = LONGEST_OUTAGE_PAUSE if failure.is_of_server else LONGEST_PAUSE
    pause = min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 10), longest)
    is_given_up = failure.is_final or now + pause > row.give_up_at
    OutgoingEmail.objects.using(using).filter(pk=row.pk).update(
        next_attempt_at=now + pause,
        given_up_at=now if is_given_up else None,
        last_error=failure.words.replace("\x00", "")[:2_000],
    )
    return is_given_up


def _let_rest() -> None:
    global _rests_until
    _rests_until = time.monotonic() + REST_SECONDS
