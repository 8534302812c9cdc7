"""The states of an order: which step follows which, and what it has paid for in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commerce.databases import commerce_database
from commerce.orders import actions, selectors
from commerce.orders.events import OrderCancelled, OrderHeld, OrderPaid, OrderRefunded, OrderReleased
from commerce.orders.models import Order
from commerce.testing.orders import DAY, NOON, make_order
from common.models import OutboxRow
from common.money import Money

pytestmark = pytest.mark.django_db

LATER = NOON + 2 * DAY
WHOLE = Money(4_900, "EUR")


def pay(order: Order) -> Any:
    return actions.record_payment(order_id=order.pk, money=WHOLE, at=LATER)


def pay_late(order: Order) -> Any:
    return actions.record_payment(order_id=order.pk, money=WHOLE, at=LATER, accepts_late=True)


def refund(order: Order) -> Any:
    line = order.lines.get().pk
    return actions.record_refund(order_id=order.pk, by_line={line: 4_900}, withdrawn=[line], at=LATER)


def refund_only_money(order: Order) -> Any:
    return actions.record_refund(
        order_id=order.pk, by_line={order.lines.get().pk: 900}, withdrawn=[], at=LATER
    )


def hold(order: Order) -> Any:
    return actions.hold(order_id=order.pk, at=LATER)


def lose(order: Order) -> Any:
    return actions.hold(order_id=order.pk, at=LATER, is_lost=True, charged_back_minor=4_900)


def release(order: Order) -> Any:
    return actions.release(order_id=order.pk, at=LATER)


def cancel(order: Order) -> Any:
    return actions.cancel(order_id=order.pk, at=LATER, reason="Changed my mind")


def expire(order: Order) -> Any:
    return actions.expire(order_id=order.pk, at=LATER)


REFUSED = actions.ForbiddenStep
Step = Callable[[Order], Any]

#: How an order came to be, the next step, and what it is then: its status and what its line opens.
TABLE: list[tuple[list[Step], Step, tuple[str, str] | type[Exception]]] = [
    ([], pay, ("paid", "open")),
    ([], cancel, ("cancelled", "closed")),
    ([], expire, ("expired", "closed")),
    ([], refund, REFUSED),
    ([], hold, REFUSED),
    ([], release, ("placed", "closed")),
    ([pay], pay, REFUSED),
    ([pay], pay_late, REFUSED),
    ([pay], cancel, REFUSED),
    ([pay], expire, REFUSED),
    ([pay], refund, ("paid", "closed")),
    ([pay], refund_only_money, ("paid", "open")),
    ([pay], hold, ("paid", "locked")),
    ([pay], lose, ("paid", "closed")),
    ([pay], release, ("paid", "open")),
    ([pay, hold], release, ("paid", "open")),
    ([pay, hold], hold, ("paid", "locked")),
    ([pay, hold], lose, ("paid", "closed")),
    ([pay, hold], refund, ("paid", "closed")),
    ([pay, lose], hold, ("paid", "locked")),
    ([pay, lose], release, ("paid", "open")),
    ([pay, lose], refund, actions.WrongAmount),
    ([pay, refund], hold, ("paid", "closed")),
    ([pay, refund], release, ("paid", "closed")),
    ([pay, refund], refund, actions.WrongAmount),
    ([cancel], pay, REFUSED),
    ([cancel], pay_late, ("paid", "open")),
    ([cancel], cancel, ("cancelled", "closed")),
    ([cancel], expire, ("cancelled", "closed")),
    ([cancel], refund, REFUSED),
    ([cancel], hold, REFUSED),
    ([expire], pay, REFUSED),
    ([expire], pay_late, ("paid", "open")),
    ([expire], cancel, ("expired", "closed")),
    ([expire, pay_late], hold, ("paid", "locked")),
]


@pytest.mark.parametrize(("before", "step", "expected"), TABLE)
def test_steps(before: list[Step], step: Step, expected: Any) -> None:
    order = make_order()
    for each in before:
        each(order)
    then = Order.objects.values().get(pk=order.pk)
    facts = OutboxRow.objects.using(commerce_database()).count()
    if isinstance(expected, type):
        with pytest.raises(expected):
            step(order)
        assert Order.objects.values().get(pk=order.pk) == then
        assert OutboxRow.objects.using(commerce_database()).count() == facts
        return
    step(order)
    [entitlement] = selectors.entitlements(order.pk)
    assert (Order.objects.get(pk=order.pk).status, entitlement.state) == expected


def test_a_repeat_that_changes_nothing_tells_nothing() -> None:
    order = make_order()
    for steps, told in ([(pay,), OrderPaid], [(hold, hold), OrderHeld], [(release, release), OrderReleased]):
        for step in steps:
            step(order)
        assert OutboxRow.objects.using(commerce_database()).filter(kind=told.kind).count() == 1
    other = make_order()
    cancel(other)
    cancel(other)
    expire(other)
    [row] = OutboxRow.objects.using(commerce_database()).filter(kind=OrderCancelled.kind)
    assert OrderCancelled.from_json(row.payload) == OrderCancelled(other.pk, other.public_id)


def test_an_order_is_paid_once_all_of_it_was_received() -> None:
    order = make_order()
    half = Money(2_450, "EUR")
    assert actions.record_payment(order_id=order.pk, money=half, at=NOON).status == "placed"
    assert not OutboxRow.objects.using(commerce_database()).filter(kind=OrderPaid.kind).exists()
    paid = actions.record_payment(order_id=order.pk, money=half, at=LATER)
    assert (paid.status, paid.paid_at, paid.due.amount_minor) == ("paid", LATER, 0)
    assert OutboxRow.objects.using(commerce_database()).filter(kind=OrderPaid.kind).count() == 1


def test_an_order_that_costs_nothing_is_paid_the_same_way() -> None:
    order = make_order(0)
    actions.record_payment(order_id=order.pk, money=Money.zero("EUR"), at=NOON)
    assert selectors.entitlements(order.pk)[0].state == "open"


@pytest.mark.parametrize("money", [Money(4_901, "EUR"), Money(-1, "EUR"), Money(100, "USD")])
def test_nothing_but_what_is_due_is_counted(money: Money) -> None:
    order = make_order()
    with pytest.raises(actions.WrongAmount):
        actions.record_payment(order_id=order.pk, money=money, at=NOON)
    assert Order.objects.get().paid_minor == 0


def test_a_part_that_was_received_goes_back_before_an_order_is_closed() -> None:
    order = make_order()
    part = Money(900, "EUR")
    actions.record_payment(order_id=order.pk, money=part, at=NOON)
    for close in (cancel, expire):
        with pytest.raises(actions.ForbiddenStep):
            close(order)
    actions.return_payment(order_id=order.pk, money=part)
    cancel(order)
    with pytest.raises(actions.ForbiddenStep):
        actions.return_payment(order_id=order.pk, money=part)


def test_only_all_of_it_pays_an_order_that_was_closed() -> None:
    order = make_order()
    expire(order)
    with pytest.raises(actions.WrongAmount):
        actions.record_payment(order_id=order.pk, money=Money(1, "EUR"), at=LATER, accepts_late=True)


def test_an_order_does_not_expire_before_its_time() -> None:
    order = make_order()
    with pytest.raises(actions.ForbiddenStep):
        actions.expire(order_id=order.pk, at=order.expires_at - DAY / 1_000)
    assert actions.expire(order_id=order.pk, at=order.expires_at).status == "expired"


def test_a_refund_of_one_line_leaves_the_others_open() -> None:
    """Of two products one is given back: only that one closes."""
    order = make_order(1_000, 2_000)
    actions.record_payment(order_id=order.pk, money=Money(3_000, "EUR"), at=NOON)
    first, second = order.lines.all()
    actions.record_refund(order_id=order.pk, by_line={first.pk: 1_000}, withdrawn=[first.pk], at=LATER)
    states = {each.line_id: (each.state, each.since) for each in selectors.entitlements(order.pk)}
    assert states == {first.pk: ("closed", LATER), second.pk: ("open", NOON)}


def test_a_refund_that_failed_after_all_counts_the_money_again() -> None:
    """What the line opens follows what is paid for it."""
    order = make_order()
    pay(order)
    refund(order)
    line = order.lines.get().pk
    actions.record_refund(order_id=order.pk, by_line={line: -4_900}, withdrawn=[], at=LATER)
    order.refresh_from_db()
    assert (order.refunded_minor, order.kept_minor) == (0, 4_900)
    assert selectors.entitlements(order.pk)[0].state == "open"
    assert OutboxRow.objects.using(commerce_database()).filter(kind=OrderRefunded.kind).count() == 2


@pytest.mark.parametrize("amount", [4_901, -1])
def test_no_more_goes_back_than_was_paid(amount: int) -> None:
    order = make_order()
    pay(order)
    line = order.lines.get().pk
    with pytest.raises(actions.WrongAmount):
        actions.record_refund(order_id=order.pk, by_line={line: amount}, withdrawn=[line], at=LATER)
    assert selectors.entitlements(order.pk)[0].state == "open"


def test_an_unknown_order_is_said_to_be_one() -> None:
    with pytest.raises(actions.UnknownOrder):
        actions.cancel(order_id=1, at=NOON)
    assert selectors.entitlements(1) == []
