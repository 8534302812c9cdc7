"""Buying things of an invented shop through the pages of the checkout."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commerce.customers.actions import change_details, customer_for
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.orders.models import Order
from common.money import Money

from .shop import Shop

DETAILS = {"name": "Ada Okafor", "email": "ada@example.org", "country": "DE"}


def thing(shop: Shop, code: str = "thing:1", *prices: Money) -> Any:
    yesterday = timezone.now() - timedelta(days=1)
    return shop.product(code, *(prices or (Money(4_900, "EUR"),)), at=yesterday)


def known(person: User, **changes: str) -> Customer:
    """The customer that a person is, with all that an invoice needs."""
    customer = customer_for(
        account_id=person.public_id, name="Ada Okafor", email=person.email, at=timezone.now()
    )
    return change_details(customer=customer, details=BuyerDetails(**{**DETAILS, **changes}))


def add(client: Client, code: str = "thing:1") -> Any:
    return client.post(reverse("checkout:add"), {"product": code})


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def page(client: Client) -> Any:
    return client.get(reverse("checkout:page"))


def agreed(client: Client) -> dict[str, str]:
    """What the page would send."""
    form = page(client).context["checkout"].pay_form
    return {
        "agreed": form["agreed"].value(),
        "total": form["total"].value(),
        "terms": "on",
        "waives_withdrawal": "on",
    }


def pay(client: Client, **fields: str) -> Any:
    data = {**agreed(client), "gateway": "scripted", **fields}
    return client.post(reverse("checkout:pay"), data)


def order_url(order: Order, name: str = "checkout:order") -> str:
    return reverse(name, args=[order.public_id])
