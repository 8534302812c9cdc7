"""Messages of Stripe and Razorpay: what is signed is kept once and understood; all else leaves nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commerce.databases import commerce_database, commerce_transaction
from commerce.gateways.actions import MOST_BYTES
from commerce.gateways.base import (
    DisputeOutcome,
    ForgedMessage,
    Observed,
    PaymentOutcome,
    RefundOutcome,
    StaleMessage,
)
from commerce.gateways.models import GatewayMessage
from commerce.gateways.models.message import MessageOutcome
from commerce.gateways.razorpay import messages as razorpay_messages
from commerce.gateways.razorpay.gateway import RazorpayGateway
from commerce.gateways.selectors import observed
from commerce.gateways.stripe import messages as stripe_messages
from commerce.gateways.stripe.gateway import StripeGateway
from commerce.testing.payment_requests import PAYMENT, REFUND, payment_request, refund_request
from commerce.testing.razorpay_server import RazorpayServer
from commerce.testing.stripe_server import StripeServer
from common.models import OutboxRow
from common.money import Money

pytestmark = pytest.mark.django_db
Signed = tuple[bytes, dict[str, str]]


def send(code: str, signed: Signed) -> int:
    body, headers = signed
    rest = {name: value for name, value in headers.items() if name != "content-type"}
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/webhooks/{code}/", body, content_type="application/json", headers=rest).status_code


def rows() -> tuple[int, int]:
    return GatewayMessage.objects.count(), OutboxRow.objects.using(commerce_database()).count()


def said(code: str) -> list[tuple[str, Observed]]:
    found = GatewayMessage.objects.filter(gateway=code).order_by("pk")
    return [(row.kind, observed(row)) for row in found]


def outcome_of(told: Observed) -> Any:
    return getattr(told.state, "outcome", None)


def test_what_stripe_says_of_a_payment(stripe: StripeServer) -> None:
    gateway = StripeGateway()
    reference = gateway.start(payment_request()).reference
    stripe.decline(reference)
    intent = stripe.pay(reference)["id"]
    assert [send("stripe", stripe.signed(event)) for event in stripe.events] == [200] * 3
    told = said("stripe")
    assert [(kind, outcome_of(one)) for kind, one in told] == [
        ("payment_intent.payment_failed", None),  # another card may follow
        ("payment_intent.succeeded", PaymentOutcome.CONFIRMED),
        ("checkout.session.completed", PaymentOutcome.CONFIRMED),
    ]
    assert {one.payment_id for _kind, one in told} == {PAYMENT}
    session = told[-1][1]
    assert (session.payment, session.payment_reference, session.transaction_id) == (
        reference,
        reference,
        intent,
    )
    assert rows() == (3, 3)


def test_a_session_whose_money_is_on_its_way_says_nothing_certain(stripe: StripeServer) -> None:
    reference = StripeGateway().start(payment_request()).reference
    stripe.pay(reference, delayed=True)
    send("stripe", stripe.signed(stripe.events[-1]))
    stripe.arrive(reference)
    send("stripe", stripe.signed(stripe.events[-1]))
    assert [outcome_of(one) for _kind, one in said("stripe")] == [None, PaymentOutcome.CONFIRMED]


def test_what_stripe_says_of_refunds_and_disputes(stripe: StripeServer) -> None:
    gateway = StripeGateway()
    reference = gateway.start(payment_request()).reference
    intent = stripe.pay(reference)["id"]
    stripe.events.clear()
    refund = gateway.refund(refund_request(reference, intent)).reference
    stripe.move_refund(refund, "failed")
    dispute = stripe.dispute(intent)["id"]
    stripe.move_dispute(dispute, "won")
    for event in stripe.events:
        assert send("stripe", stripe.signed(event)) == 200
    told = said("stripe")
    assert [(kind, outcome_of(one)) for kind, one in told] == [
        ("refund.created", RefundOutcome.COMPLETED),
        ("refund.failed", RefundOutcome.FAILED),
        ("charge.dispute.created", DisputeOutcome.OPEN),
        ("charge.dispute.funds_withdrawn", DisputeOutcome.OPEN),
        ("charge.dispute.closed", DisputeOutcome.WON),
        ("charge.dispute.funds_reinstated", DisputeOutcome.WON),
    ]
    assert {one.transaction_id for _kind, one in told} == {intent}
    assert told[0][1].refund_id == REFUND
    assert [one.about for _kind, one in told] == ["refund"] * 2 + ["dispute"] * 4


def test_another_shop_on_the_same_account_is_none_of_ours(stripe: StripeServer) -> None:
    session = StripeGateway().start(payment_request()).reference
    stripe.objects[session]["metadata"] = {}
    stripe.objects[session]["_intent"] = {}
    stripe.pay(session)
    for event in stripe.events:
        assert send("stripe", stripe.signed(event)) == 200
    assert {row.outcome for row in GatewayMessage.objects.all()} == {MessageOutcome.IGNORED}
    assert rows() == (2, 0)


@pytest.mark.parametrize(
    "event",
    [
        {
            "id": "evt_1",
            "object": "event",
            "type": "customer.created",
            "data": {"object": {"object": "customer"}},
        },
        {"id": "evt_1", "object": "event", "type": "invoice.paid", "data": {"object": {"object": "invoice"}}},
        # A thin event: it has ids alone.
        {
            "id": "evt_1",
            "object": "v2.core.event",
            "type": "v1.checkout.session.completed",
            "related_object": {},
        },
        {"id": "evt_1", "object": "event", "type": "a.word.of.tomorrow", "data": None},
    ],
    ids=["customer", "invoice", "thin", "unknown"],
)
def test_kinds_that_we_do_not_know_are_kept_and_answered(stripe: StripeServer, event: dict[str, Any]) -> None:
    assert send("stripe", stripe.signed(event)) == 200
    assert GatewayMessage.objects.get().outcome == MessageOutcome.IGNORED
    assert OutboxRow.objects.using(commerce_database()).count() == 0


def test_a_known_kind_in_words_we_do_not_know_is_left_to_people(stripe: StripeServer) -> None:
    found = {"object": "refund", "id": "re_1", "amount": "many"}
    event = {"id": "evt_1", "type": "refund.created", "data": {"object": found}}
    assert send("stripe", stripe.signed(event)) == 200
    message = GatewayMessage.objects.get()
    assert (message.outcome, message.error) == (MessageOutcome.FAILED, "KeyError: 'status'")


def stripe_event(stripe: StripeServer) -> dict[str, Any]:
    stripe.pay(StripeGateway().start(payment_request()).reference)
    return stripe.events[-1]


@pytest.mark.parametrize(
    "change",
    [
        lambda body, header: (body, ""),
        lambda body, header: (body, header.replace("v1=", "v1=0")),
        lambda body, header: (body, header.replace("v1=", "v0=")),
        lambda body, header: (body, header.split(",")[1]),
        lambda body, header: (body, header.split(",")[0]),
        lambda body, header: (body, header + "\u00e9"),
        lambda body, header: (body, "t=\u00e9,v1=\u00e9"),
        lambda body, header: (body, "t=" + "9" * 5000 + ",v1=0"),
        lambda body, header: (body, "nonsense"),
        lambda body, header: (body[:-1], header),
        lambda body, header: (body + b" ", header),
        lambda body, header: (b"", header),
        lambda body, header: (b"\xff\xfe" + body, header),
        lambda body, header: (body.replace(b"4999", b"4998"), header),
    ],
)
def test_stripe_forged_or_cut(
    stripe: StripeServer, change: Callable[[bytes, str], tuple[bytes, str]]
) -> None:
    body, headers = stripe.signed(stripe_event(stripe))
    body, header = change(body, headers["stripe-signature"])
    with pytest.raises(ForgedMessage) as trouble:
        stripe_messages.verify(body, {"stripe-signature": header}, now=datetime.now(UTC))
    assert "ada" not in repr(trouble.value) and trouble.value.__cause__ is None
    assert send("stripe", (body, {"stripe-signature": header})) == 400
    assert rows() == (0, 0)


def test_stripe_without_the_header(stripe: StripeServer) -> None:
    assert send("stripe", (stripe.signed(stripe_event(stripe))[0], {})) == 400
    assert rows() == (0, 0)


@pytest.mark.parametrize(("seconds", "status"), [(-301, 400), (-290, 200), (290, 200), (301, 400)])
def test_stripe_signs_a_time_that_is_bounded_on_both_sides(
    stripe: StripeServer, seconds: int, status: int
) -> None:
    signed = stripe.signed(stripe_event(stripe), at=int(time.time()) + seconds)
    assert send("stripe", signed) == status
    assert rows() == ((1, 1) if status == 200 else (0, 0))
    if status == 400:
        body, headers = signed
        with pytest.raises(StaleMessage):
            stripe_messages.verify(body, headers, now=datetime.now(UTC))


@pytest.mark.parametrize(
    "content", ["[]", "null", "1", "{}", '{"id": 1, "type": "x"}', '{"id": "evt_1"}', "{"]
)
def test_what_is_signed_and_no_event(stripe: StripeServer, content: str) -> None:
    import stripe as library

    from commerce.testing.stripe_server import WEBHOOK_SECRET

    header = library.WebhookSignature.generate_signature_header(content, WEBHOOK_SECRET)
    assert send("stripe", (content.encode(), {"stripe-signature": header})) == 400
    assert rows() == (0, 0)


def test_a_secret_may_be_exchanged(stripe: StripeServer, settings: pytest.FixtureRequest) -> None:
    from commerce.testing.stripe_server import WEBHOOK_SECRET

    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", WEBHOOK_SECRET]
    event = stripe_event(stripe)
    assert send("stripe", stripe.signed(event)) == 200
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new"]
    assert send("stripe", stripe.signed(event | {"id": "evt_later"})) == 400


def test_a_message_that_is_too_long(stripe: StripeServer, razorpay: RazorpayServer) -> None:
    event = stripe_event(stripe) | {"padding": "x" * MOST_BYTES}
    assert send("stripe", stripe.signed(event)) == 413
    reference = RazorpayGateway().start(payment_request(money=Money(499_900, "INR"))).reference
    razorpay.try_to_pay(reference)
    external_id, content = razorpay.events[-1]
    assert send("razorpay", razorpay.signed((external_id, content | {"padding": "x" * MOST_BYTES}))) == 413
    assert rows() == (0, 0)


def test_what_razorpay_says(razorpay: RazorpayServer) -> None:
    gateway = RazorpayGateway()
    reference = gateway.start(payment_request(money=Money(499_900, "INR"))).reference
    razorpay.try_to_pay(reference, outcome="failed")
    payment = razorpay.try_to_pay(reference)["id"]
    refund = gateway.refund(refund_request(reference, payment, money=Money(100_000, "INR"))).reference
    razorpay.move_refund(refund, "processed")
    dispute = razorpay.dispute(payment)["id"]
    razorpay.move_dispute(dispute, "won")
    assert {send("razorpay", razorpay.signed(event)) for event in razorpay.events} == {200}
    told = said("razorpay")
    assert [(kind, outcome_of(one)) for kind, one in told] == [
        ("payment.failed", None),
        ("payment.authorized", None),
        ("payment.captured", PaymentOutcome.CONFIRMED),
        ("order.paid", PaymentOutcome.CONFIRMED),
        ("refund.created", RefundOutcome.PENDING),
        ("refund.processed", RefundOutcome.COMPLETED),
        ("payment.dispute.created", DisputeOutcome.OPEN),
        ("payment.dispute.won", DisputeOutcome.WON),
    ]
    assert {one.payment_reference for _kind, one in told} == {reference}
    assert {one.transaction_id for _kind, one in told[1:]} == {payment}
    assert told[3][1].payment_id == PAYMENT  # in the order's notes
    assert told[4][1].refund_id == REFUND


def razorpay_event(razorpay: RazorpayServer) -> tuple[str, dict[str, Any]]:
    reference = RazorpayGateway().start(payment_request(money=Money(499_900, "INR"))).reference
    razorpay.try_to_pay(reference)
    return razorpay.events[-1]


@pytest.mark.parametrize(
    "change",
    [
        lambda body, signature: (body, ""),
        lambda body, signature: (body, None),
        lambda body, signature: (body, "0" * 64),
        lambda body, signature: (body, signature[:-1]),
        lambda body, signature: (body, signature + "\u00e9"),
        lambda body, signature: (body[:-1], signature),
        lambda body, signature: (b"\xff" + body, signature),
        lambda body, signature: (b"", signature),
    ],
)
def test_razorpay_forged_or_cut(
    razorpay: RazorpayServer, change: Callable[[bytes, str], tuple[bytes, str | None]]
) -> None:
    body, headers = razorpay.signed(razorpay_event(razorpay))
    changed, signature = change(body, headers["x-razorpay-signature"])
    headers.pop("x-razorpay-signature")
    headers |= {"x-razorpay-signature": signature} if signature is not None else {}
    assert send("razorpay", (changed, headers)) == 400
    assert rows() == (0, 0)


def test_razorpays_secret_may_be_exchanged(razorpay: RazorpayServer, settings: pytest.FixtureRequest) -> None:
    event = razorpay_event(razorpay)
    settings.RAZORPAY_WEBHOOK_SECRETS = ["new", *settings.RAZORPAY_WEBHOOK_SECRETS]
    assert [send("razorpay", razorpay.signed(event)), send("razorpay", razorpay.signed(event, "new"))] == [
        200
    ] * 2
    assert rows() == (1, 1)


def test_razorpays_old_messages_are_kept_like_new_ones(razorpay: RazorpayServer) -> None:
    """It signs no time, repeats for a day, and its support for 15."""
    external_id, content = razorpay_event(razorpay)
    content["created_at"] -= 15 * 86_400
    assert send("razorpay", razorpay.signed((external_id, content))) == 200
    sent_at = GatewayMessage.objects.get().sent_at
    assert sent_at is not None and int(sent_at.timestamp()) == content["created_at"]


def test_without_its_id_a_message_is_known_by_its_body(razorpay: RazorpayServer) -> None:
    body, headers = razorpay.signed(razorpay_event(razorpay))
    headers.pop("x-razorpay-event-id")
    assert [send("razorpay", (body, headers)) for _time in range(2)] == [200, 200]
    assert rows() == (1, 1)


def test_razorpays_other_kinds_are_kept(razorpay: RazorpayServer) -> None:
    body = {"entity": "event", "event": "settlement.processed", "payload": {}, "created_at": "soon"}
    assert send("razorpay", razorpay.signed(("event_1", body))) == 200
    assert GatewayMessage.objects.get().outcome == MessageOutcome.IGNORED


def test_kinds_are_named_once() -> None:
    for kinds in (stripe_messages.KINDS, razorpay_messages.KINDS):
        assert len(set(kinds)) == len(kinds)


@pytest.fixture
def story(stripe: StripeServer, razorpay: RazorpayServer) -> list[tuple[str, Signed]]:
    """All that both providers say of a payment each: paid, partly given back, disputed."""
    card, order = StripeGateway(), RazorpayGateway()
    session = card.start(payment_request()).reference
    intent = stripe.pay(session)["id"]
    card.refund(refund_request(session, intent, money=Money(100, "EUR")))
    stripe.move_dispute(stripe.dispute(intent)["id"], "lost")
    reference = order.start(payment_request(money=Money(499_900, "INR"), payment_id=uuid4())).reference
    payment = razorpay.try_to_pay(reference)["id"]
    order.refund(refund_request(reference, payment, money=Money(100, "INR"), refund_id=uuid4()))
    razorpay.move_dispute(razorpay.dispute(payment)["id"], "won")
    return [("stripe", stripe.signed(event)) for event in stripe.events] + [
        ("razorpay", razorpay.signed(event)) for event in razorpay.events
    ]


def test_any_order_and_any_repeats_leave_the_same_rows(story: list[tuple[str, Signed]]) -> None:
    @hypothesis_settings(
        max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(st.lists(st.sampled_from(range(len(story))), max_size=16))
    def deliver(deliveries: list[int]) -> None:
        from django.db import transaction

        with commerce_transaction() as db:
            assert {send(*story[each]) for each in deliveries} <= {200}
            kept = sorted((row.gateway, bytes(row.body)) for row in GatewayMessage.objects.all())
            assert kept == sorted((story[each][0], story[each][1][0]) for each in set(deliveries))
            assert OutboxRow.objects.using(db).count() == len(kept)
            transaction.set_rollback(True, using=db)

    deliver()


def test_nothing_that_anybody_sends_breaks_the_door(stripe: StripeServer, razorpay: RazorpayServer) -> None:
    """Whatever the body and the signature: 400, and no row."""
    texts = st.text(
        st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=90
    )

    @hypothesis_settings(
        max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        st.binary(max_size=60) | st.builds(lambda x: json.dumps(x).encode(), st.dictionaries(texts, texts)),
        texts,
    )
    def knock(body: bytes, header: str) -> None:
        signed = {"stripe-signature": header, "x-razorpay-signature": header, "x-razorpay-event-id": header}
        assert {send(code, (body, signed)) for code in ("stripe", "razorpay")} == {400}

    knock()
    assert rows() == (0, 0)
