"""What may happen to a payment, refund or dispute of the sandbox, and the message that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from commerce.databases import commerce_database, commerce_transaction

from ..base import gateway_of
from ..keeping import keep
from ..models import GatewayMessage, SandboxRecord
from . import messages

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAYMENT, REFUND, DISPUTE = SandboxRecord.Kind.PAYMENT, SandboxRecord.Kind.REFUND, SandboxRecord.Kind.DISPUTE


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may happen. kind: to what. before: in which states. after: what it is then.

    label, note: for whoever chooses. message: the kind of message that is sent, "" for none.
    leads: where the buyer goes then: return, cancel or "" (nowhere). keeps: only where the card is kept.
    """

    kind: SandboxRecord.Kind
    before: tuple[str, ...]
    after: str
    label: StrOrPromise
    note: StrOrPromise = ""
    message: str = ""
    leads: str = ""
    keeps: bool = False


CHOICES = {
    "pay": Choice(PAYMENT, ("open", "failed"), "paid", _("Pay"), "", "payment.paid", "return"),
    "pay_asking": Choice(
        PAYMENT,
        ("open", "failed"),
        "paid",
        _("Pay with a card whose bank asks each time"),
        _("Paying with the kept card leads here again, as it does for banks that want to see the buyer."),
        "payment.paid",
        "return",
        keeps=True,
    ),
    "fail": Choice(
        PAYMENT,
        ("open",),
        "failed",
        _("Fail"),
        _("The card is declined. It can still be paid later."),
        "payment.failed",
        "return",
    ),
    "abandon": Choice(
        PAYMENT,
        ("open",),
        "open",
        _("Leave without paying"),
        _("The payment stays open, and no message is sent."),
        leads="cancel",
    ),
    "pay_late": Choice(
        PAYMENT,
        ("open",),
        "late",
        _("Pay late"),
        _("The buyer returns before the money arrives."),
        leads="return",
    ),
    "arrive": Choice(
        PAYMENT,
        ("late", "late_cancelled"),
        "paid",
        _("The money arrives"),
        _("Even where the order has expired since."),
        "payment.paid",
    ),
    "expire": Choice(
        PAYMENT,
        ("open",),
        "cancelled",
        _("Expire"),
        _("It can't be paid any longer."),
        "payment.cancelled",
    ),
    "dispute": Choice(
        PAYMENT,
        ("paid",),
        "paid",
        _("Open a dispute"),
        _("The buyer's bank asks for the money."),
        "dispute.opened",
    ),
    "win": Choice(DISPUTE, ("open", "lost"), "won", _("Won"), "", "dispute.won"),
    "lose": Choice(DISPUTE, ("open", "won"), "lost", _("Lost"), "", "dispute.lost"),
    "reopen": Choice(DISPUTE, ("won", "lost"), "open", _("Reopen"), "", "dispute.reopened"),
    "refund_fails": Choice(
        REFUND, ("completed", "pending"), "failed", _("The refund fails"), "", "refund.failed"
    ),
}


class ChoiceRefused(Exception):
    """This can't happen now: the record is in another state."""


def choose(*, reference: str, choice: str, at: datetime) -> SandboxRecord:
    """Let it happen, and send the message that a provider would send.

    The message goes the way of all others: signed, verified, kept, told. Raises ChoiceRefused.
    """
    wanted = CHOICES.get(choice)
    if wanted is None:
        raise ChoiceRefused(choice)
    with commerce_transaction() as db:
        rows = SandboxRecord.objects.using(db).filter(
            reference=reference, kind=wanted.kind, status__in=wanted.before
        )
        if not rows.update(status=wanted.after):
            raise ChoiceRefused(choice)
        record = SandboxRecord.objects.using(db).get(reference=reference)
        if choice == "pay_asking":
            record.details["asks"] = True
            record.save(update_fields=["details"])
        if choice == "dispute":
            record = _disputed(record, db, at)
    if wanted.message:
        send(record, wanted.message, at=at)
    return record


def send(record: SandboxRecord, kind: str, *, at: datetime) -> GatewayMessage | None:
    """Send a message about a record as it stands now."""
    gateway = gateway_of("sandbox")
    body, headers = messages.message_about(record, kind, at=at)
    return keep(gateway, body, gateway.verify(body, headers, now=at), at)


def choices_of(record: SandboxRecord) -> dict[str, Choice]:
    """What may happen to a record now, by its word."""
    return {
        word: choice
        for word, choice in CHOICES.items()
        if choice.kind == record.kind
        and record.status in choice.before
        and (record.details.get("keeps_method") or not choice.keeps)
    }


def records_of(reference: str) -> list[SandboxRecord]:
    """A payment's refunds and disputes, oldest first."""
    return list(SandboxRecord.objects.using(commerce_database()).filter(parent=reference).order_by("pk"))


def _disputed(payment: SandboxRecord, db: str, at: datetime) -> SandboxRecord:
    found, _new = SandboxRecord.objects.using(db).get_or_create(
        reference=f"dispute_{payment.reference}",
        defaults={
            "kind": DISPUTE,
            "parent": payment.reference,
            "status": "open",
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
            "created_at": at,
        },
    )
    return found
