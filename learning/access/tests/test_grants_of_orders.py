"""What staff see on the screens of an order: the grants that it opened, and those that a refund closes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import FINANCE
from accounts.tests.factories import UserFactory
from commerce.orders import actions as orders
from commerce.orders.models import Order
from commerce.testing.buying import text
from commerce.testing.orders import make_customer, quoted
from commerce.testing.payments import paid
from commerce.testing.scripted_provider import ScriptedProvider, scripted
from learning.access.sales.settlement import settle_order_access
from learning.testing.access import make_bundle
from learning.testing.courses import make_course

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with scripted() as found:
        yield found


@pytest.fixture
def finance() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[FINANCE]))
    return client


def bought(provider: ScriptedProvider, *codes: str) -> Order:
    """An order of Ada's over these products that was paid, and whose access is settled."""
    buyer = UserFactory(first_name="Ada", last_name="Okafor")
    customer, now = make_customer(account_id=buyer.public_id), timezone.now()
    order = paid(provider, *(quoted(1_000, code=code) for code in codes), customer=customer, at=now)
    settle_order_access(order_id=order.pk, at=now)
    return order


def page(client: Client, name: str, order: Order) -> str:
    return text(client.get(reverse(f"billing_admin:{name}", args=[order.public_id])))


def test_the_timeline_has_the_grants(provider: ScriptedProvider, finance: Client) -> None:
    single, first = make_course(title="Soil"), make_course(title="Seeds")
    bundle = make_bundle((first, "")).bundle
    order = bought(provider, single.product_code, bundle.product_code())
    words = page(finance, "order", order)
    assert "“Soil” for Ada Okafor: Granted" in words
    assert "“Seeds” for Ada Okafor: Granted" in words

    orders.hold(order_id=order.pk, at=timezone.now(), is_lost=True)
    settle_order_access(order_id=order.pk, at=timezone.now())
    words = page(finance, "order", order)
    assert "“Soil” for Ada Okafor: Ended The order is no longer paid for." in words

    # Of another order none of it.
    assert "“Soil” for" not in page(finance, "order", bought(provider, "thing:1"))


def test_a_refund_says_which_grants_it_closes(provider: ScriptedProvider, finance: Client) -> None:
    kept, given_back = make_course(title="Soil"), make_course(title="Seeds")
    order = bought(provider, kept.product_code, given_back.product_code)
    url = reverse("billing_admin:refund", args=[order.public_id])
    fields: dict[str, Any] = {"reason": "staff", "key": "3f0c3bb6-8f0c-4b52-8f55-0a6ed1a6b2de"}
    amounts = {f"line_{line.pk}": "0" for line in order.lines.all()}
    name = f"line_{order.lines.order_by('position').last().pk}"  # type: ignore[union-attr]
    assert set(amounts) <= set(finance.get(url).context["form"].fields)

    asked = {**fields, **amounts, name: "10.00"}
    closing = text(finance.post(url, {**asked, "withdraws_access": "on"}))
    assert "Closes: “Seeds” for Ada Okafor" in closing and "“Soil” for Ada Okafor" not in closing
    keeping = text(finance.post(url, asked))
    assert "Closes:" not in keeping
