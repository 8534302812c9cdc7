"""Orders that will not be paid: what came in part goes back, and what could still be paid is ended."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from commerce.databases import commerce_transaction
from commerce.ledger.actions import post
from commerce.orders import actions as orders
from commerce.orders.models import Order
from common.background.durable import enqueue_durably
from common.money import Money

from .. import postings, timing
from ..models import Payment, PaymentCapture, Refund
from .paying import end_there
from .settlement import plan_return

#: How long after its time an order may still be paid: banks take their time.
GRACE = timing.HOUR
#: So long an order is kept whose provider does not say whether it was paid.
PATIENCE = timing.DAY
#: What a payment was asked for with that names its buyer.
_NAMES = ("buyer_name", "buyer_email", "buyer_reference")


def cancel_order(*, order_id: int, at: datetime, reason: str = "") -> Order:
    """End an order that the buyer or staff no longer want paid. Its payments are ended at the providers.

    One of which a provider says that it was paid is paid: look at the status. Never within a transaction.
    """
    _end_payments(order_id, now=at)
    return close_order(order_id=order_id, at=at, reason=reason)


def close_order(*, order_id: int, at: datetime, reason: str = "", is_expired: bool = False) -> Order:
    """End an order that waits to be paid; another one stays as it is. What came in part goes back."""
    with commerce_transaction() as db:
        order = orders.hold_order(order_id)
        if order.status != Order.Status.PLACED:
            return order
        for capture in PaymentCapture.objects.filter(payment__order_id=order_id, applied_minor__gt=0):
            _return_part(order, capture, at=at, db=db)
        Payment.objects.live().filter(order_id=order_id).update(status=Payment.Status.CANCELLED, check_at=at)
        if is_expired:
            return orders.expire(order_id=order_id, at=at)
        return orders.cancel(order_id=order_id, at=at, reason=reason)


def _return_part(order: Order, capture: PaymentCapture, *, at: datetime, db: str) -> None:
    post(
        kind="payment_return",
        reference=str(capture.public_id),
        order_number=order.number,
        lines=postings.return_lines(capture),
        at=at,
    )
    orders.return_payment(order_id=order.pk, money=Money(capture.applied_minor, capture.currency))
    capture.applied_minor = 0
    capture.save(update_fields=["applied_minor"])
    plan_return(capture, reason=Refund.Reason.PART, at=at, db=db)


def end_open_orders(*, customer_id: int, at: datetime) -> int:
    """Cancel what an erased customer has ordered and not paid; what came in part goes back.

    Their payments are ended at the providers after the commit, and keep no name. Money that comes all the
    same goes back. Returns how many orders were cancelled. A repeat cancels none.
    """
    from ..tasks import close_other_payments

    placed = Order.objects.of_customer(customer_id).placed().values_list("pk", flat=True)
    ended = 0
    for order_id in list(placed):
        with commerce_transaction() as db:
            order = close_order(order_id=order_id, at=at, reason=_("The customer was erased"))
            if order.status == Order.Status.CANCELLED:
                ended += 1
                enqueue_durably(close_other_payments, order.pk, using=db)
    for payment in Payment.objects.filter(order__customer=customer_id).exclude(request={}):
        payment.request |= {name: "" for name in _NAMES if name in payment.request}
        Payment.objects.filter(pk=payment.pk).update(request=payment.request, url="", fields={})
    return ended


def expire_orders(*, now: datetime, limit: int = 200) -> int:
    """End orders whose time and grace are over, after their providers were asked. Returns how many ended."""
    overdue = Order.objects.overdue_at(now - GRACE).values_list("pk", "expires_at")[:limit]
    return sum(_expire(order_id, expires_at, now) for order_id, expires_at in overdue)


def _expire(order_id: int, expires_at: datetime, now: datetime) -> bool:
    if not _end_payments(order_id, now=now) and now < expires_at + PATIENCE:
        return False
    order = close_order(order_id=order_id, at=now, is_expired=True)
    return order.status == Order.Status.EXPIRED


def _end_payments(order_id: int, *, now: datetime) -> bool:
    """End what could still be paid. Whether every provider has said so."""
    ended = True
    for payment in Payment.objects.live().filter(order_id=order_id):
        ended &= end_there(payment, now=now).status not in Payment.LIVE
    return ended
