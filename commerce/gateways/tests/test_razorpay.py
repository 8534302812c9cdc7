"""Razorpay's real library against a stand-in on loopback: what is asked, and what its answers mean."""

from __future__ import annotations

import json
from dataclasses import replace
from time import monotonic
from uuid import uuid4

import pytest

from commerce.gateways.base import (
    DisputeOutcome,
    ForgedMessage,
    GatewayRefused,
    GatewayUnreachable,
    PaymentOutcome,
    PaymentRequest,
    RefundOutcome,
)
from commerce.gateways.razorpay.gateway import RazorpayGateway
from commerce.testing.payment_requests import PAYMENT, REFUND, payment_request, refund_request
from commerce.testing.provider_server import Fault
from commerce.testing.razorpay_server import KEY_ID, RazorpayServer
from common.money import Money

GATEWAY = RazorpayGateway()
RUPEES = Money(499_900, "INR")


def rupees(**changed: object) -> PaymentRequest:
    return payment_request(money=RUPEES, **changed)


def started(razorpay: RazorpayServer) -> str:
    return GATEWAY.start(rupees()).reference


def test_an_order_is_made_for_the_pages_script(razorpay: RazorpayServer) -> None:
    begun = GATEWAY.start(rupees())
    assert begun.url == ""
    shown = {"key": KEY_ID, "order_id": begun.reference, "amount": "499900", "currency": "INR"}
    assert begun.fields.items() >= shown.items()
    wanted = json.loads(razorpay.asked[0].body)
    assert wanted["receipt"] == PAYMENT.hex
    assert wanted["notes"] == {"payment_id": str(PAYMENT), "order_number": "A-1001"}
    assert GATEWAY.look_up(begun.reference).outcome == PaymentOutcome.PENDING


@pytest.mark.parametrize("honours", [True, False])
def test_what_is_asked_twice_is_one_order(razorpay: RazorpayServer, honours: bool) -> None:
    razorpay.honours_receipts = honours
    razorpay.faults += [Fault.LOST, Fault.LOST]  # the first order, then the question after it
    reference = started(razorpay)
    assert [each["id"] for each in razorpay.objects.values()] == [reference]
    if honours:
        assert started(razorpay) == reference
        with pytest.raises(GatewayRefused):
            GATEWAY.start(replace(rupees(), money=Money(500, "INR")))


def test_a_payment_that_was_captured(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    payment = razorpay.try_to_pay(reference, method="card")
    state = GATEWAY.look_up(reference)
    assert state.outcome == PaymentOutcome.CONFIRMED
    assert state.capture is not None
    assert (state.capture.transaction_id, state.capture.money) == (payment["id"], RUPEES)
    assert state.capture.fee == Money(9998, "INR")
    assert state.method is not None
    assert (state.method.kind, state.method.brand, state.method.last_four) == ("card", "Visa", "1111")


def test_what_is_authorised_is_taken(razorpay: RazorpayServer) -> None:
    """Also days after it failed: Razorpay's late authorisation."""
    reference = started(razorpay)
    payment = razorpay.try_to_pay(reference, outcome="failed")
    state = GATEWAY.look_up(reference)
    assert (state.outcome, state.problem) == (PaymentOutcome.FAILED, "payment_failed")
    razorpay.move_payment(payment["id"], "authorized")
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CONFIRMED
    captures = [asked for asked in razorpay.asked if asked.path.endswith("/capture")]
    assert [json.loads(asked.body) for asked in captures] == [{"amount": 499_900, "currency": "INR"}]
    GATEWAY.look_up(reference)
    assert len([asked for asked in razorpay.asked if asked.path.endswith("/capture")]) == 1


def test_somebody_else_took_it_a_moment_before(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    payment = razorpay.try_to_pay(reference, outcome="authorized")
    razorpay.faults += [None, Fault.LOST]  # captured, and its answer never came
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CONFIRMED
    assert razorpay.objects[payment["id"]]["captured"] is True


def test_one_try_may_fail_and_the_next_pay(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    razorpay.try_to_pay(reference, outcome="failed")
    razorpay.try_to_pay(reference, outcome="created")
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.PENDING
    paid = razorpay.try_to_pay(reference)
    state = GATEWAY.look_up(reference)
    assert state.capture is not None and state.capture.transaction_id == paid["id"]
    assert state.further == ()


def test_money_that_came_twice_is_told_twice(razorpay: RazorpayServer) -> None:
    """Case 11: every payment has to be booked, also when the order is paid already."""
    reference = started(razorpay)
    first, second = razorpay.try_to_pay(reference), razorpay.try_to_pay(reference)
    state = GATEWAY.look_up(reference)
    assert state.capture is not None
    assert [state.capture.transaction_id, *(each.transaction_id for each in state.further)] == [
        first["id"],
        second["id"],
    ]


def test_the_buyer_comes_back_with_a_signature(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    posted = razorpay.posted(razorpay.try_to_pay(reference))
    assert GATEWAY.come_back(reference, posted).outcome == PaymentOutcome.CONFIRMED
    razorpay.faults += [Fault.ERROR] * 3
    assert GATEWAY.come_back(reference, posted).outcome == PaymentOutcome.PENDING
    assert GATEWAY.come_back(reference, {}).outcome == PaymentOutcome.CONFIRMED


def test_a_signature_counts_for_the_stored_order_alone(razorpay: RazorpayServer) -> None:
    """Case 28: a cheap order's payment must not pay an expensive one."""
    cheap = GATEWAY.start(replace(rupees(), payment_id=uuid4(), money=Money(100, "INR"))).reference
    reference = started(razorpay)
    posted = razorpay.posted(razorpay.try_to_pay(cheap))
    asked = len(razorpay.asked)
    for forged in (
        posted,
        posted | {"razorpay_order_id": reference},
        {"razorpay_payment_id": posted["razorpay_payment_id"]},
        {"razorpay_signature": posted["razorpay_signature"]},
        posted | {"razorpay_signature": "\u00e9" * 64},
        posted | {"razorpay_payment_id": "\udcff"},
    ):
        with pytest.raises(ForgedMessage):
            GATEWAY.come_back(reference, forged)
    assert len(razorpay.asked) == asked


def test_an_order_can_not_be_closed(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    assert GATEWAY.cancel(reference).outcome == PaymentOutcome.CANCELLED
    payment = razorpay.try_to_pay(reference, outcome="created")
    assert GATEWAY.cancel(reference).outcome == PaymentOutcome.PENDING
    razorpay.move_payment(payment["id"], "captured")
    assert GATEWAY.cancel(reference).outcome == PaymentOutcome.CONFIRMED


def test_an_order_is_found_by_our_own_id(razorpay: RazorpayServer) -> None:
    assert GATEWAY.find(PAYMENT) is None
    reference = started(razorpay)
    razorpay.try_to_pay(reference)
    state = GATEWAY.find(PAYMENT)
    assert state is not None
    assert (state.reference, state.outcome, state.payment_id) == (
        reference,
        PaymentOutcome.CONFIRMED,
        PAYMENT,
    )


def test_a_refund_is_made_once(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    payment = razorpay.try_to_pay(reference)["id"]
    wanted = refund_request(reference, payment, money=Money(250_000, "INR"))
    state = GATEWAY.refund(wanted)
    assert (state.outcome, state.money, state.refund_id) == (
        RefundOutcome.PENDING,
        Money(250_000, "INR"),
        REFUND,
    )
    sent = [asked for asked in razorpay.asked if asked.path.endswith("/refund")]
    assert [asked.headers["x-refund-idempotency"] for asked in sent] == [REFUND.hex]
    razorpay.refund_keys.clear()
    assert GATEWAY.refund(wanted) == state
    with pytest.raises(GatewayRefused) as refusal:
        GATEWAY.refund(replace(wanted, refund_id=uuid4()))
    assert refusal.value.code == "input_validation_failed"
    with pytest.raises(GatewayRefused):
        GATEWAY.refund(replace(wanted, refund_id=uuid4(), money=Money(0, "INR")))
    for status, outcome in (("processed", RefundOutcome.COMPLETED), ("failed", RefundOutcome.FAILED)):
        razorpay.move_refund(state.reference, status)
        assert GATEWAY.look_up_refund(state.reference, transaction_id=payment).outcome == outcome
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CONFIRMED


def test_a_payment_that_was_given_back_was_still_paid(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    payment = razorpay.try_to_pay(reference)["id"]
    GATEWAY.refund(refund_request(reference, payment, money=RUPEES))
    assert razorpay.objects[payment]["status"] == "refunded"
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CONFIRMED


def test_a_late_payment_that_razorpay_gave_back_itself_was_never_ours(razorpay: RazorpayServer) -> None:
    reference = started(razorpay)
    payment = razorpay.try_to_pay(reference, outcome="failed")
    payment["status"] = "refunded"
    state = GATEWAY.look_up(reference)
    assert (state.outcome, state.capture) == (PaymentOutcome.FAILED, None)


@pytest.mark.parametrize(
    ("status", "phase", "expected", "withheld"),
    [
        ("open", "retrieval", DisputeOutcome.INQUIRY, 0),
        ("under_review", "fraud", DisputeOutcome.INQUIRY, 0),
        ("open", "chargeback", DisputeOutcome.OPEN, 0),
        ("under_review", "chargeback", DisputeOutcome.OPEN, 0),
        ("won", "chargeback", DisputeOutcome.WON, 0),
        ("open", "pre_arbitration", DisputeOutcome.OPEN, 0),
        ("lost", "arbitration", DisputeOutcome.LOST, 100_000),
        ("closed", "chargeback", DisputeOutcome.CLOSED, 0),
        ("a_word_of_tomorrow", "chargeback", DisputeOutcome.OPEN, 0),
    ],
)
def test_every_word_for_a_dispute(
    razorpay: RazorpayServer, status: str, phase: str, expected: DisputeOutcome, withheld: int
) -> None:
    payment = razorpay.try_to_pay(started(razorpay))["id"]
    dispute = razorpay.dispute(payment, amount=100_000)["id"]
    razorpay.move_dispute(dispute, status, phase=phase)
    state = GATEWAY.look_up_dispute(dispute)
    assert (state.outcome, state.money, state.transaction_id) == (expected, Money(100_000, "INR"), payment)
    assert state.withheld == Money(withheld, "INR")
    assert state.provider_status == f"{phase} {status}"


def test_a_payment_is_found_by_its_money(razorpay: RazorpayServer) -> None:
    order = started(razorpay)
    razorpay.try_to_pay(order, outcome="failed")
    money = razorpay.try_to_pay(order)["id"]
    state = GATEWAY.find_by_money(money)
    assert state is not None and state.capture is not None
    assert (state.reference, state.capture.transaction_id) == (order, money)
    razorpay.objects[money]["order_id"] = None
    assert GATEWAY.find_by_money(money) is None
    with pytest.raises(GatewayRefused):
        GATEWAY.find_by_money("pay_of_nobody")


PASSING = [Fault.REFUSED, Fault.ERROR, Fault.BUSY, Fault.CONFLICT, Fault.LOST, Fault.HALF, Fault.CUT]
PASSING += [Fault.SLOW, Fault.FAILED, Fault.RESET]


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_is_asked_through_and_nothing_is_done_twice(
    razorpay: RazorpayServer, fault: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    razorpay.honours_receipts = False
    razorpay.faults.append(fault)
    reference = started(razorpay)
    payment = razorpay.try_to_pay(reference)["id"]
    razorpay.faults += [fault, fault]
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.CONFIRMED
    wanted = refund_request(reference, payment, money=Money(250_000, "INR"))
    razorpay.faults += [None, fault, fault, fault]
    with pytest.raises(GatewayUnreachable) as trouble:
        GATEWAY.refund(wanted)
    assert trouble.value.__cause__ is None
    GATEWAY.refund(wanted)
    kinds = [each["entity"] for each in razorpay.objects.values()]
    assert (kinds.count("order"), kinds.count("refund")) == (1, 1)
    assert razorpay.objects[payment]["amount_refunded"] == 250_000
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("fault", [Fault.DRIP, Fault.DRIP_HEAD])
def test_an_answer_that_drips_is_given_up_in_time(razorpay: RazorpayServer, fault: Fault) -> None:
    """Each byte is within the limit; all of them would take a minute and more."""
    reference = started(razorpay)
    razorpay.faults.append(fault)
    began = monotonic()
    assert GATEWAY.look_up(reference).outcome == PaymentOutcome.PENDING
    assert 1.2 < monotonic() - began < 5
    razorpay.faults += [fault, fault, fault]
    with pytest.raises(GatewayUnreachable):
        GATEWAY.look_up(reference)
    assert monotonic() - began < 20


def test_nobody_at_the_address(razorpay: RazorpayServer, capsys: pytest.CaptureFixture[str]) -> None:
    razorpay.stop()
    with pytest.raises(GatewayUnreachable):
        GATEWAY.look_up("order_1")
    assert capsys.readouterr().out == ""


def test_a_wrong_key_of_ours_is_no_refusal_of_the_payment(
    razorpay: RazorpayServer, settings: pytest.FixtureRequest
) -> None:
    settings.RAZORPAY_KEY_SECRET = "another"
    with pytest.raises(GatewayUnreachable):
        GATEWAY.start(rupees())


@pytest.mark.parametrize(
    ("money", "is_taken"),
    [
        (Money(100, "INR"), True),
        (Money(99, "INR"), False),
        (Money(295, "JPY"), True),
        (Money(295_990, "KWD"), True),
        (Money(295_991, "KWD"), False),
        (Money(100, "EUR"), False),
    ],
)
def test_which_amounts_are_taken(
    razorpay: RazorpayServer, settings: pytest.FixtureRequest, money: Money, is_taken: bool
) -> None:
    settings.RAZORPAY_CURRENCIES = ["INR", "JPY", "KWD"]
    assert GATEWAY.takes(money) is is_taken


def test_without_all_keys_it_is_not_offered(
    razorpay: RazorpayServer, settings: pytest.FixtureRequest
) -> None:
    assert GATEWAY.is_ready()
    settings.RAZORPAY_WEBHOOK_SECRETS = []
    assert not GATEWAY.is_ready()
