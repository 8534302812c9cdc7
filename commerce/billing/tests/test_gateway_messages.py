"""What staff see of providers' messages, and having one looked at again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityLogEntry
from accounts.roles import FINANCE, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.models import Payment
from commerce.databases import commerce_database
from commerce.gateways.models import GatewayMessage
from commerce.orders.models import Order
from commerce.testing.orders import make_customer, make_order
from commerce.testing.payments import start
from commerce.testing.scripted_provider import ScriptedProvider

pytestmark = pytest.mark.django_db(databases="__all__")
LIST = "academy_gateway-messages_modeladmin_index"


def kept(**said: Any) -> GatewayMessage:
    fields: dict[str, Any] = {
        "gateway": "scripted", "external_id": "evt_1", "kind": "payment.paid", "body": b'{"id": "evt_1"}',
        "received_at": timezone.now(), "outcome": "failed", "error": "KeyError: about",
    }  # fmt: skip
    message = GatewayMessage(**fields | said)
    message.save()
    return message


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def screen(message: GatewayMessage, name: str = "message") -> str:
    return reverse(f"billing_admin:{name}", args=[message.pk])


def waiting_for_money(provider: ScriptedProvider) -> tuple[Payment, GatewayMessage]:
    """A payment that was paid there, and the message that said so and failed."""
    buyer = UserFactory()
    order = make_order(customer=make_customer(account_id=buyer.public_id), at=timezone.now())
    payment = start(order, at=timezone.now())
    provider.pay(payment.gateway_reference, payment.money)
    body = json.dumps({"payment": payment.gateway_reference}).encode()
    return payment, kept(body=body, payment_reference=payment.gateway_reference)


def test_the_list_filters_searches_and_exports_without_bodies(provider: ScriptedProvider) -> None:
    kept(external_id="evt_a", payment_reference="pay_1", body=b'{"secret": "body"}')
    kept(external_id="evt_b", kind="refund.failed", outcome="handled", handled_at=timezone.now(), error="")
    client = signed_in(FINANCE)
    found = client.get(reverse(LIST), {"outcome__exact": "failed"}).content.decode()
    assert "payment.paid" in found and "refund.failed" not in found
    found = client.get(reverse(LIST), {"q": "evt_b"}).content.decode()
    assert "payment.paid" not in found and "refund.failed" in found
    kept(external_id="evt_c", gateway="stripe", kind="charge.dispute.created")
    found = client.get(reverse(LIST), {"gateway": "stripe"}).content.decode()
    assert "Dispute opened" in found and "payment.paid" not in found and "Scripted" in found
    for ending in ("csv", "xlsx"):
        answer = client.get(reverse(LIST), {"export": ending})
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert answer.status_code == 200 and b"secret" not in told
        assert ending == "xlsx" or b"evt_a" in told


def test_the_list_reads_no_bodies_and_costs_the_same_for_many(provider: ScriptedProvider) -> None:
    client, counts = signed_in(FINANCE), []
    for number in range(12):
        kept(external_id=f"evt_{number}")
        if number in (0, 11):
            client.get(reverse(LIST))
            with CaptureQueriesContext(connections[commerce_database()]) as asked:
                client.get(reverse(LIST))
            counts.append(len(asked))
            assert not any('"body"' in query["sql"] for query in asked.captured_queries)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [SUPPORT, INSTRUCTOR])
def test_others_see_none_of_it(role: str) -> None:
    message, client = kept(), signed_in(role)
    assert client.get(reverse(LIST)).status_code in (302, 403)
    assert client.get(screen(message)).status_code == 403
    assert client.post(screen(message, "look_again")).status_code == 403
    assert GatewayMessage.objects.get().attempts == 0


def test_a_message_shows_its_body_and_its_order_and_whose_it_is(provider: ScriptedProvider) -> None:
    payment, message = waiting_for_money(provider)
    shown = signed_in(FINANCE).get(screen(message)).content.decode()
    assert "&quot;payment&quot;: &quot;" in shown and payment.order.number in shown
    entry = SecurityLogEntry.objects.get()
    assert entry.what == "billing_admin:message"
    assert entry.person is not None and entry.person.public_id == payment.order.customer.account_id


@pytest.mark.parametrize("body", [b"\xff\xfe", b"not json", b"[" * 100_000, b""])
def test_a_body_that_is_no_json_is_shown_as_it_came(body: bytes) -> None:
    assert signed_in(FINANCE).get(screen(kept(body=body))).status_code == 200


def test_a_message_that_failed_is_done_once_it_is_looked_at_again(provider: ScriptedProvider) -> None:
    payment, message = waiting_for_money(provider)
    client = signed_in(FINANCE)
    for _press in range(2):
        assert client.post(screen(message, "look_again")).status_code == 302
    message = GatewayMessage.objects.get(pk=message.pk)
    assert (message.outcome, message.error) == ("handled", "")
    assert Order.objects.get(pk=payment.order_id).status == "paid"
    assert payment.captures.count() == 1


def test_what_nobody_understands_fails_again(provider: ScriptedProvider) -> None:
    message = kept(body=b'{"unknown": 1}')
    done = actions.look_again(message_id=message.pk, at=timezone.now())
    assert done.outcome == "failed" and done.error and done.handled_at is None


def test_what_is_done_stays_done(provider: ScriptedProvider) -> None:
    message = kept(outcome="handled", handled_at=timezone.now(), error="")
    signed_in(FINANCE).post(screen(message, "look_again"))
    assert GatewayMessage.objects.get(pk=message.pk).attempts == 0
