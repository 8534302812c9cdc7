"""Money that goes back: asked for, sent, and what the provider says became of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from commerce.databases import commerce_transaction
from commerce.gateways.base import (
    GatewayRefused,
    GatewayUnreachable,
    RefundOutcome,
    RefundRequest,
    RefundState,
    UnknownGateway,
    gateway_of,
)
from commerce.ledger.actions import NotEnoughBalance, post
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from common.background.durable import enqueue_durably
from common.events import emit

from .. import postings, timing
from ..events import RefundFailed, SurplusReturned
from ..models import PaymentCapture, Refund, RefundLine
from .charge_backs import recount_charge_backs
from .lines_of_refunds import (
    MoreThanIsLeft,
    choose_lines,
    counted_back,
    entry_lines,
    make_room,
    on_their_way,
    withdrawn,
)
from .settlement import UnknownReference, WrongBinding, plan_return
from .top_ups import give_back, hold_back

Status = Refund.Status
_STATUS = {
    RefundOutcome.PENDING: Status.PENDING,
    RefundOutcome.COMPLETED: Status.COMPLETED,
    RefundOutcome.FAILED: Status.FAILED,
}


class RefundForbidden(Exception):
    """The order has nothing to give back: it was not paid, or a dispute about it is open."""


class RefundTooLarge(ValueError):
    """More is to go back than was paid and has not gone back."""


def request_refund(
    *,
    order_id: int,
    by_line: Mapping[int, int],
    withdraws_access: bool,
    reason: str,
    actor_id: UUID | None,
    at: datetime,
    note: str = "",
    key: UUID | None = None,
) -> list[Refund]:
    """Send money of an order back by the way it came, a refund for each payment that it came by.

    by_line: ids of lines, minor units. withdraws_access: whether these lines open nothing any more, once
    the money went back. key: the same again changes nothing. Raises RefundForbidden, RefundTooLarge (of a
    top-up for more than the wallet holds, too).
    """
    from ..tasks import send_refund

    key = key or uuid4()
    amounts = {line_id: amount for line_id, amount in by_line.items() if amount}
    with commerce_transaction() as db:
        order = orders.hold_order(order_id)
        if same := list(order.refunds.filter(public_id__in=_keys(key))):
            return same
        if order.status != Order.Status.PAID or order.dispute:
            raise RefundForbidden(f"order {order.number} is {order.status} {order.dispute}")
        _check_amounts(order, amounts)
        made = []
        for place, (capture, parts) in enumerate(_by_capture(order, amounts)):
            refund = Refund.objects.create(
                public_id=_keys(key)[place],
                order=order,
                capture=capture,
                amount_minor=sum(parts.values()),
                currency=order.currency,
                reason=reason,
                note=note[:300],
                withdraws_access=withdraws_access,
                requested_by=actor_id,
                created_at=at,
                check_at=at + timing.MINUTE,
            )
            RefundLine.objects.bulk_create(
                [
                    RefundLine(
                        refund=refund, order_line_id=pk, amount_minor=amount, withdraws=withdraws_access
                    )
                    for pk, amount in parts.items()
                ]
            )
            try:
                hold_back(order, refund, at=at, may_lose=False)
            except NotEnoughBalance as error:
                raise RefundTooLarge(f"order {order.number}: {error}") from error
            enqueue_durably(send_refund, refund.pk, using=db)
            made.append(refund)
    return made


def _keys(key: UUID) -> list[UUID]:
    """A public id for the refund of each payment: an order is paid by a few at most."""
    return [key, *(uuid5(key, str(place)) for place in range(1, 8))]


def _check_amounts(order: Order, amounts: Mapping[int, int]) -> None:
    """Raises RefundTooLarge for what is on its way already or was never paid."""
    lines = {line.pk: line for line in OrderLine.objects.filter(order_id=order.pk)}
    coming = on_their_way(order)
    for pk, amount in amounts.items():
        if pk not in lines or not 0 < amount <= lines[pk].refundable_minor - coming.get(pk, 0):
            raise RefundTooLarge(f"order {order.number}: {amount} of line {pk}")
    if not amounts or sum(amounts.values()) > order.kept_minor - sum(coming.values()):
        raise RefundTooLarge(f"order {order.number}: {sum(amounts.values())}")


def _by_capture(order: Order, amounts: Mapping[int, int]) -> list[tuple[PaymentCapture, dict[int, int]]]:
    """Which payment gives back what, the latest first: it is the likeliest to take it."""
    rows = PaymentCapture.objects.filter(payment__order_id=order.pk, applied_minor__gt=0).order_by("-pk")
    left, found = dict(amounts), []
    for capture in rows:
        room = capture.applied_minor - counted_back(capture)
        parts = {}
        for pk in list(left):
            if amount := min(left[pk], room):
                parts[pk], room, left[pk] = amount, room - amount, left[pk] - amount
        if parts:
            found.append((capture, parts))
    if any(left.values()):
        raise RefundTooLarge(f"order {order.number}: {sum(left.values())} more than came")
    return found


def send_refund(*, refund_id: int, now: datetime) -> Refund:
    """Ask the provider to give the money back, or how it stands with it. Safe to repeat: one key, one refund.

    A provider that gives no answer is asked again later (`chase_refunds`). Never within a transaction.
    """
    refund = Refund.objects.select_related("capture__payment", "order").get(pk=refund_id)
    if refund.status == Status.FAILED:
        return refund
    capture = refund.capture
    if capture.gateway == postings.WALLET:
        return settle_refund(refund_id=refund_id, state=_into_wallet(refund), at=now)
    try:
        gateway = gateway_of(capture.gateway)
        if refund.gateway_reference:
            state = gateway.look_up_refund(refund.gateway_reference, transaction_id=capture.transaction_id)
        else:
            state = gateway.refund(_request(refund, now))
    except (GatewayUnreachable, UnknownGateway):
        pause = timing.pause_after(refund.checks)
        Refund.objects.filter(pk=refund_id).update(check_at=now + pause, checks=refund.checks + 1)
        return refund
    except GatewayRefused as refusal:
        return _refused(refund, refusal, now)
    try:
        return settle_refund(refund_id=refund_id, state=state, at=now)
    except MoreThanIsLeft:
        return _wait_for_room(refund, now)


def _wait_for_room(refund: Refund, now: datetime) -> Refund:
    """One that completed before must have failed: all of the order's are asked about, then this one again."""
    Refund.objects.filter(order_id=refund.order_id, status=Status.COMPLETED).update(check_at=now)
    Refund.objects.filter(pk=refund.pk).update(check_at=now + timing.HOUR, checks=refund.checks + 1)
    return refund


def _into_wallet(refund: Refund) -> RefundState:
    return RefundState(
        reference=f"wallet-{refund.public_id.hex}",
        outcome=RefundOutcome.COMPLETED,
        money=refund.money,
        transaction_id=refund.capture.transaction_id,
        refund_id=refund.public_id,
    )


def _request(refund: Refund, now: datetime) -> RefundRequest:
    payment = refund.capture.payment
    return RefundRequest(
        refund_id=refund.public_id,
        payment_id=payment.public_id,
        reference=payment.gateway_reference,
        transaction_id=refund.capture.transaction_id,
        money=refund.money,
        order_number=refund.order.number,
        at=now,
        reason=refund.reason,
    )


def _refused(refund: Refund, refusal: GatewayRefused, now: datetime) -> Refund:
    """The provider said no: perhaps because it has done it, and nobody heard the answer."""
    capture = refund.capture
    try:
        known = gateway_of(capture.gateway).refunds_of(capture.transaction_id)
    except (GatewayUnreachable, GatewayRefused):
        Refund.objects.filter(pk=refund.pk).update(check_at=now + timing.HOUR, checks=refund.checks + 1)
        return refund
    for state in known:  # what failed there makes room, here, too
        is_other = state.refund_id is not None and state.refund_id != refund.public_id
        if is_other and state.outcome == RefundOutcome.FAILED:
            for other in capture.refunds.filter(public_id=str(state.refund_id)):
                settle_refund(refund_id=other.pk, state=state, at=now)
    own = next((state for state in known if state.refund_id == refund.public_id), None)
    own = own or RefundState(
        reference=refund.gateway_reference,
        outcome=RefundOutcome.FAILED,
        money=refund.money,
        transaction_id=capture.transaction_id,
        refund_id=refund.public_id,
        problem=refusal.code or str(refusal),
    )
    settled = settle_refund(refund_id=refund.pk, state=own, at=now)
    for state in sorted(known, key=lambda state: state.outcome != RefundOutcome.FAILED):
        if state.refund_id is None:  # what was made there without us is why there is nothing left to give
            with suppress(MoreThanIsLeft):
                settle_provider_refund(gateway=capture.gateway, state=state, at=now)
    return settled


def settle_refund(*, refund_id: int, state: RefundState, at: datetime) -> Refund:
    """Make a refund what its provider says it is, and do what follows from it. Any number of times.

    Completed: the money is posted out, and counted on the order. Failed after that: both are taken back,
    and what the lines open follows; RefundFailed is told. Raises UnknownReference, MoreThanIsLeft,
    WrongBinding.
    """
    order_id = Refund.objects.filter(pk=refund_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise UnknownReference(f"there is no refund {refund_id}")
    with commerce_transaction() as db:
        order = orders.hold_order(order_id)
        refund = Refund.objects.select_related("capture").get(pk=refund_id)
        _bind(refund, state)
        return _settle(order, refund, state, at, db)


def settle_provider_refund(*, gateway: str, state: RefundState, at: datetime) -> Refund:
    """Book a refund that was made at the provider, without us. Any number of times.

    It takes what did not count towards the order first, then the lines in their order; a line of which all
    went back opens nothing any more. Raises UnknownReference while the money itself isn't known here, and
    MoreThanIsLeft.
    """
    capture = PaymentCapture.objects.of_transaction(gateway, state.transaction_id)
    order_id = capture.values_list("payment__order_id", flat=True).first()
    if order_id is None:
        raise UnknownReference(f"{gateway}: no payment came by {state.transaction_id}")
    with commerce_transaction() as db:
        order = orders.hold_order(order_id)
        held = PaymentCapture.objects.select_related("payment").get(
            gateway=gateway, transaction_id=state.transaction_id
        )
        known = held.refunds.filter(gateway_reference=state.reference).first()
        if known is None:
            known = _made_there(order, held, state, at)
        known.capture = held
        return _settle(order, known, state, at, db)


def _made_there(order: Order, capture: PaymentCapture, state: RefundState, at: datetime) -> Refund:
    amount = state.money.amount_minor
    if state.money.currency != capture.currency or amount > capture.amount_minor:
        raise WrongBinding(f"{state.reference}: {amount} {state.money.currency} of {capture}")
    refund = Refund.objects.create(
        order=order,
        capture=capture,
        amount_minor=amount,
        currency=capture.currency,
        reason=Refund.Reason.PROVIDER,
        withdraws_access=True,
        gateway_reference=state.reference,
        created_at=at,
    )
    if state.outcome != RefundOutcome.FAILED:  # else it gave nothing back, and may have found nothing left
        choose_lines(order, refund, capture)
        hold_back(order, refund, at=at, may_lose=True)
    return refund


def _bind(refund: Refund, state: RefundState) -> None:
    if state.refund_id not in (None, refund.public_id) or state.money != refund.money:
        raise WrongBinding(f"refund {refund.public_id} is not {state.reference}")
    if state.transaction_id and state.transaction_id != refund.capture.transaction_id:
        raise WrongBinding(f"refund {refund.public_id} is not of {state.transaction_id}")


def _settle(order: Order, refund: Refund, state: RefundState, at: datetime, db: str) -> Refund:
    before, after = refund.status, _STATUS[state.outcome]
    refund.gateway_reference = refund.gateway_reference or state.reference
    refund.problem = state.problem[:200]
    if after != before and not (before == Status.COMPLETED and after == Status.PENDING):
        refund.status, refund.settled_at = after, (at if after != Status.PENDING else None)
        refund.turns += 1
        refund.save()
        was_out, is_out = before == Status.COMPLETED, after == Status.COMPLETED
        if before == Status.FAILED:
            if refund.reason == Refund.Reason.PROVIDER:
                choose_lines(order, refund, refund.capture)
            hold_back(order, refund, at=at, may_lose=True)
        if is_out:
            make_room(order, refund, at=at)
        if was_out is not is_out:
            _move_money(order, refund, is_out=is_out, at=at)
        if after == Status.FAILED:
            if refund.lines.exists():
                give_back(order, refund, at=at)
            emit(RefundFailed(refund_id=refund.pk), using=db)
        elif is_out and not refund.lines.exists():  # of lines, orders tell OrderRefunded
            emit(SurplusReturned(order_id=order.pk, refund_id=refund.pk), using=db)
    refund.check_at = timing.next_refund_check(refund, now=at)
    refund.save()
    return refund


def _move_money(order: Order, refund: Refund, *, is_out: bool, at: datetime) -> None:
    """Post the money out of the books or back into them, and count it on the order and on its payment."""
    sign = 1 if is_out else -1
    capture = refund.capture
    by_line = {line.order_line_id: sign * line.amount_minor for line in refund.lines.all()}
    lines = [postings.came_by(capture.gateway, refund.money * -sign, order)]
    if refund.surplus_minor:
        if is_out and refund.surplus_minor > capture.surplus_minor:
            raise MoreThanIsLeft(f"{refund.surplus_minor} is more than came too much by {capture}")
        capture.returned_minor += sign * refund.surplus_minor
        capture.save(update_fields=["returned_minor"])
        lines.append(postings.owed_back(refund.currency, sign * refund.surplus_minor))
    lines += entry_lines(order, by_line)
    post(
        kind="refund" if is_out else "refund_reversal",
        reference=f"{refund.public_id}:{refund.turns}",
        order_number=order.number,
        lines=lines,
        at=at,
    )
    if not by_line:
        return
    if order.charged_back_minor:
        recount_charge_backs(order, reserved_minor=sum(by_line.values()), at=at)
    try:
        orders.record_refund(order_id=order.pk, by_line=by_line, withdrawn=withdrawn(order), at=at)
    except orders.WrongAmount as error:
        raise MoreThanIsLeft(str(error)) from error
    if order.dispute:
        recount_charge_backs(order, at=at)


def retry_refund(*, refund_id: int, actor_id: UUID | None, at: datetime) -> Refund | None:
    """Send once more what a failed refund was to give back of money that never counted towards the order.

    None when nothing of it is left to give back. A refund of lines is asked for anew (`request_refund`).
    """
    order_id = Refund.objects.values_list("order_id", flat=True).get(pk=refund_id)
    with commerce_transaction() as db:
        orders.hold_order(order_id)
        refund = Refund.objects.select_related("capture__payment").get(pk=refund_id)
        again = plan_return(refund.capture, reason=refund.reason, at=at, db=db)
        if again is not None:
            again.requested_by = actor_id
            again.save(update_fields=["requested_by"])
    return again
