"""Asking providers about payments, refunds and disputes whose time to be asked about has come."""

from __future__ import annotations

from datetime import datetime

from commerce.gateways.base import (
    GatewayRefused,
    GatewayUnreachable,
    PaymentOutcome,
    PaymentState,
    UnknownGateway,
    gateway_of,
)

from .. import timing
from ..models import Dispute, Payment, Refund
from .disputes import settle_dispute
from .paying import end_there, postpone
from .refunding import send_refund
from .settlement import UnknownReference, WrongBinding, settle_payment

Status = Payment.Status


def ask_about_payments(*, now: datetime, limit: int = 200) -> int:
    """Ask providers about payments that are due, and settle what they say. Returns how many were asked about.

    A payment that was ended here is ended there, too. Never within a transaction.
    """
    due = list(Payment.objects.to_ask_about(now)[:limit])
    for payment in due:
        try:
            _ask(payment, now)
        except (GatewayUnreachable, GatewayRefused, UnknownGateway):
            _ask_later(payment, now)
        except WrongBinding as error:
            Payment.objects.filter(pk=payment.pk).update(check_at=None, problem=str(error)[:200])
    return len(due)


def _ask_later(payment: Payment, now: datetime) -> None:
    """Nobody answered. One that is paid is left alone after a while: its provider may be gone for good."""
    paid_at = payment.confirmed_at
    if paid_at is not None and now - paid_at > timing.LONGEST_PENDING:
        Payment.objects.filter(pk=payment.pk).update(check_at=None)
    else:
        postpone(payment, now=now)


def _ask(payment: Payment, now: datetime) -> None:
    Payment.objects.filter(pk=payment.pk).update(checks=payment.checks + 1)
    if payment.status == Status.CANCELLED:
        end_there(payment, now=now)
        return
    gateway = gateway_of(payment.gateway)
    state: PaymentState | None
    if payment.gateway_reference:
        state = gateway.look_up(payment.gateway_reference)
    else:
        # The answer to its start was never heard: the provider knows it by our id, or not at all.
        state = gateway.find(payment.public_id)
    if state is None:
        if now - payment.created_at < timing.HOUR:
            postpone(payment, now=now)
            return
        state = PaymentState(reference="", outcome=PaymentOutcome.CANCELLED)
    settle_payment(payment_id=payment.pk, state=state, at=now)


def close_other_payments(*, order_id: int, now: datetime) -> int:
    """End at their providers what was ended here because the order was paid. Returns how many were ended."""
    due = list(Payment.objects.filter(order_id=order_id, status=Status.CANCELLED, check_at__isnull=False))
    for payment in due:
        end_there(payment, now=now)
    return len(due)


def chase_refunds(*, now: datetime, limit: int = 200) -> int:
    """Send refunds that nobody sent, and ask about those that are on their way. Returns how many."""
    due = list(Refund.objects.to_ask_about(now).values_list("pk", flat=True)[:limit])
    for refund_id in due:
        try:
            send_refund(refund_id=refund_id, now=now)
        except WrongBinding as error:
            Refund.objects.filter(pk=refund_id).update(check_at=None, problem=str(error)[:200])
    return len(due)


def ask_about_disputes(*, now: datetime, limit: int = 200) -> int:
    """Ask how disputes stand that are due: the provider's verdict may be another now. Returns how many."""
    due = list(Dispute.objects.to_ask_about(now)[:limit])
    for dispute in due:
        try:
            state = gateway_of(dispute.gateway).look_up_dispute(dispute.gateway_reference)
            settle_dispute(gateway=dispute.gateway, state=state, at=now)
        except (GatewayUnreachable, GatewayRefused, UnknownGateway, UnknownReference):
            pause = timing.pause_after(dispute.checks)
            Dispute.objects.filter(pk=dispute.pk).update(check_at=now + pause, checks=dispute.checks + 1)
    return len(due)
