"""What a provider says of a payment becomes true once, whatever else is wrong, and in any order."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from commerce.billing import actions
from commerce.billing.models import Payment, PaymentCapture, Refund
from commerce.catalogue import actions as catalogue
from commerce.catalogue import sellers
from commerce.databases import commerce_database
from commerce.gateways.base import Capture, PaymentOutcome, PaymentState
from commerce.ledger.models import JournalEntry
from commerce.orders.events import OrderPaid
from commerce.orders.models import Order
from commerce.testing.orders import DAY, NOON, PAYEE, make_customer, make_order, quoted, shared
from commerce.testing.payments import assert_books_balance, book, opens, paid, start
from commerce.testing.scripted_provider import ScriptedProvider
from common.models import OutboxRow
from common.money import Money
from common.verdict import Verdict

pytestmark = pytest.mark.django_db

EURO = Money(4_900, "EUR")


@pytest.fixture(autouse=True)
def books_balance() -> object:
    yield
    assert_books_balance()


def settle(payment: Payment, state: PaymentState, *, at: object = NOON) -> Payment:
    return actions.settle_payment(payment_id=payment.pk, state=state, at=at)


def send_refunds(order: Order) -> list[Refund]:
    return [actions.send_refund(refund_id=pk, now=NOON) for pk in order.refunds.values_list("pk", flat=True)]


# Each status of a payment, what the provider says next, and what it is then.
PENDING, CONFIRMED, FAILED, CANCELLED = PaymentOutcome
TABLE = [
    ("created", PENDING, "pending"),
    ("created", CONFIRMED, "confirmed"),
    ("created", FAILED, "failed"),
    ("created", CANCELLED, "cancelled"),
    ("pending", PENDING, "pending"),
    ("pending", CONFIRMED, "confirmed"),
    ("pending", FAILED, "failed"),
    ("pending", CANCELLED, "cancelled"),
    ("failed", PENDING, "failed"),
    ("failed", CONFIRMED, "confirmed"),
    ("failed", CANCELLED, "cancelled"),
    ("cancelled", PENDING, "cancelled"),
    ("cancelled", CONFIRMED, "confirmed"),
    ("cancelled", FAILED, "failed"),
    ("confirmed", PENDING, "confirmed"),
    ("confirmed", CONFIRMED, "confirmed"),
    ("confirmed", FAILED, "confirmed"),
    ("confirmed", CANCELLED, "confirmed"),
]


@pytest.mark.parametrize(("before", "says", "after"), TABLE)
def test_statuses_of_payments(
    provider: ScriptedProvider, before: str, says: PaymentOutcome, after: str
) -> None:
    """A payment that failed may still be paid for days; one that was paid stays paid."""
    order = make_order()
    payment = start(order)
    paid_there = provider.pay(payment.gateway_reference, EURO)
    unpaid = PaymentState(payment.gateway_reference, PENDING)
    if before == "created":
        Payment.objects.update(status="created")
    elif before == "confirmed":
        settle(payment, paid_there)
    else:
        settle(payment, replace(unpaid, outcome=PaymentOutcome(before)))
    settle(payment, paid_there if says == CONFIRMED else replace(unpaid, outcome=says))
    assert Payment.objects.get().status == after
    assert Order.objects.get().status == ("paid" if after == "confirmed" else "placed")


def test_a_sale_is_posted_as_it_was_sold(provider: ScriptedProvider) -> None:
    order = paid(
        provider,
        quoted(10_000, tax_bp=1_900, payees=shared(4_000)),
        quoted(333, tax_bp=1_900, payees=shared(3_333)),
        fee=150,
        buyer={"country": "DE"},
    )
    assert order.status == "paid"
    assert book() == {
        "clearing scripted": 10_000 + 1_900 + 333 + 63 - 150,
        "fees scripted": 150,
        f"payable {PAYEE}": -(4_000 + 110),
        "revenue": -(6_000 + 223),
        "tax DE": -1_963,
    }
    assert opens(order) == ["open", "open"]


def test_the_same_money_is_booked_once(provider: ScriptedProvider) -> None:
    """Duplicates come under the same id and as different messages about one fact."""
    order = make_order()
    payment = start(order)
    state = provider.pay(payment.gateway_reference, EURO, fee=Money(90, "EUR"))
    for _delivery in range(3):
        settle(payment, state)
        settle(payment, replace(state, outcome=PENDING, capture=None))
    assert PaymentCapture.objects.count() == 1
    assert JournalEntry.objects.count() == 3
    assert OutboxRow.objects.using(commerce_database()).filter(kind=OrderPaid.kind).count() == 1


def test_a_fee_that_is_known_later_is_posted_then_and_once(provider: ScriptedProvider) -> None:
    order = paid(provider)
    payment = order.payments.get()
    assert payment.check_at is not None
    state = provider.pay(payment.gateway_reference, EURO, fee=Money(75, "EUR"))
    for _twice in range(2):
        settle(payment, state)
    assert book()["fees scripted"] == 75
    assert Payment.objects.get().check_at == NOON + DAY  # in case another card paid, too


def test_a_fee_in_the_currency_of_the_payout(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    settle(payment, provider.pay(payment.gateway_reference, EURO, fee=Money(110, "USD")))
    assert book("USD") == {"clearing scripted": -110, "fees scripted": 110}


@pytest.mark.parametrize("money", [Money(4_899, "EUR"), Money(4_900, "USD"), Money(4_901, "EUR")])
def test_another_amount_or_currency_opens_nothing_and_goes_back(
    provider: ScriptedProvider, money: Money
) -> None:
    """A cheap payment never pays an expensive order; what came is booked all the same, and given back."""
    order = make_order()
    payment = start(order)
    settle(payment, provider.pay(payment.gateway_reference, money))
    order.refresh_from_db()
    assert (order.status, order.paid_minor, opens(order)) == ("placed", 0, ["closed"])
    [refund] = order.refunds.all()
    assert (refund.money, refund.reason, refund.withdraws_access) == (money, "wrong", False)
    assert Payment.objects.get().problem == "wrong_amount"
    send_refunds(order)
    assert PaymentCapture.objects.get().surplus_minor == 0
    assert book(money.currency) == {}


@pytest.mark.parametrize("change", [{"payment_id": uuid4()}, {"reference": "another", "payment_id": None}])
def test_what_belongs_to_another_payment_is_refused(
    provider: ScriptedProvider, change: dict[str, object]
) -> None:
    order = make_order()
    payment = start(order)
    state = provider.pay(payment.gateway_reference, EURO)
    with pytest.raises(actions.WrongBinding):
        settle(payment, replace(state, **change))
    assert not PaymentCapture.objects.exists()


def test_money_that_came_by_one_payment_pays_no_other_one(provider: ScriptedProvider) -> None:
    first, second = make_order(), make_order()
    one, other = start(first), start(second)
    state = provider.pay(one.gateway_reference, EURO)
    settle(one, state)
    stolen = replace(state, reference=other.gateway_reference, payment_id=other.public_id)
    with pytest.raises(actions.WrongBinding):
        settle(other, stolen)
    assert Order.objects.get(pk=second.pk).status == "placed"


def test_a_payment_that_was_recovered_under_another_name_is_known_by_our_id(
    provider: ScriptedProvider,
) -> None:
    order = make_order()
    payment = start(order)
    state = replace(provider.pay(payment.gateway_reference, EURO), reference="recovered")
    settle(payment, state)
    assert Order.objects.get().status == "paid"


def test_paid_twice_in_one_checkout_is_booked_and_given_back(provider: ScriptedProvider) -> None:
    """Every payment of a provider is booked, also when the order is paid already."""
    order = paid(provider)
    payment = order.payments.get()
    settle(payment, provider.pay_again(payment.gateway_reference, EURO))
    assert book() == {"clearing scripted": 9_800, "refunds": -4_900, "revenue": -4_900}
    [refund] = send_refunds(order)
    assert (refund.status, refund.reason, refund.lines.count()) == ("completed", "surplus", 0)
    assert book() == {"clearing scripted": 4_900, "revenue": -4_900}
    assert opens(order) == ["open"]


def test_two_payments_of_one_order_that_were_both_paid(provider: ScriptedProvider) -> None:
    """Two open sessions, both paid: one pays the order, the other goes back."""
    order = make_order()
    first = start(order)
    Payment.objects.filter(pk=first.pk).update(status="cancelled")
    second = start(order)
    settle(first, provider.pay(first.gateway_reference, EURO))
    settle(second, provider.pay(second.gateway_reference, EURO))
    assert Order.objects.get().status == "paid"
    assert [each.reason for each in send_refunds(order)] == ["surplus"]
    assert book() == {"clearing scripted": 4_900, "revenue": -4_900}


def test_payment_after_it_failed(provider: ScriptedProvider) -> None:
    """A late authorisation within days of "failed" is normal."""
    order = make_order()
    payment = start(order)
    settle(payment, provider.fail(payment.gateway_reference))
    assert Payment.objects.get().check_at is not None
    settle(payment, provider.pay(payment.gateway_reference, EURO), at=NOON + 2 * DAY)
    assert Order.objects.get().status == "paid"


class _Seller:
    """Sells everything, but for what it is told somebody owns."""

    def __init__(self) -> None:
        self.has: set[str] = set()

    def owned(self, account_id: object, codes: list[str]) -> set[str]:
        return self.has & set(codes)

    def may_buy(self, account_id: object, codes: list[str]) -> dict[str, Verdict]:
        return {code: Verdict.yes() for code in codes}


@pytest.fixture
def seller(monkeypatch: pytest.MonkeyPatch) -> _Seller:
    one = _Seller()
    monkeypatch.setitem(sellers._sellers, "thing", one)
    catalogue.keep_product(code="a", kind="thing", title="A", supply="recorded", payees=(), at=NOON)
    return one


def closed_order(provider: ScriptedProvider, *, how: str, **fields: object) -> tuple[Order, Payment]:
    order = make_order(quoted(4_900, code="a", **fields))
    payment = start(order)
    if how == "cancelled":
        actions.cancel_order(order_id=order.pk, at=NOON)
    else:
        actions.expire_orders(now=NOON + 3 * DAY)
    assert Order.objects.get(pk=order.pk).status == how
    return order, payment


@pytest.mark.parametrize("how", ["cancelled", "expired"])
def test_money_for_a_closed_order_pays_it_while_it_can_be_sold(
    provider: ScriptedProvider, seller: _Seller, how: str
) -> None:
    order, payment = closed_order(provider, how=how)
    settle(payment, provider.pay(payment.gateway_reference, EURO), at=NOON + 4 * DAY)
    order.refresh_from_db()
    assert (order.status, order.paid_at, order.closed_at) == ("paid", NOON + 4 * DAY, None)
    assert opens(order) == ["open"]
    assert not Refund.objects.exists()


@pytest.mark.parametrize("why", ["owned", "not on sale", "unknown", "erased"])
@pytest.mark.parametrize("how", ["cancelled", "expired"])
def test_money_for_a_closed_order_goes_back_when_it_cannot(
    provider: ScriptedProvider, seller: _Seller, how: str, why: str
) -> None:
    """Booked and given back; a cancelled order is never opened by it, and never lost."""
    order, payment = closed_order(provider, how=how)
    if why == "owned":
        seller.has = {"a"}
    elif why == "not on sale":
        catalogue.retire_product(code="a", at=NOON)
    elif why == "unknown":
        order.lines.update(product_code="b")
    else:
        type(order.customer).objects.update(account_id=None)
    settle(payment, provider.pay(payment.gateway_reference, EURO), at=NOON + 4 * DAY)
    order.refresh_from_db()
    assert (order.status, opens(order)) == (how, ["closed"])
    assert book() == {"clearing scripted": 4_900, "refunds": -4_900}
    assert [(each.status, each.reason) for each in send_refunds(order)] == [("completed", "late")]
    assert book() == {}


def test_a_gift_is_not_asked_whether_its_giver_owns_it(provider: ScriptedProvider, seller: _Seller) -> None:
    seller.has = {"a"}
    order, payment = closed_order(provider, how="expired", recipient_email="bo@example.org")
    settle(payment, provider.pay(payment.gateway_reference, EURO), at=NOON + 4 * DAY)
    assert Order.objects.get().status == "paid"


def test_a_free_order_goes_the_same_way(provider: ScriptedProvider) -> None:
    """Buyers with a 100 % coupon are told of like all others."""
    order = make_order(quoted(0, discount_minor=4_900))
    for _twice in range(2):
        assert actions.pay_free_order(order_id=order.pk, at=NOON).status == "paid"
    assert OutboxRow.objects.using(commerce_database()).filter(kind=OrderPaid.kind).count() == 1
    assert (opens(order), book()) == (["open"], {})
    with pytest.raises(actions.NothingToPay):
        actions.pay_free_order(order_id=make_order().pk, at=NOON)


def test_parts_pay_an_order_together_and_go_back_together(provider: ScriptedProvider) -> None:
    """A part that came for an order that was never paid in full goes back when it is closed."""
    order = make_order(1_000, customer=make_customer())
    payment = start(order)
    Payment.objects.update(amount_minor=400)
    settle(payment, provider.pay(payment.gateway_reference, Money(400, "EUR")))
    assert Order.objects.get().due == Money(600, "EUR")
    assert book() == {"clearing scripted": 400, "deposits": -400}
    actions.cancel_order(order_id=order.pk, at=NOON)
    assert book() == {"clearing scripted": 400, "refunds": -400}
    assert [(each.status, each.reason) for each in send_refunds(order)] == [("completed", "part")]
    assert (book(), Order.objects.get().status) == ({}, "cancelled")


def test_other_tries_end_when_an_order_is_paid(provider: ScriptedProvider) -> None:
    order = make_order()
    first = start(order)
    Payment.objects.filter(pk=first.pk).update(status="cancelled")
    second = start(order)
    settle(first, provider.pay(first.gateway_reference, EURO))
    second.refresh_from_db()
    assert second.status == "cancelled"
    actions.close_other_payments(order_id=order.pk, now=NOON)
    assert provider.payments[second.gateway_reference].outcome == CANCELLED


def test_settling_costs_as_many_queries_for_many_lines(
    provider: ScriptedProvider, django_assert_num_queries: object
) -> None:
    paid(provider, 100, fee=5)
    for count in (1, 40):
        order = make_order(*[100] * count)
        payment = start(order)
        state = provider.pay(payment.gateway_reference, payment.money, fee=Money(5, "EUR"))
        with django_assert_num_queries(22):
            settle(payment, state)


def test_a_provider_that_says_confirmed_without_money_confirms_nothing(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    settle(payment, PaymentState(payment.gateway_reference, CONFIRMED))
    assert (Payment.objects.get().status, Order.objects.get().status) == ("pending", "placed")
    settle(payment, PaymentState(payment.gateway_reference, CONFIRMED, Capture("tx", EURO)))
    assert Order.objects.get().status == "paid"
