"""What providers send is kept as it came, once, or refused without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections
from django.db.utils import DatabaseError
from django.test import Client, RequestFactory

from commerce.databases import commerce_database, commerce_transaction
from commerce.gateways import base
from commerce.gateways.actions import MOST_BYTES, receive_message, settle_message
from commerce.gateways.models import GatewayMessage
from commerce.gateways.models.message import MessageOutcome
from commerce.gateways.selectors import messages_of_payment, observed, waiting_messages
from commerce.gateways.views import webhook
from commerce.testing.invented_gateway import SIGNATURE, InventedGateway
from common.append_only import ChangeRefused
from common.models import OutboxRow

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SIGNED = {"x-invented-signature": SIGNATURE}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[InventedGateway]:
    monkeypatch.setattr(base, "_registered", {})
    invented = InventedGateway()
    base.register(invented)
    return invented


def send(body: bytes, *, signature: str = SIGNATURE, code: str = "invented") -> int:
    return (
        Client(enforce_csrf_checks=True)
        .post(
            f"/webhooks/{code}/",
            body,
            content_type="application/json",
            headers={"x-invented-signature": signature},
        )
        .status_code
    )


def rows() -> tuple[int, int]:
    return GatewayMessage.objects.count(), OutboxRow.objects.using(commerce_database()).count()


def test_a_message_is_kept_as_it_came_and_told(gateway: InventedGateway) -> None:
    body = b'{ "id": "m1",\n"kind": "paid", "payment": "pay-1", "name": "\\u0000 \xc3\xa9" }'
    assert send(body) == 200
    message = GatewayMessage.objects.get()
    assert bytes(message.body) == body
    assert (message.gateway, message.external_id, message.kind) == ("invented", "m1", "paid")
    assert (message.outcome, message.payment_reference) == (MessageOutcome.WAITING, "pay-1")
    row = OutboxRow.objects.using(commerce_database()).get()
    assert (row.kind, row.payload) == ("gateways.GatewayEventReceived", {"message_id": message.pk})
    assert observed(message).about == "payment"


def test_a_message_is_kept_once(gateway: InventedGateway) -> None:
    first = gateway.message("m1", "paid", payment="pay-1")
    assert [send(first), send(first), send(gateway.message("m1", "failed", payment="pay-1"))] == [200] * 3
    assert rows() == (1, 1)
    assert bytes(GatewayMessage.objects.get().body) == first


def test_two_providers_may_use_the_same_id(gateway: InventedGateway) -> None:
    other = InventedGateway()
    other.code = "other"
    base.register(other)
    body = gateway.message("m1", "paid", payment="pay-1")
    assert [send(body), send(body, code="other")] == [200, 200]
    assert rows() == (2, 2)


def test_what_does_not_concern_us_is_kept_and_nobody_is_told(gateway: InventedGateway) -> None:
    assert send(gateway.message("m1", "payout.created")) == 200
    message = GatewayMessage.objects.get()
    assert (message.outcome, message.handled_at is not None) == (MessageOutcome.IGNORED, True)
    assert OutboxRow.objects.using(commerce_database()).count() == 0


@pytest.mark.parametrize("named", ["pay 1", "p\u00e9", "p" * 256, "\x00"])
def test_a_name_that_no_provider_gives_is_left_to_people(gateway: InventedGateway, named: str) -> None:
    assert send(gateway.message("m1", "paid", payment=named)) == 200
    message = GatewayMessage.objects.get()
    assert (message.outcome, message.payment_reference) == (MessageOutcome.FAILED, "")
    assert message.error.startswith("ValueError")


@pytest.mark.parametrize(
    ("body", "signature", "status"),
    [
        (b'{"id": "m1", "kind": "paid", "payment": "p"}', "forged", 400),
        (b'{"id": "m1", "kind": "paid", "payment": "p"}', "", 400),
        (b'{"id": "m1", "kind": "paid", "payment": "p"}', "inv\u00e9nted", 400),
        (b'{"id": "m1", "kind": "paid", "paym', SIGNATURE, 400),
        (b"", SIGNATURE, 400),
        (b'{"id": "", "kind": "paid"}', SIGNATURE, 400),
        (b'{"id": "m1", "kind": "paid", "at": 1}', SIGNATURE, 400),
        (b'{"id": "m1", "kind": "paid", "text": "' + b"x" * MOST_BYTES + b'"}', SIGNATURE, 413),
        (b'{"id": "m1", "kind": "paid", "text": "' + b"x" * 3_000_000 + b'"}', SIGNATURE, 413),
    ],
    ids=["forged", "unsigned", "not ascii", "cut", "empty", "without a name", "stale", "long", "very long"],
)
def test_what_is_none_leaves_no_trace(
    gateway: InventedGateway, body: bytes, signature: str, status: int
) -> None:
    assert send(body, signature=signature) == status
    assert rows() == (0, 0)


def test_a_body_that_is_shorter_than_it_says_is_refused(gateway: InventedGateway) -> None:
    body = gateway.message("m1", "paid", payment="p")
    request = RequestFactory().post(
        "/webhooks/invented/", body, content_type="application/json", headers=SIGNED
    )
    environ = request.environ | {"CONTENT_LENGTH": str(len(body) + 10), "wsgi.input": BytesIO(body)}
    assert webhook(WSGIRequest(environ), "invented").status_code == 400
    assert rows() == (0, 0)


def test_other_ways_to_ask_are_refused(gateway: InventedGateway) -> None:
    assert Client().get("/webhooks/invented/").status_code == 405
    assert Client().put("/webhooks/invented/", b"{}").status_code == 405
    assert send(b"{}", code="nobody") == 404
    assert rows() == (0, 0)


def test_a_message_does_not_change(gateway: InventedGateway) -> None:
    message = receive(gateway, "m1")
    message.kind = "other"
    with pytest.raises(ChangeRefused):
        message.save()
    with pytest.raises(ChangeRefused):
        GatewayMessage.objects.update(body=b"other")
    with pytest.raises(ChangeRefused):
        message.delete()
    with pytest.raises(ChangeRefused):
        GatewayMessage.objects.all().delete()
    message.refresh_from_db()
    assert message.kind == "paid"


@pytest.mark.postgresql
def test_the_database_refuses_a_change_too(gateway: InventedGateway) -> None:
    receive(gateway, "m1")
    for words in ("UPDATE gateways_gatewaymessage SET body = ''", "DELETE FROM gateways_gatewaymessage"):
        with pytest.raises(DatabaseError, match="append-only"), commerce_transaction():
            connections[commerce_database()].cursor().execute(words)
    connections[commerce_database()].cursor().execute("UPDATE gateways_gatewaymessage SET error = 'seen'")


def test_what_came_of_it_is_written_down(gateway: InventedGateway) -> None:
    first, second = receive(gateway, "m1"), receive(gateway, "m2")
    assert waiting_messages(before=NOW) == []
    later = NOW.replace(hour=13)
    assert waiting_messages(before=later) == [first, second]
    settle_message(message_id=first.pk, outcome=MessageOutcome.HANDLED, at=later)
    settle_message(message_id=second.pk, outcome=MessageOutcome.WAITING, at=later, error="no such payment")
    assert waiting_messages(before=later) == [second]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.handled_at, first.attempts, first.error) == (later, 1, "")
    assert (second.handled_at, second.attempts, second.error) == (None, 1, "no such payment")
    assert messages_of_payment("invented", reference="pay-1") == [first, second]
    assert messages_of_payment("invented", reference="") == []


def receive(gateway: InventedGateway, external_id: str) -> GatewayMessage:
    body = gateway.message(external_id, "paid", payment="pay-1")
    message = receive_message(gateway=gateway, body=body, headers=SIGNED, at=NOW)
    assert message is not None
    return message


def test_a_message_costs_three_statements(
    gateway: InventedGateway, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    body = gateway.message("m1", "paid", payment="pay-1")
    with django_assert_num_queries(4):  # type: ignore[operator]  # savepoint, message, fact, release
        receive_message(gateway=gateway, body=body, headers=SIGNED, at=NOW)
