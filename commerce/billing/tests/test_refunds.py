"""Money goes back once, by the way it came; whether access ends is a choice of its own."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commerce.billing import actions
from commerce.billing.events import RefundFailed
from commerce.billing.models import PaymentCapture, Refund
from commerce.databases import commerce_database
from commerce.gateways.base import DisputeOutcome, RefundOutcome
from commerce.orders.models import Order
from commerce.testing.orders import DAY, NOON, PAYEE, make_order, quoted, shared
from commerce.testing.payments import assert_books_balance, book, opens, paid, start
from commerce.testing.scripted_provider import ScriptedProvider, deliver
from common.models import OutboxRow
from common.money import Money

pytestmark = pytest.mark.django_db

ACTOR = uuid4()


@pytest.fixture(autouse=True)
def books_balance() -> object:
    yield
    assert_books_balance()


def ask(order: Order, amounts: list[int], *, withdraws: bool = True, **fields: object) -> list[Refund]:
    lines = order.lines.order_by("position").values_list("pk", flat=True)
    return actions.request_refund(
        order_id=order.pk,
        by_line=dict(zip(lines, amounts, strict=False)),
        withdraws_access=withdraws,
        reason="staff",
        actor_id=ACTOR,
        at=NOON,
        **fields,
    )


def send(refund: Refund) -> Refund:
    return actions.send_refund(refund_id=refund.pk, now=NOON)


def test_one_of_two_products_goes_back(provider: ScriptedProvider) -> None:
    order = paid(
        provider, quoted(10_000, tax_bp=1_900, payees=shared(5_000)), quoted(2_000), buyer={"country": "DE"}
    )
    [refund] = ask(order, [11_900])
    assert opens(order) == ["open", "open"]
    send(refund)
    assert opens(order) == ["closed", "open"]
    assert book() == {"clearing scripted": 2_000, "revenue": -2_000}
    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == ("paid", 11_900)


def test_money_back_and_access_are_two_choices(provider: ScriptedProvider) -> None:
    """A refund for goodwill closes nothing, whatever its size."""
    order = paid(provider)
    send(ask(order, [4_900], withdraws=False)[0])
    assert opens(order) == ["open"]
    partly = paid(provider)
    send(ask(partly, [100], withdraws=True)[0])
    assert opens(partly) == ["closed"]


def test_parts_of_a_line_make_the_whole(provider: ScriptedProvider) -> None:
    """However it is cut, what is taken from tax and payees sums to what they were given."""
    order = paid(provider, quoted(999, tax_bp=1_900, payees=(*shared(3_333), *shared(1_111, uuid4()))), fee=0)
    for amount in (1, 7, 500, 680):
        send(ask(order, [amount])[0])
    assert book() == {}


def test_no_more_goes_back_than_was_paid(provider: ScriptedProvider) -> None:
    order = paid(provider)
    ask(order, [4_000])
    for amounts in ([901], [-1], [0], []):
        with pytest.raises(actions.RefundTooLarge):
            ask(order, amounts)
    with pytest.raises(actions.RefundTooLarge):
        actions.request_refund(
            order_id=order.pk,
            by_line={make_order().lines.get().pk: 1},
            withdraws_access=True,
            reason="staff",
            actor_id=None,
            at=NOON,
        )
    assert Refund.objects.count() == 1


def test_the_same_press_of_the_button_is_one_refund(provider: ScriptedProvider) -> None:
    order, key = paid(provider), uuid4()
    first, again = ask(order, [1_000], key=key), ask(order, [1_000], key=key)
    assert [each.pk for each in first] == [each.pk for each in again]
    send(first[0])
    send(first[0])
    assert len(provider.refunds) == 1
    assert Order.objects.get().refunded_minor == 1_000


def test_what_was_not_paid_or_is_disputed_is_not_refunded(provider: ScriptedProvider) -> None:
    with pytest.raises(actions.RefundForbidden):
        ask(make_order(), [100])
    order = paid(provider)
    dispute = provider.dispute(PaymentCapture.objects.get().transaction_id, Money(4_900, "EUR"))
    actions.settle_dispute(gateway="scripted", state=dispute, at=NOON)
    with pytest.raises(actions.RefundForbidden):
        ask(order, [100])


def test_a_refund_that_fails_after_it_was_completed(provider: ScriptedProvider) -> None:
    """The money is ours again: the books say so, access follows what is paid, and somebody is told."""
    order = paid(provider, quoted(10_000, payees=shared(5_000)))
    refund = send(ask(order, [10_000])[0])
    assert (opens(order), refund.check_at is not None) == (["closed"], True)
    state = provider.turn_refund(refund.gateway_reference, RefundOutcome.FAILED)
    for _twice in range(2):
        actions.settle_refund(refund_id=refund.pk, state=state, at=NOON + 20 * DAY)
    assert book() == {"clearing scripted": 10_000, "revenue": -5_000, f"payable {PAYEE}": -5_000}
    assert opens(order) == ["open"]
    assert Refund.objects.get().status == "failed"
    assert OutboxRow.objects.using(commerce_database()).filter(kind=RefundFailed.kind).count() == 1
    [again] = ask(order, [10_000])
    send(again)
    assert (opens(order), book()) == (["closed"], {})


def test_a_line_stays_closed_while_another_refund_closes_it(provider: ScriptedProvider) -> None:
    order = paid(provider)
    first, second = (send(ask(order, [amount])[0]) for amount in (1_000, 3_900))
    state = provider.turn_refund(first.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=first.pk, state=state, at=NOON)
    assert opens(order) == ["closed"]
    state = provider.turn_refund(second.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=second.pk, state=state, at=NOON)
    assert opens(order) == ["open"]


def test_a_refund_waits_where_the_provider_lets_it_wait(provider: ScriptedProvider) -> None:
    provider.refunds_become = RefundOutcome.PENDING
    order = paid(provider)
    refund = send(ask(order, [4_900])[0])
    assert (refund.status, opens(order)) == ("pending", ["open"])
    provider.turn_refund(refund.gateway_reference, RefundOutcome.COMPLETED)
    assert actions.chase_refunds(now=NOON + DAY) == 1
    assert opens(order) == ["closed"]


def test_no_answer_is_asked_for_again(provider: ScriptedProvider) -> None:
    order = paid(provider)
    [refund] = ask(order, [4_900])
    provider.is_away = True
    assert send(refund).status == "pending"
    provider.is_away = False
    assert actions.chase_refunds(now=NOON) == 0
    assert actions.chase_refunds(now=NOON + DAY) == 1
    assert Refund.objects.get().status == "completed"


def test_what_the_provider_refuses_has_failed(provider: ScriptedProvider) -> None:
    order = paid(provider)
    [refund] = ask(order, [4_900])
    provider.refund_there(PaymentCapture.objects.get().transaction_id, Money(4_900, "EUR"))
    assert send(refund).status == "failed"
    # What was given back there is why, and is booked.
    assert sorted(Refund.objects.values_list("status", "reason")) == [
        ("completed", "provider"),
        ("failed", "staff"),
    ]
    assert (opens(order), book()) == (["closed"], {})


def test_a_refund_made_at_the_provider(provider: ScriptedProvider) -> None:
    """It is booked, and closes the lines that it gives back wholly."""
    order = paid(provider, 1_000, 2_000)
    transaction_id = PaymentCapture.objects.get().transaction_id
    state = provider.refund_there(transaction_id, Money(1_500, "EUR"))
    for _twice in range(2):
        actions.settle_provider_refund(gateway="scripted", state=state, at=NOON)
    assert opens(order) == ["closed", "open"]
    assert Order.objects.get().refunded_minor == 1_500
    actions.settle_provider_refund(
        gateway="scripted", state=provider.refund_there(transaction_id, Money(1_500, "EUR")), at=NOON
    )
    assert (opens(order), book()) == (["closed", "closed"], {})


def test_a_refund_there_waits_for_the_failure_that_made_room_for_it(provider: ScriptedProvider) -> None:
    """One of ours failed there after all, all was given back there, and only the second is heard of."""
    order = paid(provider, 1_000, 2_000)
    ours = send(ask(order, [1_000])[0])
    provider.turn_refund(ours.gateway_reference, RefundOutcome.FAILED)
    there = provider.refund_there(ours.capture.transaction_id, Money(3_000, "EUR"))
    message = deliver(provider, provider.told(there), at=NOON)
    assert message is not None
    actions.handle_message(message_id=message.pk, at=NOON)
    message.refresh_from_db()
    assert (message.outcome, opens(order)) == ("waiting", ["closed", "open"])

    actions.chase_refunds(now=NOON + DAY)
    actions.retry_messages(now=NOON + DAY)

    message.refresh_from_db()
    assert (message.outcome, opens(order), book()) == ("handled", ["closed", "closed"], {})


def test_a_refund_that_finds_no_room_is_asked_about_again(provider: ScriptedProvider) -> None:
    """What another refund has taken meanwhile is not counted twice, and others are chased all the same."""
    order = paid(provider, 1_000, 2_000)
    first = send(ask(order, [1_000])[0])
    provider.refunds_become = RefundOutcome.PENDING
    second = ask(order, [0, 2_000])[0]
    second = send(second)
    provider.turn_refund(first.gateway_reference, RefundOutcome.FAILED)
    there = provider.refund_there(first.capture.transaction_id, Money(1_000, "EUR"))
    actions.settle_provider_refund(gateway="scripted", state=there, at=NOON)
    provider.turn_refund(second.gateway_reference, RefundOutcome.COMPLETED)

    assert send(second).status == "pending"

    assert actions.chase_refunds(now=NOON) == 2  # those that are said to be done
    first.refresh_from_db()
    assert first.status == "failed"
    assert book() == {"clearing scripted": 2_000, "revenue": -2_000}


def test_a_refusal_tells_of_the_failure_that_made_room(provider: ScriptedProvider) -> None:
    order = paid(provider, 1_000, 2_000)
    ours = send(ask(order, [1_000])[0])
    second = ask(order, [0, 2_000])[0]
    provider.turn_refund(ours.gateway_reference, RefundOutcome.FAILED)
    provider.refund_there(ours.capture.transaction_id, Money(3_000, "EUR"))

    assert send(second).status == "failed"

    assert sorted(Refund.objects.values_list("status", "reason")) == [
        ("completed", "provider"),
        ("failed", "staff"),
        ("failed", "staff"),
    ]
    assert (opens(order), book()) == (["closed", "closed"], {})


def test_the_provider_gives_back_itself_what_was_paid_twice(provider: ScriptedProvider) -> None:
    order = paid(provider)
    payment = order.payments.get()
    state = provider.pay_again(payment.gateway_reference, Money(4_900, "EUR"))
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    extra = state.further[0].transaction_id
    there = provider.refund_there(extra, Money(4_900, "EUR"))
    actions.settle_provider_refund(gateway="scripted", state=there, at=NOON)
    assert send(Refund.objects.get(reason="surplus")).status == "failed"
    assert (opens(order), book()) == (["open"], {"clearing scripted": 4_900, "revenue": -4_900})


def test_a_refund_of_money_that_is_not_known_waits(provider: ScriptedProvider) -> None:
    order = make_order()
    payment = start(order)
    state = provider.pay(payment.gateway_reference, payment.money)
    there = provider.refund_there(state.capture.transaction_id, payment.money)
    with pytest.raises(actions.UnknownReference):
        actions.settle_provider_refund(gateway="scripted", state=there, at=NOON)


def test_what_came_too_much_is_sent_again_after_it_failed(provider: ScriptedProvider) -> None:
    order = paid(provider)
    payment = order.payments.get()
    state = provider.pay_again(payment.gateway_reference, Money(4_900, "EUR"))
    actions.settle_payment(payment_id=payment.pk, state=state, at=NOON)
    refund = send(Refund.objects.get())
    turned = provider.turn_refund(refund.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=refund.pk, state=turned, at=NOON)
    assert book()["refunds"] == -4_900
    again = actions.retry_refund(refund_id=refund.pk, actor_id=ACTOR, at=NOON)
    assert send(again).status == "completed"
    assert actions.retry_refund(refund_id=refund.pk, actor_id=ACTOR, at=NOON) is None
    assert "refunds" not in book()


def test_a_refund_and_a_lost_dispute_never_make_more_than_was_paid(provider: ScriptedProvider) -> None:
    order = paid(provider)
    [refund] = ask(order, [4_900])
    dispute = provider.dispute(PaymentCapture.objects.get().transaction_id, Money(4_900, "EUR"))
    lost = provider.turn_dispute(dispute.reference, DisputeOutcome.LOST)
    actions.settle_dispute(gateway="scripted", state=lost, at=NOON)
    send(refund)
    order.refresh_from_db()
    assert (order.refunded_minor, order.charged_back_minor, opens(order)) == (4_900, 0, ["closed"])
    failed = provider.turn_refund(
        refund.gateway_reference or f"back-{refund.public_id.hex}", RefundOutcome.FAILED
    )
    actions.settle_refund(refund_id=refund.pk, state=failed, at=NOON)
    order.refresh_from_db()
    assert (order.refunded_minor, order.charged_back_minor, opens(order)) == (0, 4_900, ["closed"])
