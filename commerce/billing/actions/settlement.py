"""What a provider says of a payment becomes true here: one function, under the lock of the order's row.

Webhook, return page, sweep and the answer of a call all end in `settle_payment`. Whoever comes second finds
that the money was booked, and changes nothing. The order's record, its postings and the facts are one
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from commerce.databases import commerce_transaction
from commerce.gateways.base import Capture, MethodSummary, PaymentOutcome, PaymentState
from commerce.ledger.actions import post
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from common.background.durable import enqueue_durably
from common.money import Money

from .. import postings, timing
from ..late import can_still_be_sold
from ..models import Payment, PaymentCapture, Refund
from .saved_methods import keep_method

Status = Payment.Status


class UnknownReference(LookupError):
    """A provider names something that is not here, or not here yet."""


class WrongBinding(Exception):
    """What a provider says belongs to another payment than the one it is said of: nothing was written."""


def settle_payment(
    *, payment_id: int, state: PaymentState, at: datetime, order_id: int | None = None
) -> Payment:
    """Make a payment what its provider says it is, and do what follows from it. Any number of times.

    Money is booked whatever else is wrong: what does not count towards the order goes back by itself (paid
    twice, too late, another amount or currency). An order is paid once all of it was received. state: as the
    provider sees it, in whatever order that arrives. order_id: of the payment, by who knows it.
    Raises WrongBinding.
    """
    with commerce_transaction(joins=True) as db:
        order, payment = hold_with_order(payment_id, order_id=order_id)
        _bind(payment, state)
        captures = {each.transaction_id: each for each in payment.captures.all()}
        for capture in filter(None, (state.capture, *state.further)):
            if capture.transaction_id not in captures:
                order = book_capture(order, payment, capture, at=at, db=db)
            elif capture.fee is not None:
                _book_fee(captures[capture.transaction_id], capture.fee, order.number, at)
        _move(payment, state, at)
        if state.method is not None and state.capture is not None:
            keep_method(order=order, payment=payment, told=state.method, at=at, db=db)
            if state.method.country:
                orders.add_card_country(order_id=order.pk, country=state.method.country)
        payment.check_at = timing.next_payment_check(
            payment, now=at, lacks_fee=state.capture is not None and state.capture.fee is None
        )
        payment.save()
    return payment


def hold_with_order(payment_id: int, *, order_id: int | None = None) -> tuple[Order, Payment]:
    """The order, held, then the payment as it is under that lock. Two queries, one more without `order_id`.

    Raises UnknownReference.
    """
    if order_id is None:
        order_id = Payment.objects.filter(pk=payment_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise UnknownReference(f"there is no payment {payment_id}")
    return orders.hold_order(order_id), Payment.objects.get(pk=payment_id)


def complete_order(
    order: Order,
    money: Money,
    *,
    at: datetime,
    accepts_late: bool = False,
    lines: Sequence[OrderLine] | None = None,
) -> Order:
    """Count money towards an order that is held, and post the sale once all of it was received.

    The way of every order, also of one that costs nothing. lines: the order's, by who has read them.
    """
    order = orders.record_payment(
        order_id=order.pk, money=money, at=at, accepts_late=accepts_late, held=order
    )
    if order.status == Order.Status.PAID and order.total_minor:
        lines = list(OrderLine.objects.filter(order_id=order.pk)) if lines is None else lines
        post(
            kind="top_up" if any(line.is_top_up for line in lines) else "sale",
            reference=str(order.public_id),
            order_number=order.number,
            lines=postings.sale_lines(order, lines),
            at=at,
        )
    return order


def plan_return(capture: PaymentCapture, *, reason: str, at: datetime, db: str) -> Refund | None:
    """Have what does not count towards the order sent back after the commit; None when nothing is left."""
    from ..tasks import send_refund

    on_their_way = sum(
        capture.refunds.filter(status=Refund.Status.PENDING).values_list("surplus_minor", flat=True)
    )
    left = capture.surplus_minor - on_their_way
    if left <= 0:
        return None
    refund = Refund.objects.create(
        order_id=capture.payment.order_id,
        capture=capture,
        amount_minor=left,
        surplus_minor=left,
        currency=capture.currency,
        reason=reason,
        created_at=at,
        check_at=at + timing.MINUTE,
    )
    enqueue_durably(send_refund, refund.pk, using=db)
    return refund


def _bind(payment: Payment, state: PaymentState) -> None:
    """Whether the state is of this payment. Money of another one never opens anything."""
    if state.payment_id is not None and state.payment_id != payment.public_id:
        raise WrongBinding(f"{payment} is not payment {state.payment_id}")
    if state.reference and state.reference != payment.gateway_reference:
        if payment.gateway_reference and state.payment_id is None:
            raise WrongBinding(f"{payment} is not {state.reference}")
        if not payment.gateway_reference:
            payment.gateway_reference = state.reference


def book_capture(order: Order, payment: Payment, capture: Capture, *, at: datetime, db: str) -> Order:
    """Book money that came by a payment of an order that is held, and what follows. Raises WrongBinding."""
    known = PaymentCapture.objects.of_transaction(payment.gateway, capture.transaction_id)
    if known.exists():
        raise WrongBinding(f"{capture.transaction_id} came by another payment")
    applied, is_late = _applied(order, payment, capture.money)
    row = PaymentCapture.objects.create(
        payment=payment,
        gateway=payment.gateway,
        transaction_id=capture.transaction_id,
        amount_minor=capture.money.amount_minor,
        currency=capture.money.currency,
        applied_minor=applied,
        fee_minor=None if capture.fee is None else capture.fee.amount_minor,
        fee_currency="" if capture.fee is None else capture.fee.currency,
        captured_at=at,
    )
    post(
        kind="payment",
        reference=str(row.public_id),
        order_number=order.number,
        lines=postings.payment_lines(row, order),
        at=at,
    )
    lines = list(OrderLine.objects.filter(order_id=order.pk))
    if capture.fee:
        _post_fee(row, capture.fee, order.number, lines, at)
    if capture.money != payment.money:
        payment.problem = "wrong_amount"
    if row.surplus_minor:
        plan_return(row, reason=_why_back(order, payment, capture), at=at, db=db)
    if not applied:
        return order
    counts = Money(applied, order.currency)
    order = complete_order(order, counts, at=at, accepts_late=is_late, lines=lines)
    if order.status == Order.Status.PAID:
        _end_other_tries(order, payment, at=at, db=db)
    return order


def _applied(order: Order, payment: Payment, money: Money) -> tuple[int, bool]:
    """How much of what came counts towards the order, and whether it comes after the order was closed."""
    if money != payment.money or order.status == Order.Status.PAID:
        return 0, False
    if order.status == Order.Status.PLACED:
        return min(money.amount_minor, order.due.amount_minor), False
    if money.amount_minor == order.total_minor and can_still_be_sold(order):
        return order.total_minor, True
    return 0, False


def _why_back(order: Order, payment: Payment, capture: Capture) -> str:
    if capture.money != payment.money:
        return Refund.Reason.WRONG
    if order.status in (Order.Status.CANCELLED, Order.Status.EXPIRED):
        return Refund.Reason.LATE
    return Refund.Reason.SURPLUS


def _book_fee(row: PaymentCapture, fee: Money, order_number: str, at: datetime) -> None:
    if row.fee_minor is not None:
        return
    row.fee_minor, row.fee_currency = fee.amount_minor, fee.currency
    row.save(update_fields=["fee_minor", "fee_currency"])
    if fee:
        _post_fee(row, fee, order_number, OrderLine.objects.filter(order__number=order_number), at)


def _post_fee(
    row: PaymentCapture, fee: Money, order_number: str, lines: Iterable[OrderLine], at: datetime
) -> None:
    post(
        kind="fee",
        reference=str(row.public_id),
        order_number=order_number,
        lines=postings.fee_lines(row.gateway, fee, lines),
        at=at,
    )


def _move(payment: Payment, state: PaymentState, at: datetime) -> None:
    """The payment's own status. Once confirmed it stays so; failed and cancelled may still be confirmed."""
    if state.capture is not None:
        payment.transaction_id = payment.transaction_id or state.capture.transaction_id
    if state.method is not None:
        payment.method = _method(state.method)
    if payment.status == Status.CONFIRMED:
        return
    if state.capture is not None:
        payment.status, payment.confirmed_at = Status.CONFIRMED, at
    elif state.outcome == PaymentOutcome.PENDING:
        if payment.status == Status.CREATED:
            payment.status = Status.PENDING
    elif state.outcome in (PaymentOutcome.FAILED, PaymentOutcome.CANCELLED):
        payment.status = Status(state.outcome.value)
        payment.problem = state.problem[:200] or payment.problem


def _method(method: MethodSummary) -> dict[str, object]:
    return {
        "kind": method.kind,
        "brand": method.brand,
        "last_four": method.last_four,
        "expires": list(method.expires) if method.expires else None,
    }


def _end_other_tries(order: Order, payment: Payment, *, at: datetime, db: str) -> None:
    """The order is paid: what else may still be paid for it is ended, here now and there after the commit."""
    from ..tasks import close_other_payments

    others = Payment.objects.live().filter(order_id=order.pk).exclude(pk=payment.pk)
    if others.update(status=Status.CANCELLED, check_at=at):
        enqueue_durably(close_other_payments, order.pk, using=db)
