"""What a provider says of a dispute becomes true here: the money withheld, and what the order opens."""

from __future__ import annotations

from datetime import datetime

from commerce.databases import commerce_transaction
from commerce.gateways.base import DisputeState
from commerce.ledger.actions import post
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from common.money import Money

from .. import postings, timing
from ..models import Dispute, PaymentCapture
from .charge_backs import recount_charge_backs
from .settlement import UnknownReference


def settle_dispute(*, gateway: str, state: DisputeState, at: datetime) -> Dispute:
    """Make a dispute what its provider says it is now, and do what follows from it. Any number of times.

    The order is locked while a dispute is open, closed while one is lost, and open otherwise; whatever
    stood before. state: as looked up, never from a message. Raises UnknownReference while the money isn't
    known here.
    """
    capture = PaymentCapture.objects.of_transaction(gateway, state.transaction_id)
    found = capture.values_list("pk", "payment__order_id").first()
    if found is None:
        raise UnknownReference(f"{gateway}: no payment came by {state.transaction_id}")
    with commerce_transaction():
        order = orders.hold_order(found[1])
        dispute = _dispute(gateway, state, capture_id=found[0], order=order, at=at)
        _post_money(dispute, state, order, at)
        if dispute.outcome != state.outcome:
            dispute.outcome, dispute.changed_at = Dispute.Outcome(state.outcome.value), at
        dispute.amount_minor = state.money.amount_minor
        dispute.reason, dispute.provider_status = state.reason[:100], state.provider_status[:60]
        dispute.answer_by = state.answer_by
        dispute.check_at = timing.next_dispute_check(dispute, now=at)
        dispute.save()
        recount_charge_backs(order, at=at)
    return dispute


def _dispute(gateway: str, state: DisputeState, *, capture_id: int, order: Order, at: datetime) -> Dispute:
    known = Dispute.objects.filter(gateway=gateway, gateway_reference=state.reference).first()
    return known or Dispute(
        order=order,
        capture_id=capture_id,
        gateway=gateway,
        gateway_reference=state.reference,
        outcome=Dispute.Outcome(state.outcome.value),
        amount_minor=state.money.amount_minor,
        currency=state.withheld.currency,
        opened_at=at,
        changed_at=at,
    )


def _post_money(dispute: Dispute, state: DisputeState, order: Order, at: datetime) -> None:
    """Post what is withheld now beyond what was posted, or less; and the fee."""
    withheld = Money(state.withheld.amount_minor - dispute.withheld_minor, dispute.currency)
    lines = postings.withheld_lines(dispute.gateway, withheld) if withheld else []
    dispute.withheld_minor = state.withheld.amount_minor
    if state.fee is not None and state.fee.currency == (dispute.fee_currency or state.fee.currency):
        fee = state.fee - Money(dispute.fee_minor, state.fee.currency)
        sold = OrderLine.objects.filter(order=order)
        lines += postings.fee_lines(dispute.gateway, fee, sold) if fee else []
        dispute.fee_minor, dispute.fee_currency = state.fee.amount_minor, state.fee.currency
    if not lines:
        return
    dispute.turns += 1
    post(
        kind="dispute",
        reference=f"{dispute.public_id}:{dispute.turns}",
        order_number=order.number,
        lines=lines,
        at=at,
    )
