"""Bank transfer: the payment waits, and staff say that the money came or went."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from commerce.databases import commerce_database
from commerce.gateways.actions import TransferRefused, confirm_transfer
from commerce.gateways.bank_transfer.gateway import BankTransferGateway
from commerce.gateways.base import GatewayRefused, PaymentOutcome, RefundOutcome
from commerce.gateways.models import BankTransfer, GatewayMessage
from commerce.gateways.selectors import observed
from commerce.testing.payment_requests import PAYMENT, payment_request, refund_request
from common.models import OutboxRow
from common.money import Money

pytestmark = pytest.mark.django_db

STAFF = UUID("00000000-0000-4000-8000-00000000000a")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GATEWAY = BankTransferGateway()


@pytest.fixture(autouse=True)
def details(settings: pytest.FixtureRequest) -> None:
    settings.BANK_TRANSFER_DETAILS = ["Academy Ltd", "IBAN DE00 0000 0000"]
    settings.BANK_TRANSFER_CURRENCIES = ["EUR", "JPY"]


def confirm(code: str, words: str = "E2E-77") -> BankTransfer:
    return confirm_transfer(code=code, bank_reference=words, actor_id=STAFF, at=NOW)


def test_the_buyer_is_told_where_to_send_the_money(settings: pytest.FixtureRequest) -> None:
    started = GATEWAY.start(payment_request())
    assert started.url == ""
    assert started.fields == {"code": started.reference, "details": "Academy Ltd\nIBAN DE00 0000 0000"}
    assert started.state is not None and started.state.outcome == PaymentOutcome.PENDING
    assert GATEWAY.start(payment_request()) == started
    assert BankTransfer.objects.count() == 1
    assert GATEWAY.is_ready() and GATEWAY.takes(Money(1, "JPY")) and not GATEWAY.takes(Money(1, "USD"))
    settings.BANK_TRANSFER_DETAILS = []
    assert not GATEWAY.is_ready()


def test_codes_are_short_and_of_each_payment() -> None:
    codes = {GATEWAY.start(payment_request(payment_id=uuid4())).reference for _number in range(30)}
    assert len(codes) == 30
    assert {len(code) for code in codes} == {11}
    assert not set("ILOU") & set("".join(code[1:] for code in codes))


def test_staff_confirm_with_the_banks_reference() -> None:
    code = GATEWAY.start(payment_request()).reference
    transfer = confirm(code)
    assert (transfer.bank_reference, transfer.settled_by, transfer.settled_at) == ("E2E-77", STAFF, NOW)
    state = GATEWAY.look_up(code)
    assert (state.outcome, state.payment_id) == (PaymentOutcome.CONFIRMED, PAYMENT)
    assert state.capture is not None
    assert (state.capture.transaction_id, state.capture.money) == (code, Money(4999, "EUR"))
    assert GATEWAY.find(PAYMENT) == state
    message = GatewayMessage.objects.get()
    assert (message.gateway, message.kind, message.payment_reference) == (
        "bank_transfer",
        "transfer.confirmed",
        code,
    )
    assert observed(message).payment == code
    assert (
        OutboxRow.objects.using(commerce_database()).filter(kind="gateways.GatewayEventReceived").count() == 1
    )


def test_a_transfer_is_confirmed_once_and_never_without_a_reference() -> None:
    code = GATEWAY.start(payment_request()).reference
    with pytest.raises(TransferRefused, match="Enter"):
        confirm(code, "  ")
    confirm(code)
    with pytest.raises(TransferRefused, match="already"):
        confirm(code, "another")
    with pytest.raises(TransferRefused, match="doesn't exist"):
        confirm("T0000000000")
    assert BankTransfer.objects.get().bank_reference == "E2E-77"
    assert GatewayMessage.objects.count() == 1


def test_money_that_comes_after_the_payment_was_cancelled_is_there() -> None:
    """Case 24: late money is taken note of, and given back or kept by whoever decides."""
    code = GATEWAY.start(payment_request()).reference
    assert GATEWAY.cancel(code).outcome == PaymentOutcome.CANCELLED
    confirm(code)
    assert GATEWAY.look_up(code).outcome == PaymentOutcome.CONFIRMED
    assert GATEWAY.cancel(code).outcome == PaymentOutcome.CONFIRMED


def test_money_goes_back_by_hand() -> None:
    code = GATEWAY.start(payment_request()).reference
    wanted = refund_request(code, code)
    with pytest.raises(GatewayRefused):
        GATEWAY.refund(wanted)
    confirm(code)
    state = GATEWAY.refund(wanted)
    assert (state.outcome, state.money) == (RefundOutcome.PENDING, Money(2500, "EUR"))
    assert GATEWAY.refund(wanted) == state
    confirm(state.reference)
    assert GATEWAY.look_up_refund(state.reference, transaction_id=code).outcome == RefundOutcome.COMPLETED
    assert [each.outcome for each in GATEWAY.refunds_of(code)] == [RefundOutcome.COMPLETED]
    told = observed(GatewayMessage.objects.latest("pk"))
    assert (told.refund, told.payment_reference, told.about) == (state.reference, code, "refund")


def test_a_transfer_is_found_by_its_code() -> None:
    code = GATEWAY.start(payment_request()).reference
    state = GATEWAY.find_by_money(code)
    assert state is not None and state.payment_id == payment_request().payment_id


def test_nobody_can_send_its_messages() -> None:
    code = GATEWAY.start(payment_request()).reference
    body = b'{"kind": "transfer.confirmed", "transfer": "%s", "direction": "in"}' % code.encode()
    assert Client().post("/webhooks/bank_transfer/", body, content_type="application/json").status_code == 400
    assert GatewayMessage.objects.count() == 0


def test_what_is_not_there() -> None:
    for ask in (GATEWAY.look_up, GATEWAY.look_up_dispute, GATEWAY.cancel):
        with pytest.raises(GatewayRefused):
            ask("T0000000000")
    assert GATEWAY.find(uuid4()) is None
