"""What lost disputes took of an order: recounted whenever a dispute or a refund moves."""

from __future__ import annotations

from datetime import datetime

from commerce.ledger.actions import EntryLine, Kind, credit, post
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from common.money import Money

from .. import postings
from ..models import Dispute
from .top_ups import returned_lines, taken_lines


def recount_charge_backs(order: Order, *, at: datetime, reserved_minor: int = 0) -> None:
    """Make an order's state what its disputes are now. The order is held by the caller.

    What disputes took is at most what refunds have left of what was paid, so that the two never make more
    than came. reserved_minor: what is about to be refunded. Three queries when nothing changes.
    """
    order.refresh_from_db()
    if order.status != Order.Status.PAID:
        return
    counted = Dispute.objects.filter(order_id=order.pk, capture__applied_minor__gt=0)
    disputes = list(counted.select_related("capture").order_by("pk"))
    lost = [each for each in disputes if each.outcome == Dispute.Outcome.LOST]
    is_open = any(each.outcome == Dispute.Outcome.OPEN for each in disputes)
    took = sum(_took(each, order.currency) for each in lost)
    target = max(0, min(took, order.paid_minor - order.refunded_minor - max(reserved_minor, 0)))
    _post_difference(order, target - order.charged_back_minor, disputes, at)
    if lost:
        orders.hold(order_id=order.pk, at=at, is_lost=True, charged_back_minor=target)
    elif is_open:
        orders.hold(order_id=order.pk, at=at)
    else:
        orders.release(order_id=order.pk, at=at)


def _loss_lines(order: Order, dispute: Dispute, money: Money) -> list[EntryLine]:
    """What a lost dispute takes, or gives back (below nought): of a top-up, from the wallet."""
    lines = list(OrderLine.objects.filter(order=order))
    if not any(line.is_top_up for line in lines):
        return postings.loss_lines(dispute.gateway, money, lines)
    other = credit(Kind.DISPUTED, money, dispute.gateway)
    if money.amount_minor > 0:
        return [*taken_lines(order, money, may_lose=True), other]
    return [*returned_lines(order, -money), other]


def _took(dispute: Dispute, currency: str) -> int:
    if dispute.currency != currency:
        return 0
    return min(dispute.withheld_minor, dispute.capture.applied_minor)


def _post_difference(order: Order, difference: int, disputes: list[Dispute], at: datetime) -> None:
    if not difference:
        return
    dispute = disputes[-1]
    lines = _loss_lines(order, dispute, Money(difference, order.currency))
    dispute.turns += 1
    dispute.save(update_fields=["turns"])
    post(
        kind="dispute_loss",
        reference=f"{dispute.public_id}:{dispute.turns}",
        order_number=order.number,
        lines=lines,
        at=at,
    )
