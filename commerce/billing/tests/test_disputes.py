"""A dispute locks while it is open, closes when it is lost, and opens again when it is won; none is final."""

from __future__ import annotations

import pytest

from commerce.billing import actions
from commerce.billing.models import Dispute, PaymentCapture
from commerce.gateways.base import DisputeOutcome, DisputeState
from commerce.orders.models import Order
from commerce.testing.orders import DAY, NOON
from commerce.testing.payments import assert_books_balance, book, opens, paid
from commerce.testing.scripted_provider import ScriptedProvider
from common.money import Money

pytestmark = pytest.mark.django_db

INQUIRY, OPEN, WON, LOST, CLOSED = DisputeOutcome
WHOLE = Money(4_900, "EUR")


@pytest.fixture(autouse=True)
def books_balance() -> object:
    yield
    assert_books_balance()


def settle(state: DisputeState, *, at: object = NOON) -> Dispute:
    return actions.settle_dispute(gateway="scripted", state=state, at=at)


def disputed(provider: ScriptedProvider, money: Money = WHOLE) -> tuple[Order, str]:
    order = paid(provider)
    transaction_id = PaymentCapture.objects.get(payment__order=order).transaction_id
    state = provider.dispute(transaction_id, money, fee=Money(1_500, "EUR"))
    settle(state)
    return order, state.reference


@pytest.mark.parametrize(
    "course",
    [
        [(OPEN, "locked"), (WON, "open"), (LOST, "closed"), (WON, "open")],
        [(LOST, "closed"), (OPEN, "locked"), (LOST, "closed"), (CLOSED, "open")],
        [(INQUIRY, "open"), (OPEN, "locked"), (INQUIRY, "open")],
        [(WON, "open"), (WON, "open"), (OPEN, "locked"), (OPEN, "locked")],
    ],
)
def test_what_an_order_opens_follows_how_its_dispute_stands(
    provider: ScriptedProvider, course: list[tuple[DisputeOutcome, str]]
) -> None:
    """Lost, and won the next day; won, and opened again: appeals are normal, and no verdict is final."""
    order, reference = disputed(provider)
    for outcome, state in course:
        settle(provider.turn_dispute(reference, outcome))
        assert opens(order) == [state]
        assert Order.objects.get().status == "paid"
        assert_books_balance()


def test_where_the_money_of_a_dispute_stands(provider: ScriptedProvider) -> None:
    _order, reference = disputed(provider)
    assert book() == {
        "clearing scripted": -1_500,
        "disputed scripted": 4_900,
        "fees scripted": 1_500,
        "revenue": -4_900,
    }
    settle(provider.turn_dispute(reference, LOST))
    assert book() == {"clearing scripted": -1_500, "fees scripted": 1_500}
    assert Order.objects.get().charged_back_minor == 4_900
    settle(provider.turn_dispute(reference, WON))
    assert book() == {"clearing scripted": 3_400, "fees scripted": 1_500, "revenue": -4_900}


def test_the_same_state_again_posts_nothing(provider: ScriptedProvider) -> None:
    _order, reference = disputed(provider)
    lost = provider.turn_dispute(reference, LOST)
    first = settle(lost)
    assert settle(lost).turns == Dispute.objects.get().turns == first.turns + 1
    assert settle(lost).turns == first.turns + 1


def test_a_dispute_about_a_part(provider: ScriptedProvider) -> None:
    order, reference = disputed(provider, Money(1_000, "EUR"))
    assert opens(order) == ["locked"]
    settle(provider.turn_dispute(reference, LOST))
    assert (opens(order), Order.objects.get().charged_back_minor) == (["closed"], 1_000)


def test_of_two_disputes_the_worse_counts(provider: ScriptedProvider) -> None:
    order, first = disputed(provider, Money(1_000, "EUR"))
    transaction_id = PaymentCapture.objects.get().transaction_id
    second = provider.dispute(transaction_id, Money(2_000, "EUR")).reference
    settle(provider.disputes[second])
    settle(provider.turn_dispute(first, LOST))
    assert (opens(order), Order.objects.get().charged_back_minor) == (["closed"], 1_000)
    settle(provider.turn_dispute(first, WON))
    assert opens(order) == ["locked"]
    settle(provider.turn_dispute(second, WON))
    assert opens(order) == ["open"]


def test_a_dispute_about_money_that_did_not_count_moves_no_order(provider: ScriptedProvider) -> None:
    """A dispute never moves an order's own state."""
    order = paid(provider)
    payment = order.payments.get()
    state = provider.pay_again(payment.gateway_reference, WHOLE)
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    settle(provider.dispute(state.further[0].transaction_id, WHOLE))
    assert (opens(order), Order.objects.get().dispute) == (["open"], "")


def test_a_dispute_that_comes_before_its_payment_waits(provider: ScriptedProvider) -> None:
    with pytest.raises(actions.UnknownReference):
        settle(provider.dispute("tx-unknown", WHOLE))


def test_a_verdict_that_nobody_told_is_found(provider: ScriptedProvider) -> None:
    order, reference = disputed(provider)
    provider.turn_dispute(reference, LOST)
    assert actions.ask_about_disputes(now=NOON) == 0
    assert actions.ask_about_disputes(now=NOON + DAY) == 1
    assert opens(order) == ["closed"]
    provider.turn_dispute(reference, WON)
    provider.is_away = True
    assert actions.ask_about_disputes(now=NOON + 9 * DAY) == 1
    provider.is_away = False
    assert actions.ask_about_disputes(now=NOON + 10 * DAY) == 1
    assert opens(order) == ["open"]
