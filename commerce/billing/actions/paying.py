"""Starting a payment, and asking how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commerce.databases import commerce_transaction
from commerce.gateways.base import (
    Capture,
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    PaymentOutcome,
    PaymentRequest,
    PaymentState,
    StartedPayment,
    UnknownGateway,
    gateway_of,
)
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from commerce.wallet.selectors import balance_of as wallet_balance
from common.money import Money

from .. import postings, timing
from ..models import Payment
from .settlement import book_capture, complete_order, hold_with_order, settle_payment

Status = Payment.Status
#: So long nothing else pays an order whose kept card is being charged: until its provider can find it.
UNHEARD = 3 * timing.MINUTE


class NothingToPay(Exception):
    """The order is paid already, was closed, or costs nothing."""


class PaymentUnavailable(Exception):
    """The provider does not take this, or gave no answer. Nothing was charged; it can be tried again."""


class ChargeUnknown(PaymentUnavailable):
    """A kept method may have been charged: its provider gave no answer. It will tell, or be asked."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where the provider sends the buyer: absolute addresses for who paid, and for who turned back.

    keeps_method: what they pay with is kept for next time. saved_method, buyer_reference: the token of what
    was kept, which is charged at once, and whose it is there.
    """

    return_url: str
    cancel_url: str
    keeps_method: bool = False
    saved_method: str = ""
    buyer_reference: str = ""
    language: str = "en"


def start_payment(
    *, order_id: int, gateway_code: str, way: WayBack, description: str, at: datetime
) -> Payment:
    """Ask a provider for what is due of an order, and say where the buyer pays it (`url`, `fields`).

    An order has one payment at a time that can be paid: the same is given again for the same provider and
    amount; one of another provider is ended first, and if it turns out to be paid, that is what counts. The
    row is there before the provider is asked. Raises NothingToPay, PaymentUnavailable, ChargeUnknown (a kept
    method may have been charged), UnknownGateway.
    Never within a transaction.
    """
    gateway = gateway_of(gateway_code)
    payment, ended = _own_row(order_id, gateway, way, description, at)
    if ended is not None:
        end_there(ended, now=at)
        if Order.objects.get(pk=order_id).status == Order.Status.PAID:
            raise NothingToPay(f"order {order_id} was paid by {ended}")
    if payment.status != Status.CREATED:
        return payment
    try:
        started = gateway.start(_request(payment))
    except GatewayUnreachable as error:
        if payment.saved_method:
            raise ChargeUnknown(str(error)) from error
        raise PaymentUnavailable(str(error)) from error
    except GatewayRefused as refusal:
        failed = PaymentState(
            reference="", outcome=PaymentOutcome.FAILED, problem=refusal.code or str(refusal)[:200]
        )
        settle_payment(payment_id=payment.pk, state=failed, at=at)
        raise PaymentUnavailable(str(refusal)) from refusal
    return _note_started(payment, started, at)


def _own_row(
    order_id: int, gateway: Gateway, way: WayBack, description: str, at: datetime
) -> tuple[Payment, Payment | None]:
    """The payment to go on with, and one that has to be ended for it."""
    with commerce_transaction():
        order = orders.hold_order(order_id)
        if not order.due:
            raise NothingToPay(f"order {order.number} is {order.status}")
        if not gateway.takes(order.due):
            raise PaymentUnavailable(f"{gateway.code} does not take {order.due}")
        live = Payment.objects.live().filter(order_id=order_id).first()
        if live is not None and _is_same(live, gateway, way, order.due, at):
            return live, None
        if live is not None and _may_be_charged_now(live, at):
            raise ChargeUnknown(f"{live} is being charged")
        if live is not None:
            live.status, live.check_at = Status.CANCELLED, at
            live.save(update_fields=["status", "check_at"])
        made = Payment.objects.create(
            order=order,
            gateway=gateway.code,
            amount_minor=order.due.amount_minor,
            currency=order.currency,
            request=_kept(order, way, description),
            created_at=at,
            check_at=at + timing.pace_at(at - at),
        )
    return made, live


def _is_same(live: Payment, gateway: Gateway, way: WayBack, due: Money, at: datetime) -> bool:
    is_open = live.expires_at is None or live.expires_at > at
    asks_the_same = (live.saved_method, live.keeps_method) == (way.saved_method, way.keeps_method)
    return live.gateway == gateway.code and live.money == due and is_open and asks_the_same


def _may_be_charged_now(live: Payment, at: datetime) -> bool:
    """Whether a kept method is being charged and nobody knows yet. Its provider may not find it at once."""
    is_unheard = live.status == Status.CREATED and bool(live.saved_method)
    return is_unheard and at < live.created_at + UNHEARD


def _kept(order: Order, way: WayBack, description: str) -> dict[str, Any]:
    return {
        "order_number": order.number,
        "description": description,
        "buyer_name": order.buyer.get("name", ""),
        "buyer_email": order.buyer.get("email", ""),
        "return_url": way.return_url,
        "cancel_url": way.cancel_url,
        "language": way.language,
        "keeps_method": way.keeps_method,
        "saved_method": way.saved_method,
        "buyer_reference": way.buyer_reference,
    }


def _request(payment: Payment) -> PaymentRequest:
    expires_at = Order.objects.values_list("expires_at", flat=True).get(pk=payment.order_id)
    return PaymentRequest(
        payment_id=payment.public_id,
        money=payment.money,
        at=payment.created_at,
        expires_at=expires_at,
        **payment.request,
    )


def _note_started(payment: Payment, started: StartedPayment, at: datetime) -> Payment:
    """Keep what the provider answered. Its message may have been faster: what that settled stays."""
    with commerce_transaction():
        _order, payment = hold_with_order(payment.pk)
        payment.gateway_reference = payment.gateway_reference or started.reference
        payment.url, payment.fields = started.url, dict(started.fields)
        payment.expires_at = started.expires_at
        if payment.status == Status.CREATED:
            payment.status = Status.PENDING
        payment.save()
        if started.state is not None:
            payment = settle_payment(payment_id=payment.pk, state=started.state, at=at)
    return payment


def check_payment(*, payment_id: int, at: datetime) -> Payment:
    """Ask the provider how a payment stands, and settle it: for the page that a buyer comes back to.

    Raises GatewayUnreachable; the sweep asks again. Never within a transaction.
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.status == Status.CONFIRMED or not (payment.gateway_reference or payment.saved_method):
        return payment
    gateway = gateway_of(payment.gateway)
    if payment.gateway_reference:
        state: PaymentState | None = gateway.look_up(payment.gateway_reference)
    else:
        state = gateway.find(payment.public_id)
    if state is None:
        return payment
    return settle_payment(payment_id=payment_id, state=state, at=at)


def end_there(payment: Payment, *, now: datetime) -> Payment:
    """See to it that a payment can't be paid any more at its provider. One that was paid is settled as that.

    A provider that gives no answer is asked again by the sweep. Never within a transaction.
    """
    try:
        gateway = gateway_of(payment.gateway)
        if payment.gateway_reference:
            state: PaymentState | None = gateway.cancel(payment.gateway_reference)
        else:
            state = gateway.find(payment.public_id)
            if state is not None:
                state = gateway.cancel(state.reference)
    except (GatewayUnreachable, GatewayRefused, UnknownGateway):
        return postpone(payment, now=now)
    if state is None:
        state = PaymentState(reference="", outcome=PaymentOutcome.CANCELLED)
    return settle_payment(payment_id=payment.pk, state=state, at=now)


def postpone(payment: Payment, *, now: datetime) -> Payment:
    """Ask about a payment later: its provider gave no answer."""
    payment.check_at, payment.checks = now + timing.pause_after(payment.checks), payment.checks + 1
    Payment.objects.filter(pk=payment.pk).update(check_at=payment.check_at, checks=payment.checks)
    return payment


def pay_from_wallet(*, order_id: int, at: datetime) -> Order:
    """Pay what is due of an order from the buyer's wallet, or as much of it as the wallet holds.

    What is left is paid by another way; if it never is, the wallet gets its part back. Raises NothingToPay
    for an order that isn't to be paid, for a top-up and for an empty wallet, NotEnoughBalance when somebody
    spent it at that moment.
    """
    with commerce_transaction() as db:
        order = orders.hold_order(order_id)
        balance = wallet_balance(order.customer, order.currency)
        money = min(balance, order.due)
        # A wallet that fills itself would give money that came from nowhere back by card.
        if not money or order.lines.filter(kind=OrderLine.Kind.TOP_UP).exists():
            raise NothingToPay(f"order {order.number} is {order.status}, {balance} in the wallet")
        payment = Payment.objects.create(
            order=order,
            gateway=postings.WALLET,
            status=Status.CONFIRMED,
            amount_minor=money.amount_minor,
            currency=money.currency,
            created_at=at,
            confirmed_at=at,
        )
        payment.transaction_id = payment.gateway_reference = str(payment.public_id)
        payment.save(update_fields=["transaction_id", "gateway_reference"])
        return book_capture(order, payment, Capture(payment.transaction_id, money), at=at, db=db)


def pay_free_order(*, order_id: int, at: datetime) -> Order:
    """Pay an order that costs nothing, by the way of every other one. A repeat changes nothing.

    Raises NothingToPay for an order that costs something, or that was closed.
    """
    with commerce_transaction():
        order = orders.hold_order(order_id)
        if order.status == Order.Status.PAID and not order.total_minor:
            return order
        if order.status != Order.Status.PLACED or order.total_minor:
            raise NothingToPay(f"order {order.number} is {order.status} and costs {order.total}")
        return complete_order(order, Money.zero(order.currency), at=at)
