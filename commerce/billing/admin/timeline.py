"""What happened to an order, moment by moment: its own states, payments, messages, refunds, postings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from commerce.gateways.models import GatewayMessage
from commerce.gateways.selectors import messages_of_payment
from commerce.ledger.models import JournalEntry
from commerce.ledger.owners import OwnerNames
from commerce.orders.models import Order, OrderLine
from commerce.orders.openings import notes_of
from commerce.wallet.models import VoucherRedemption
from common.money import Money

from ..checkout.history import gateway_label
from ..models import Dispute, Invoice, OrderEmail, Payment, PaymentCapture, Refund
from ..provider_words import (
    error_of_message,
    kind_of_message,
    problem_of_payment,
    problem_of_refund,
    reason_of_dispute,
)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One moment. kind: where it is known from; details: further lines. url: of its own screen, if any."""

    at: datetime
    kind: str
    what: str
    details: tuple[str, ...] = ()
    url: str = ""


def timeline_of(order: Order, *, links_messages: bool) -> list[TimelineEntry]:
    """All that is known of an order, in order of time. Twelve queries, one a payment, and the tellers'.

    links_messages: whether the reader may open what providers sent.
    """
    payments = list(Payment.objects.filter(order=order).order_by("pk"))
    found = [
        *_of_order(order),
        *_of_payments(order, payments),
        *_of_messages(payments, links=links_messages),
        *_of_refunds(order),
        *_of_disputes(order),
        *_of_documents(order),
        *_of_postings(order),
        *_of_openings(order),
    ]
    return sorted(found, key=lambda entry: entry.at)


def _of_order(order: Order) -> Iterator[TimelineEntry]:
    kind = _("Order")
    yield TimelineEntry(order.placed_at, kind, _("Placed for %(total)s") % {"total": order.total.format()})
    if order.redemption_id is not None:
        used = VoucherRedemption.objects.select_related("voucher__batch").get(pk=order.redemption_id)
        words = _("Voucher of “%(batch)s” redeemed") % {"batch": used.voucher.batch.name}
        yield TimelineEntry(used.redeemed_at, kind, words)
    if order.paid_at is not None:
        yield TimelineEntry(order.paid_at, kind, _("Paid"))
    for line in OrderLine.objects.filter(order=order, withdrawn_at__isnull=False):
        ended = _("Access to “%(title)s” ended") % {"title": line.title}
        yield TimelineEntry(line.withdrawn_at, kind, ended)  # type: ignore[arg-type]
    if order.closed_at is not None:
        reason = (order.closed_reason,) if order.closed_reason else ()
        yield TimelineEntry(order.closed_at, kind, str(order.get_status_display()), reason)


def _of_payments(order: Order, payments: Iterable[Payment]) -> Iterator[TimelineEntry]:
    kind = _("Payment")
    for payment in payments:
        words = _("Started with %(provider)s: %(amount)s")
        what = words % {"provider": gateway_label(payment.gateway), "amount": payment.money.format()}
        details = tuple(
            filter(
                None, (payment.get_status_display(), problem_of_payment(payment), payment.gateway_reference)
            )
        )
        yield TimelineEntry(payment.created_at, kind, what, details)
    for capture in PaymentCapture.objects.filter(payment__order=order):
        what = _("%(amount)s received") % {"amount": capture.money.format()}
        further = [capture.transaction_id]
        if rest := capture.amount_minor - capture.applied_minor:
            words = _("%(amount)s doesn't count towards the order and goes back")
            further.append(words % {"amount": Money(rest, capture.currency).format()})
        yield TimelineEntry(capture.captured_at, kind, what, tuple(further))


def _of_messages(payments: Iterable[Payment], *, links: bool) -> Iterator[TimelineEntry]:
    for payment in payments:
        if not (payment.gateway_reference or payment.transaction_id):
            continue
        found: list[GatewayMessage] = messages_of_payment(
            payment.gateway, reference=payment.gateway_reference, transaction_id=payment.transaction_id
        )
        for message in found:
            details = tuple(filter(None, (message.get_outcome_display(), error_of_message(message))))
            url = reverse("billing_admin:message", args=[message.pk]) if links else ""
            yield TimelineEntry(message.received_at, _("Message"), kind_of_message(message), details, url)


def _of_refunds(order: Order) -> Iterator[TimelineEntry]:
    kind = _("Refund")
    for refund in Refund.objects.filter(order=order).select_related("capture"):
        words = _("%(amount)s requested: %(reason)s")
        told = {"amount": refund.money.format(), "reason": refund.get_reason_display()}
        note = (refund.note,) if refund.note else ()
        yield TimelineEntry(refund.created_at, kind, words % told, note)
        if refund.settled_at is not None:
            problem = (problem_of_refund(refund),) if refund.problem else ()
            yield TimelineEntry(refund.settled_at, kind, str(refund.get_status_display()), problem)


def _of_disputes(order: Order) -> Iterator[TimelineEntry]:
    kind = _("Dispute")
    for dispute in Dispute.objects.filter(order=order):
        amount = Money(dispute.amount_minor, dispute.currency).format()
        opened = _("%(amount)s disputed") % {"amount": amount}
        yield TimelineEntry(
            dispute.opened_at, kind, opened, (reason_of_dispute(dispute),) if dispute.reason else ()
        )
        if dispute.changed_at != dispute.opened_at:
            yield TimelineEntry(dispute.changed_at, kind, str(dispute.get_outcome_display()))


def _of_documents(order: Order) -> Iterator[TimelineEntry]:
    for document in Invoice.objects.of_orders([order.pk]):
        kind = str(document.get_kind_display())
        words = _("%(number)s issued: %(total)s")
        what = words % {"number": document.number, "total": document.total.format()}
        yield TimelineEntry(document.issued_at, kind, what)
    for email in OrderEmail.objects.filter(order=order):
        yield TimelineEntry(email.written_at, _("Email"), str(email.get_kind_display()))


def _of_postings(order: Order) -> Iterator[TimelineEntry]:
    entries = list(
        JournalEntry.objects.filter(order_number=order.number).prefetch_related("postings__account")
    )
    names = OwnerNames()
    names.learn(posting.account for entry in entries for posting in entry.postings.all())
    for entry in entries:
        lines = tuple(names.line(posting) for posting in entry.postings.all())
        yield TimelineEntry(entry.at, _("Posting"), str(entry.get_kind_display()), lines)


def _of_openings(order: Order) -> Iterator[TimelineEntry]:
    for note in notes_of(order):
        yield TimelineEntry(note.at, _("Access"), note.what, note.details, note.url)
