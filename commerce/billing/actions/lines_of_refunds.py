"""Of which lines of an order a refund is.

A refund of ours says so itself. One that was made at the provider doesn't: its lines are chosen here, and
others are chosen where a refund that knows its own turns out to need them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Sum

from commerce.ledger.actions import EntryLine, post
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine

from .. import postings
from ..models import OrderEmail, PaymentCapture, Refund, RefundLine
from .settlement import UnknownReference
from .telling import key_of_refund

Status = Refund.Status


class MoreThanIsLeft(UnknownReference):
    """A refund gives back more than is left by what is known here: one before it must have failed, which
    nobody has said yet. What tells of it waits; completed refunds are asked about again."""


def on_their_way(order: Order) -> dict[int, int]:
    """What refunds that wait will take of which line, in minor units."""
    rows = RefundLine.objects.filter(refund__order_id=order.pk, refund__status=Status.PENDING)
    return dict(rows.values_list("order_line").annotate(Sum("amount_minor")))


def counted_back(capture: PaymentCapture) -> int:
    """What of the part that counts towards the order goes back, or has."""
    sums = capture.refunds.standing().aggregate(all=Sum("amount_minor"), rest=Sum("surplus_minor"))
    return (sums["all"] or 0) - (sums["rest"] or 0)


def choose_lines(order: Order, refund: Refund, capture: PaymentCapture) -> None:
    """Choose of what a refund is that was made at the provider. The order is held by the caller.

    What did not count towards the order comes first, then the lines in their order, last what other refunds
    will take; a line of which all goes back opens nothing any more. Raises MoreThanIsLeft.
    """
    RefundLine.objects.filter(refund=refund).delete()
    refund.surplus_minor = min(refund.amount_minor, _surplus_for(refund, capture))
    refund.save(update_fields=["surplus_minor"])
    RefundLine.objects.bulk_create(
        [
            RefundLine(
                refund=refund, order_line=line, amount_minor=part, withdraws=part == line.refundable_minor
            )
            for line, part in _chosen(order, refund.amount_minor - refund.surplus_minor)
        ]
    )


def _surplus_for(refund: Refund, capture: PaymentCapture) -> int:
    """What of a payment's surplus is not coming back already, or all that its lines can't give."""
    others = capture.refunds.exclude(pk=refund.pk)
    coming = others.filter(status=Status.PENDING).aggregate(all=Sum("surplus_minor"))["all"] or 0
    of_lines = capture.applied_minor - counted_back(capture) + _of_lines_of(refund)
    return min(capture.surplus_minor, max(capture.surplus_minor - coming, refund.amount_minor - of_lines, 0))


def _of_lines_of(refund: Refund) -> int:
    """What a refund counts for by itself in `counted_back`."""
    return 0 if refund.status == Status.FAILED else refund.amount_minor - refund.surplus_minor


def _chosen(order: Order, amount: int) -> list[tuple[OrderLine, int]]:
    lines = list(OrderLine.objects.filter(order_id=order.pk).order_by("position"))
    room = {line.pk: line.refundable_minor for line in lines}
    taken = _spread(amount, room, reserved=on_their_way(order))
    if sum(taken.values()) < amount:
        raise MoreThanIsLeft(f"{amount} is more than was left of order {order.number}")
    return [(line, taken[line.pk]) for line in lines if taken.get(line.pk)]


def _spread(amount: int, room: Mapping[int, int], *, reserved: Mapping[int, int]) -> dict[int, int]:
    """How an amount is spread over lines that have so much room each, last over what is reserved."""
    taken: dict[int, int] = defaultdict(int)
    for kept in (reserved, {}):
        for pk, has in room.items():
            part = min(amount, max(0, has - taken[pk] - kept.get(pk, 0)))
            taken[pk] += part
            amount -= part
    return taken


def make_room(order: Order, refund: Refund, *, at: datetime) -> None:
    """Let a refund that went back have its lines: what was chosen for others moves to other lines.

    The order is held by the caller, and the refund stands as completed, but isn't counted yet. Nothing is
    done where it has room. Raises MoreThanIsLeft.
    """
    wanted = dict(refund.lines.values_list("order_line", "amount_minor"))
    if not wanted:
        return
    lines = {line.pk: line for line in OrderLine.objects.filter(order_id=order.pk).order_by("position")}
    lacking = {
        pk: missing for pk, amount in wanted.items() if (missing := amount - lines[pk].refundable_minor) > 0
    }
    if not lacking:
        return
    if refund.reason == Refund.Reason.PROVIDER:
        choose_lines(order, refund, refund.capture)
        return
    room = {pk: max(0, line.refundable_minor - wanted.get(pk, 0)) for pk, line in lines.items()}
    if sum(lacking.values()) > sum(room.values()):
        raise MoreThanIsLeft(f"order {order.number}: {sum(lacking.values())} more than is left")
    reserved = on_their_way(order)
    chosen = Refund.objects.filter(order_id=order.pk, status=Status.COMPLETED, reason=Refund.Reason.PROVIDER)
    for other in chosen.exclude(pk=refund.pk).order_by("-pk"):
        has = dict(other.lines.filter(order_line__in=lacking).values_list("order_line", "amount_minor"))
        given = {pk: part for pk, missing in lacking.items() if (part := min(missing, has.get(pk, 0)))}
        if given:
            taken = _spread(sum(given.values()), room, reserved=reserved)
            for pk, part in taken.items():
                room[pk] -= part
            for pk, part in given.items():
                lacking[pk] -= part
            _move(order, other, given=given, taken=taken, at=at)
    if any(lacking.values()):
        raise MoreThanIsLeft(f"order {order.number}: {sum(lacking.values())} more than is left")


def _move(
    order: Order, refund: Refund, *, given: Mapping[int, int], taken: Mapping[int, int], at: datetime
) -> None:
    """Have a refund that went back be of other lines: the same money, so the buyer isn't told of it again."""
    change: dict[int, int] = defaultdict(int)
    for pk, part in taken.items():
        change[pk] += part
    for pk, part in given.items():
        change[pk] -= part
    _post_move(order, refund, change, at)
    for line in OrderLine.objects.filter(pk__in=[pk for pk, part in change.items() if part]):
        row = refund.lines.filter(order_line=line).first() or RefundLine(
            refund=refund, order_line=line, amount_minor=0
        )
        row.amount_minor += change[line.pk]
        if not row.amount_minor:
            row.delete()
            continue
        row.withdraws = row.withdraws or change[line.pk] == line.refundable_minor
        row.save()
    orders.record_refund(order_id=order.pk, by_line=change, withdrawn=withdrawn(order), at=at)


def _post_move(order: Order, refund: Refund, change: Mapping[int, int], at: datetime) -> None:
    told = key_of_refund(refund)
    refund.turns += 1
    refund.save(update_fields=["turns"])
    OrderEmail.objects.filter(key=told).update(key=key_of_refund(refund))
    lines = entry_lines(order, change)
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for line in lines:
        sums[line.kind, line.owner, line.subject] += line.money.amount_minor
    if any(sums.values()):  # else two lines of one product: the books know no difference
        post(
            kind="refund_moved",
            reference=f"{refund.public_id}:{refund.turns}",
            order_number=order.number,
            lines=lines,
            at=at,
        )


def entry_lines(order: Order, by_line: Mapping[int, int]) -> list[EntryLine]:
    """What is posted where so much more of each line has gone back, or less (below nought)."""
    return [
        part
        for line in _lines_of(by_line)
        for part in postings.refund_lines(
            order,
            line,
            before_minor=line.refunded_minor,
            after_minor=line.refunded_minor + by_line[line.pk],
        )
    ]


def _lines_of(by_line: Mapping[int, int]) -> Iterable[OrderLine]:
    return OrderLine.objects.filter(pk__in=list(by_line))


def withdrawn(order: Order) -> set[int]:
    """Lines that a completed refund has closed."""
    rows = RefundLine.objects.filter(
        refund__order_id=order.pk, refund__status=Status.COMPLETED, withdraws=True
    )
    return set(rows.values_list("order_line_id", flat=True))
