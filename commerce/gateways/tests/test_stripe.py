"""Stripe's real library against a stand-in on loopback: what is asked, and what its answers mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

import pytest

from commerce.gateways.base import (
    DisputeOutcome,
    GatewayRefused,
    GatewayUnreachable,
    MethodSummary,
    PaymentOutcome,
    RefundOutcome,
)
from commerce.gateways.stripe.gateway import StripeGateway
from commerce.testing.payment_requests import PAYMENT, REFUND, payment_request, refund_request
from commerce.testing.provider_server import Fault
from commerce.testing.stripe_server import StripeServer
from common.money import Money

GATEWAY = StripeGateway()
EUR = Money(4999, "EUR")


def paid(stripe: StripeServer) -> tuple[str, str]:
    """A payment that was made: the session's id and its intent's."""
    reference = GATEWAY.start(payment_request()).reference
    return reference, stripe.pay(reference)["id"]


def test_a_payment_is_started_on_stripes_page(stripe: StripeServer) -> None:
    request = payment_request()
    started = GATEWAY.start(request)
    assert started.url == f"https://checkout.stripe.com/c/pay/{started.reference}"
    assert started.expires_at == request.expires_at
    asked = stripe.asked[0]
    assert asked.headers["idempotency-key"] == f"payment-{PAYMENT}"
    assert "payment_method_types" not in asked.body and "idempotency_key" not in asked.body
    assert asked.parameters["payment_intent_data"]["metadata"] == asked.parameters["metadata"]
    assert asked.parameters["metadata"] == {"payment_id": str(PAYMENT), "order_number": "A-1001"}
    assert asked.parameters["client_reference_id"] == str(PAYMENT)
    assert GATEWAY.look_up(started.reference).outcome == PaymentOutcome.PENDING


def test_what_is_asked_twice_is_one_session(stripe: StripeServer) -> None:
    request = payment_request()
    assert GATEWAY.start(request) == GATEWAY.start(request)
    with pytest.raises(GatewayRefused):  # the same payment with another amount
        GATEWAY.start(replace(request, money=Money(1, "EUR")))
    assert [each["object"] for each in stripe.objects.values()] == ["checkout.session"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(minutes=1), timedelta(minutes=35)),
        (timedelta(hours=2), timedelta(hours=2)),
        (timedelta(days=3), timedelta(hours=23, minutes=55)),
    ],
)
def test_the_last_moment_is_one_that_stripe_allows(
    stripe: StripeServer, after: timedelta, expected: timedelta
) -> None:
    request = payment_request()
    started = GATEWAY.start(replace(request, expires_at=request.at + after))
    assert started.expires_at == request.at + expected


def test_a_paid_session_is_confirmed_with_its_fee_and_card(stripe: StripeServer) -> None:
    reference, intent = paid(stripe)
    state = GATEWAY.come_back(reference, {})
    assert (state.outcome, state.payment_id) == (PaymentOutcome.CONFIRMED, PAYMENT)
    assert state.capture is not None
    assert (state.capture.transaction_id, state.capture.money) == (intent, EUR)
    assert state.capture.fee == Money(149, "EUR")
    assert state.method == MethodSummary("card", "visa", "4242", (2031, 4), country="DE")


def test_money_that_is_on_its_way_is_waited_for(stripe: StripeServer) -> None:
    """Case: `checkout.session.completed` with `unpaid` opens nothing."""
    for fails, outcome in ((False, PaymentOutcome.CONFIRMED), (True, PaymentOutcome.FAILED)):
        reference = GATEWAY.start(payment_request(payment_id=uuid4())).reference
        stripe.pay(reference, delayed=True)
        assert GATEWAY.look_up(reference).outcome == PaymentOutcome.PENDING
        stripe.arrive(reference, failed=fails)
        assert GATEWAY.look_up(reference).outcome == outcome


def test_a_declined_card_in_a_session_ends_nothing(stripe: StripeServer) -> None:
    reference = GATEWAY.start(payment_request()).reference
    stripe.decline(reference)
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.PENDING
    stripe.pay(reference)
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CONFIRMED


def test_a_session_is_closed_before_another_is_opened(stripe: StripeServer) -> None:
    """Case 6: two live sessions for one order could both be paid."""
    reference = GATEWAY.start(payment_request()).reference
    assert GATEWAY.cancel(reference).outcome == PaymentOutcome.CANCELLED
    assert GATEWAY.cancel(reference).outcome == PaymentOutcome.CANCELLED
    with pytest.raises(AssertionError):
        stripe.pay(reference)


def test_a_session_that_was_paid_a_moment_ago_is_not_cancelled(stripe: StripeServer) -> None:
    reference, intent = paid(stripe)
    state = GATEWAY.cancel(reference)
    assert state.outcome == PaymentOutcome.CONFIRMED
    assert state.capture is not None and state.capture.transaction_id == intent


def test_a_payment_is_found_by_our_own_id_with_everything_that_was_taken(stripe: StripeServer) -> None:
    """Case 7: more than one intent was charged for one payment; each is told."""
    assert GATEWAY.find(PAYMENT) is None
    reference, intent = paid(stripe)
    other = stripe._intent(4999, "eur", {"payment_id": str(PAYMENT)})
    stripe._succeed(other)
    state = GATEWAY.find(PAYMENT)
    assert state is not None and state.capture is not None
    assert {state.capture.transaction_id, *(each.transaction_id for each in state.further)} == {
        intent,
        other["id"],
    }
    assert state.reference == reference
    assert GATEWAY.find(uuid4()) is None


def test_a_kept_card_is_charged_at_once(stripe: StripeServer) -> None:
    first = GATEWAY.start(payment_request(keeps_method=True)).reference
    stripe.pay(first)
    method = GATEWAY.look_up(first).method
    assert method is not None and method.token and method.buyer_reference
    assert method.country == "DE"
    again = payment_request(
        payment_id=uuid4(), saved_method=method.token, buyer_reference=method.buyer_reference
    )
    started = GATEWAY.start(again)
    assert started.state is not None and started.state.outcome == PaymentOutcome.CONFIRMED
    assert (started.url, started.state.payment_id) == ("", again.payment_id)
    assert GATEWAY.look_up(started.reference).capture == started.state.capture
    assert GATEWAY.start(again) == started
    GATEWAY.forget_method(method.token)
    GATEWAY.forget_method("pm_gone")


def test_a_buyer_is_deleted_with_what_was_kept(stripe: StripeServer) -> None:
    first = GATEWAY.start(payment_request(keeps_method=True)).reference
    stripe.pay(first)
    method = GATEWAY.look_up(first).method
    assert method is not None
    for _again in range(2):
        GATEWAY.forget_buyer(method.buyer_reference)
        assert method.buyer_reference not in stripe.objects
    assert stripe.objects[method.token]["customer"] is None
    GATEWAY.forget_method(method.token)
    # Who is unknown there pays as somebody new.
    again = payment_request(payment_id=uuid4(), buyer_reference=method.buyer_reference)
    assert GATEWAY.start(again).reference


def charge(stripe: StripeServer, payment_id: UUID = PAYMENT) -> tuple[str, str, PaymentOutcome]:
    wanted = payment_request(payment_id=payment_id, saved_method="pm_1", buyer_reference="cus_1")
    stripe.objects["pm_1"] = {"id": "pm_1", "object": "payment_method", "type": "link", "link": {}}
    started = GATEWAY.start(wanted)
    assert started.state is not None
    return started.reference, started.url, started.state.outcome


def test_a_kept_card_may_be_declined(stripe: StripeServer) -> None:
    stripe.declines = "insufficient_funds"
    reference, url, outcome = charge(stripe)
    assert (url, outcome) == ("", PaymentOutcome.FAILED)
    state = GATEWAY.look_up(reference)
    assert (state.outcome, state.problem) == (PaymentOutcome.FAILED, "insufficient_funds")
    assert GATEWAY.cancel(reference).outcome == PaymentOutcome.CANCELLED


def test_a_bank_may_ask_for_the_buyer(stripe: StripeServer) -> None:
    stripe.asks_for_the_buyer = True
    reference, url, outcome = charge(stripe)
    assert url.startswith("https://hooks.stripe.com/")
    assert outcome == PaymentOutcome.PENDING
    stripe.confirm(reference)
    assert GATEWAY.come_back(reference, {}).outcome == PaymentOutcome.CONFIRMED


def test_a_bank_that_asks_in_a_way_we_cannot_show_charges_nothing(stripe: StripeServer) -> None:
    stripe.asks_for_the_buyer = stripe.asks_by_script = True
    reference, url, outcome = charge(stripe)
    assert (url, outcome) == ("", PaymentOutcome.FAILED)
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CANCELLED


def test_a_buyer_who_was_deleted_there_is_a_new_one(stripe: StripeServer) -> None:
    request = payment_request(keeps_method=True, buyer_reference="cus_gone")
    reference = GATEWAY.start(request).reference
    assert GATEWAY.start(request).reference == reference
    stripe.pay(reference)
    method = GATEWAY.look_up(reference).method
    assert method is not None and method.token and method.buyer_reference != "cus_gone"


def test_a_refund_is_made_once(stripe: StripeServer) -> None:
    reference, intent = paid(stripe)
    wanted = refund_request(reference, intent)
    state = GATEWAY.refund(wanted)
    assert (state.outcome, state.money, state.refund_id) == (
        RefundOutcome.COMPLETED,
        Money(2500, "EUR"),
        REFUND,
    )
    stripe.keys.clear()  # a day later, when keys are forgotten
    assert GATEWAY.refund(wanted) == state
    assert GATEWAY.refunds_of(intent) == [state]
    with pytest.raises(GatewayRefused) as refusal:  # more than is left
        GATEWAY.refund(replace(wanted, refund_id=uuid4()))
    assert refusal.value.code == "charge_already_refunded"


def test_a_refund_is_never_of_nothing(stripe: StripeServer) -> None:
    """Without an amount, Stripe would give everything back."""
    reference, intent = paid(stripe)
    with pytest.raises(GatewayRefused):
        GATEWAY.refund(refund_request(reference, intent, money=Money(0, "EUR")))
    assert stripe.count("POST", "/v1/refunds") == 0


def test_a_refund_that_had_succeeded_may_fail(stripe: StripeServer) -> None:
    reference, intent = paid(stripe)
    back = GATEWAY.refund(refund_request(reference, intent)).reference
    stripe.move_refund(back, "failed", why="lost_or_stolen_card")
    state = GATEWAY.look_up_refund(back, transaction_id=intent)
    assert (state.outcome, state.problem) == (RefundOutcome.FAILED, "lost_or_stolen_card")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("warning_needs_response", DisputeOutcome.INQUIRY),
        ("warning_under_review", DisputeOutcome.INQUIRY),
        ("warning_closed", DisputeOutcome.CLOSED),
        ("prevented", DisputeOutcome.CLOSED),
        ("needs_response", DisputeOutcome.OPEN),
        ("under_review", DisputeOutcome.OPEN),
        ("appeal_needs_response", DisputeOutcome.OPEN),
        ("appeal_under_review", DisputeOutcome.OPEN),
        ("a_word_of_tomorrow", DisputeOutcome.OPEN),
        ("won", DisputeOutcome.WON),
        ("lost", DisputeOutcome.LOST),
    ],
)
def test_every_word_for_a_dispute(stripe: StripeServer, status: str, expected: DisputeOutcome) -> None:
    _reference, intent = paid(stripe)
    dispute = stripe.dispute(intent)["id"]
    stripe.move_dispute(dispute, status)
    state = GATEWAY.look_up_dispute(dispute)
    assert (state.outcome, state.provider_status, state.transaction_id) == (expected, status, intent)


def test_a_payment_is_found_by_its_money(stripe: StripeServer) -> None:
    _reference, intent = paid(stripe)
    state = GATEWAY.find_by_money(intent)
    assert state is not None and state.capture is not None
    assert (state.payment_id, state.capture.transaction_id) == (payment_request().payment_id, intent)
    stripe.objects[intent]["metadata"] = {}
    assert GATEWAY.find_by_money(intent) is None  # of another shop on the same account
    assert GATEWAY.find_by_money("ch_1") is None


def test_what_a_dispute_holds_back_follows_what_was_booked(stripe: StripeServer) -> None:
    """Case 39: lost, next day won; the other way round it is taken again."""
    _reference, intent = paid(stripe)
    dispute = stripe.dispute(intent)["id"]
    held = []
    for status in ("needs_response", "won", "lost", "appeal_under_review", "won"):
        stripe.move_dispute(dispute, status)
        held.append(GATEWAY.look_up_dispute(dispute).withheld.amount_minor)
    assert held == [4999, 0, 4999, 4999, 0]
    state = GATEWAY.look_up_dispute(dispute)
    assert (state.fee, state.money) == (Money(1500, "EUR"), EUR)
    assert state.answer_by is not None and state.answer_by > datetime.now(UTC)


def test_an_inquiry_holds_nothing_back(stripe: StripeServer) -> None:
    _reference, intent = paid(stripe)
    dispute = stripe.dispute(intent, status="warning_needs_response")["id"]
    state = GATEWAY.look_up_dispute(dispute)
    assert (state.outcome, state.withheld, state.fee) == (DisputeOutcome.INQUIRY, Money(0, "EUR"), None)


PASSING = [Fault.REFUSED, Fault.ERROR, Fault.BUSY, Fault.CONFLICT, Fault.LOST, Fault.HALF, Fault.CUT]
PASSING += [Fault.SLOW, Fault.FAILED, Fault.RESET]


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_is_asked_through_and_nothing_is_done_twice(
    stripe: StripeServer, fault: Fault
) -> None:
    stripe.faults.append(fault)
    reference, intent = paid(stripe)
    stripe.faults += [fault, fault]
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CONFIRMED
    stripe.faults += [fault, fault, fault]  # the list, then the refund
    with pytest.raises(GatewayUnreachable) as trouble:
        GATEWAY.refund(refund_request(reference, intent))
    assert trouble.value.__cause__ is None and "ada@" not in repr(trouble.value)
    GATEWAY.refund(refund_request(reference, intent))
    kinds = [each["object"] for each in stripe.objects.values()]
    assert (kinds.count("checkout.session"), kinds.count("refund")) == (1, 1)


@pytest.mark.parametrize("fault", PASSING)
def test_a_refund_whose_answer_never_came_is_known_again(stripe: StripeServer, fault: Fault) -> None:
    reference, intent = paid(stripe)
    wanted = refund_request(reference, intent)
    GATEWAY.refunds_of(intent)
    stripe.faults += [Fault.SLOW if fault == Fault.SLOW else fault] * 3
    with pytest.raises(GatewayUnreachable):
        GATEWAY.refund(wanted)
    assert GATEWAY.refund(wanted).outcome == RefundOutcome.COMPLETED
    assert stripe.objects[intent]["_refunded"] == 2500


@pytest.mark.parametrize("fault", [Fault.DRIP, Fault.DRIP_HEAD])
def test_an_answer_that_drips_is_given_up_in_time(stripe: StripeServer, fault: Fault) -> None:
    """Each byte is within the limit; all of them would take minutes. The work is done once."""
    stripe.faults.append(fault)
    began = monotonic()
    reference = GATEWAY.start(payment_request()).reference
    assert 1.2 < monotonic() - began < 5
    assert [each["id"] for each in stripe.objects.values() if each["object"] == "checkout.session"] == [
        reference
    ]
    stripe.faults += [fault, fault, fault]
    with pytest.raises(GatewayUnreachable):
        GATEWAY.look_up(reference)
    assert monotonic() - began < 20


def test_nobody_at_the_address(stripe: StripeServer) -> None:
    stripe.stop()
    with pytest.raises(GatewayUnreachable):
        GATEWAY.look_up("cs_1")


def test_a_wrong_key_of_ours_is_no_refusal_of_the_payment(
    stripe: StripeServer, settings: pytest.FixtureRequest
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_old"
    with pytest.raises(GatewayUnreachable):
        GATEWAY.start(payment_request())


def test_what_is_not_there_is_refused(stripe: StripeServer) -> None:
    with pytest.raises(GatewayRefused) as refusal:
        GATEWAY.look_up("cs_none")
    assert refusal.value.code == "resource_missing"


@pytest.mark.parametrize(
    ("money", "units"),
    [
        (Money(4999, "EUR"), 4999),
        (Money(295, "JPY"), 295),
        (Money(1500, "KWD"), 1500),
        (Money(1505, "KWD"), None),
        (Money(500, "ISK"), 50_000),
        (Money(500, "UGX"), 50_000),
        (Money(2000, "HUF"), 2000),
        (Money(50_000, "MGA"), 500),
        (Money(50_001, "MGA"), None),
        (Money(5000, "IQD"), None),
        (Money(0, "EUR"), None),
        (Money(-1, "EUR"), None),
    ],
)
def test_amounts_are_written_as_stripe_counts(money: Money, units: int | None) -> None:
    """Case 35: UGX sent with the wrong exponent."""
    from commerce.gateways.stripe.amounts import from_units, to_units

    if units is None:
        with pytest.raises(GatewayRefused):
            to_units(money)
        return
    assert to_units(money) == units
    assert from_units(units, money.currency.lower()) == money


def test_a_currency_is_offered_where_it_is_set_and_can_be_said(
    stripe: StripeServer, settings: pytest.FixtureRequest
) -> None:
    assert GATEWAY.takes(Money(1500, "KWD"))
    assert not GATEWAY.takes(Money(1505, "KWD"))
    assert not GATEWAY.takes(Money(100, "GBP"))
    assert GATEWAY.is_ready()
    settings.STRIPE_WEBHOOK_SECRETS = []
    assert not GATEWAY.is_ready()


@pytest.mark.parametrize("currency", ["JPY", "KWD", "ISK", "UGX"])
def test_money_without_two_decimals_goes_there_and_back(stripe: StripeServer, currency: str) -> None:
    money = Money(12_340, currency)
    reference = GATEWAY.start(payment_request(money=money)).reference
    intent = stripe.pay(reference)["id"]
    capture = GATEWAY.look_up(reference).capture
    assert capture is not None and capture.money == money
    back = GATEWAY.refund(refund_request(reference, intent, money=Money(1230, currency)))
    assert back.money == Money(1230, currency)
