"""The sandbox: a tester decides, our own books say what happened, and messages tell of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from commerce.gateways.actions import receive_message
from commerce.gateways.base import (
    DisputeOutcome,
    DisputeState,
    ForgedMessage,
    GatewayRefused,
    PaymentOutcome,
    PaymentState,
    RefundOutcome,
    RefundState,
    StaleMessage,
    UnknownGateway,
    available,
    gateway_of,
)
from commerce.gateways.models import GatewayMessage, SandboxRecord
from commerce.gateways.sandbox import messages
from commerce.gateways.sandbox.choices import ChoiceRefused, choices_of, choose
from commerce.gateways.sandbox.gateway import SandboxGateway
from commerce.gateways.selectors import observed
from commerce.testing.payment_requests import PAYMENT, payment_request, refund_request
from common.money import Money

pytestmark = pytest.mark.django_db


def started(sandbox: SandboxGateway, **changed: object) -> str:
    return sandbox.start(payment_request(**changed)).reference


def click(reference: str, choice: str, *, about: str = "") -> str:
    """Press a button of the page, with the token that stands beside it."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/sandbox/{reference}/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    wanted = {"choice": choice, "about": about or reference, "csrfmiddlewaretoken": token}
    answer = client.post(f"/sandbox/{reference}/", wanted)
    assert answer.status_code == 302
    return str(answer["Location"])


def told() -> list[tuple[str, object]]:
    """What the messages said, in order: the kind, and the outcome of what it is about."""
    rows = GatewayMessage.objects.order_by("pk")
    return [(row.kind, getattr(observed(row).state, "outcome", None)) for row in rows]


@pytest.mark.parametrize(
    ("choice", "outcome", "leads", "messages_sent"),
    [
        ("pay", PaymentOutcome.CONFIRMED, "return_url", ["payment.paid"]),
        ("fail", PaymentOutcome.FAILED, "return_url", ["payment.failed"]),
        ("abandon", PaymentOutcome.PENDING, "cancel_url", []),
        ("pay_late", PaymentOutcome.PENDING, "return_url", []),
        ("expire", PaymentOutcome.CANCELLED, "", ["payment.cancelled"]),
    ],
)
def test_what_a_tester_chooses_happens(
    sandbox: SandboxGateway, choice: str, outcome: PaymentOutcome, leads: str, messages_sent: list[str]
) -> None:
    request = payment_request()
    begun = sandbox.start(request)
    page = Client().get(begun.url)
    assert page.status_code == 200
    assert f'value="{choice}"' in page.content.decode()
    to = click(begun.reference, choice)
    assert to == (getattr(request, leads) if leads else begun.url)
    state = sandbox.come_back(begun.reference, {})
    assert (state.outcome, state.payment_id) == (outcome, PAYMENT)
    assert [kind for kind, _outcome in told()] == messages_sent
    assert all(said == outcome for _kind, said in told())


def test_money_with_its_fee(sandbox: SandboxGateway) -> None:
    reference = started(sandbox)
    click(reference, "pay")
    capture = sandbox.look_up(reference).capture
    assert capture is not None
    assert (capture.money, capture.fee) == (Money(4999, "EUR"), Money(149, "EUR"))


def test_late_money_comes_even_after_the_payment_was_cancelled(sandbox: SandboxGateway) -> None:
    """Case 25: an order that was paid after it was cancelled."""
    reference = started(sandbox)
    click(reference, "pay_late")
    assert sandbox.cancel(reference).outcome == PaymentOutcome.CANCELLED
    assert "arrive" in Client().get(f"/sandbox/{reference}/").content.decode()
    click(reference, "arrive")
    assert sandbox.look_up(reference).outcome == PaymentOutcome.CONFIRMED
    assert told() == [("payment.paid", PaymentOutcome.CONFIRMED)]


def test_a_cancelled_payment_is_not_paid_and_a_paid_one_not_cancelled(sandbox: SandboxGateway) -> None:
    closed, done = started(sandbox), started(sandbox, payment_id=uuid4())
    assert sandbox.cancel(closed).outcome == PaymentOutcome.CANCELLED
    with pytest.raises(ChoiceRefused):
        choose(reference=closed, choice="pay", at=datetime.now(UTC))
    click(done, "pay")
    assert sandbox.cancel(done).outcome == PaymentOutcome.CONFIRMED
    with pytest.raises(ChoiceRefused):  # a second tab
        choose(reference=done, choice="pay", at=datetime.now(UTC))
    assert len(told()) == 1


def test_a_start_is_made_once(sandbox: SandboxGateway) -> None:
    request = payment_request()
    assert sandbox.start(request) == sandbox.start(request)
    with pytest.raises(GatewayRefused):
        sandbox.start(replace(request, money=Money(1, "EUR")))
    assert SandboxRecord.objects.count() == 1
    found = sandbox.find(PAYMENT)
    assert found is not None and found.outcome == PaymentOutcome.PENDING
    assert sandbox.find(uuid4()) is None


def test_a_kept_card_pays_at_once(sandbox: SandboxGateway) -> None:
    reference = started(sandbox, keeps_method=True)
    click(reference, "pay")
    method = sandbox.look_up(reference).method
    assert method is not None and method.token
    again = sandbox.start(payment_request(payment_id=uuid4(), saved_method=method.token))
    assert again.state is not None and again.state.outcome == PaymentOutcome.CONFIRMED
    assert again.url == ""
    sandbox.forget_method(method.token)
    sandbox.forget_method("card_gone")
    with pytest.raises(GatewayRefused):
        sandbox.start(payment_request(payment_id=uuid4(), saved_method=method.token))


def test_a_kept_card_may_ask_for_the_buyer_each_time(sandbox: SandboxGateway) -> None:
    plain = started(sandbox)
    assert "pay_asking" not in choices_of(SandboxRecord.objects.get(reference=plain))
    reference = sandbox.start(payment_request(payment_id=uuid4(), keeps_method=True)).reference
    click(reference, "pay_asking")
    method = sandbox.look_up(reference).method
    assert method is not None and (method.last_four, bool(method.token)) == ("3184", True)
    request = payment_request(payment_id=uuid4(), saved_method=method.token)
    again = sandbox.start(request)
    assert again.url and again.state is None
    click(again.reference, "pay")
    told = sandbox.start(request)
    assert told.state is not None and told.state.outcome == PaymentOutcome.CONFIRMED


def test_a_refund_is_given_once_and_may_fail_later(sandbox: SandboxGateway) -> None:
    reference = started(sandbox)
    click(reference, "pay")
    capture = sandbox.look_up(reference).capture
    assert capture is not None
    wanted = refund_request(reference, capture.transaction_id)
    state = sandbox.refund(wanted)
    assert sandbox.refund(wanted) == state
    assert state.outcome == RefundOutcome.COMPLETED
    assert sandbox.refunds_of(capture.transaction_id) == [state]
    for money in (Money(2500, "EUR"), Money(0, "EUR"), Money(1, "USD")):
        with pytest.raises(GatewayRefused):
            sandbox.refund(replace(wanted, refund_id=uuid4(), money=money))
    click(reference, "refund_fails", about=state.reference)
    assert sandbox.look_up_refund(state.reference, transaction_id="").outcome == RefundOutcome.FAILED
    assert told()[1:] == [
        ("refund.completed", RefundOutcome.COMPLETED),
        ("refund.failed", RefundOutcome.FAILED),
    ]
    sandbox.refund(replace(wanted, refund_id=uuid4(), money=Money(4999, "EUR")))


def test_a_payment_is_found_by_its_money(sandbox: SandboxGateway) -> None:
    reference = started(sandbox)
    click(reference, "pay")
    paid = sandbox.look_up(reference)
    assert paid.capture is not None
    assert sandbox.find_by_money(paid.capture.transaction_id) == paid


def test_a_dispute_is_never_over(sandbox: SandboxGateway) -> None:
    """Cases 38 and 39: won, lost, and open again."""
    reference = started(sandbox)
    click(reference, "pay")
    click(reference, "dispute")
    dispute = SandboxRecord.objects.get(kind="dispute").reference
    seen = [sandbox.look_up_dispute(dispute)]
    for choice in ("win", "reopen", "lose", "win"):
        click(reference, choice, about=dispute)
        seen.append(sandbox.look_up_dispute(dispute))
    words = ["open", "won", "open", "lost", "won"]
    assert [state.outcome for state in seen] == [DisputeOutcome(word) for word in words]
    assert [state.withheld.amount_minor for state in seen] == [4999, 0, 4999, 4999, 0]
    assert [said for _kind, said in told()[1:]] == [DisputeOutcome(word) for word in words]
    for row in GatewayMessage.objects.all():
        assert row.payment_reference == reference
        assert isinstance(observed(row).state, PaymentState | RefundState | DisputeState)


def test_only_what_belongs_to_the_payment_is_touched(sandbox: SandboxGateway) -> None:
    one, other = started(sandbox), started(sandbox, payment_id=uuid4())
    answer = Client().post(f"/sandbox/{one}/", {"choice": "pay", "about": other})
    assert answer.status_code == 404
    assert sandbox.look_up(other).outcome == PaymentOutcome.PENDING
    assert click(one, "nonsense") == f"/sandbox/{one}/"
    assert Client().get("/sandbox/none/").status_code == 404


def test_the_list_shows_the_newest_payments(sandbox: SandboxGateway) -> None:
    assert "No payments yet" in Client().get("/sandbox/").content.decode()
    for _number in range(3):
        started(sandbox, payment_id=uuid4())
    content = Client().get("/sandbox/").content.decode()
    assert content.count("A-1001") == 3


def test_a_message_of_the_sandbox_is_signed_like_any_other(sandbox: SandboxGateway) -> None:
    record = SandboxRecord.objects.get(reference=started(sandbox))
    now = datetime.now(UTC)
    body, headers = messages.message_about(record, "payment.paid", at=now)
    assert receive_message(gateway=sandbox, body=body, headers=headers, at=now) is not None
    assert receive_message(gateway=sandbox, body=body, headers=headers, at=now) is None
    for changed in (body + b" ", body[:-5], b""):
        with pytest.raises(ForgedMessage):
            sandbox.verify(changed, headers, now=now)
    for header in ("", "1.2", "x", "\u0661.2", f"{headers[messages.HEADER]}\u00e9", "9" * 40 + ".1"):
        with pytest.raises(ForgedMessage):
            sandbox.verify(body, {messages.HEADER: header}, now=now)
    for off in (timedelta(minutes=6), timedelta(minutes=-6)):
        with pytest.raises(StaleMessage):
            sandbox.verify(body, headers, now=now + off)
    answer = Client(headers=headers).post("/webhooks/sandbox/", body, content_type="application/json")
    assert answer.status_code == 200
    assert GatewayMessage.objects.count() == 1


def test_it_does_not_exist_outside_development(
    sandbox: SandboxGateway, settings: pytest.FixtureRequest
) -> None:
    reference = started(sandbox)
    assert sandbox.code in {each.code for each in available("EUR")}
    settings.DEBUG = False
    assert sandbox.code not in {each.code for each in available("EUR")}
    with pytest.raises(UnknownGateway):
        gateway_of("sandbox")
    before = GatewayMessage.objects.count()
    assert Client().get(f"/sandbox/{reference}/").status_code == 404
    assert Client().post(f"/sandbox/{reference}/", {"choice": "pay"}).status_code == 404
    assert Client().get("/sandbox/").status_code == 404
    assert Client().post("/webhooks/sandbox/", b"{}", content_type="application/json").status_code == 404
    assert GatewayMessage.objects.count() == before
    with pytest.raises(SystemCheckError, match="gateways.E001"):
        call_command("check", tags=["payments"], stdout=StringIO(), stderr=StringIO())
