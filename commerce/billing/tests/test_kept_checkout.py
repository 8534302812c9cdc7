"""The page of the checkout reads everything at once and keeps parts, and says what it would say without."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.billing.basket_rows import basket_of_account, basket_rows
from commerce.billing.quotes import Asker, offer_for
from commerce.catalogue.actions import set_prices
from commerce.catalogue.models import Price, PriceWithdrawal
from commerce.customers.details import BuyerDetails
from commerce.databases import commerce_transaction
from commerce.orders.models import Basket, Order
from commerce.testing.buying import add, agreed, known, page, pay, text, thing
from commerce.testing.scripted_provider import ScriptedProvider
from commerce.testing.shop import Shop
from common.money import Money
from common.templatetags import drawing

from ..models import TaxRate

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)


def rate(country: str, bp: int, **fields: Any) -> None:
    first = fields.pop("first_date", timezone.now().date() - timedelta(days=9))
    TaxRate.objects.create(
        country=country, name="VAT", kind="vat", rate_bp=bp, is_included=True, first_date=first, **fields
    )


def rich_basket(client: Client, shop: Shop, buyer: User) -> None:
    """With a sale, a price that was withdrawn, payees, a gift, and rates of which some no longer hold."""
    now = timezone.now()
    payees = [UserFactory().public_id, UserFactory().public_id]
    shop.product(
        "thing:1", Money(4_900, "EUR"), Money(5_500, "USD"), payees=payees, at=now - timedelta(days=9)
    )
    product = thing(shop, "thing:2")
    until = now + timedelta(days=3)
    set_prices(
        product=product, prices=[Money(900, "EUR")], from_at=now, until_at=until, actor_id=None, at=now
    )
    set_prices(product=product, prices=[Money(7_000, "EUR")], from_at=until, actor_id=None, at=now)
    last = Price.objects.order_by("pk").last()
    assert last is not None
    PriceWithdrawal.objects.create(price=last, at=now)
    known(buyer)
    rate("DE", 1_900)
    rate("FR", 2_000)
    rate("DE", 700, supply="live", last_date=now.date() - timedelta(days=1))
    for code in ("thing:1", "thing:2", "thing:gone"):
        add(client, code)
    line = Basket.objects.get().lines.order_by("pk")[0]
    client.post(reverse("checkout:gift"), {"line": line.pk, "recipient": "kin@example.org"})


def test_read_at_once_it_comes_to_the_same(client: Client, shop: Shop, buyer: User) -> None:
    rich_basket(client, shop, buyer)
    now = timezone.now()
    read = basket_of_account(buyer.public_id, now)
    basket = Basket.objects.select_related("customer").get()
    assert read is not None and basket.customer is not None
    assert vars(read.basket.customer).keys() == vars(basket.customer).keys()
    asked = basket_rows(basket, now)
    assert read.rows.lines == asked.lines and read.rows.products == asked.products
    assert {pk: list(rows) for pk, rows in read.rows.prices.items()} == asked.prices
    assert read.rows.payees == asked.payees and len(asked.payees) == 1
    assert read.rows.rates == tuple(each for each in asked.rates if each.country == "DE")
    asker = Asker(
        buyer=BuyerDetails.from_json(vars(basket.customer)),
        account_id=buyer.public_id,
        customer_id=basket.customer.public_id,
    )
    slow = offer_for(basket=basket, asker=asker, moment=now)
    quick = offer_for(basket=read.basket, asker=asker, moment=now, rows=read.rows)
    assert slow.quote is not None and len(slow.lines) == 2
    assert quick == slow


def test_what_is_kept_for_a_buyer_is_read_with_the_basket(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    assert basket_of_account(buyer.public_id, timezone.now()) is None
    thing(shop)
    known(buyer)
    add(client)
    now = timezone.now()
    read = basket_of_account(buyer.public_id, now)
    assert read is not None and (read.methods, read.wallet, read.waiting) == ((), {}, None)
    pay(client)
    order = Order.objects.get()
    with commerce_transaction() as db:
        Order.objects.update(paid_minor=100)
        read, late = (basket_of_account(buyer.public_id, at) for at in (now, order.expires_at))
        transaction.set_rollback(True, using=db)  # no money was posted, so this may never be committed
    assert read is not None and read.waiting is not None
    assert (read.waiting.public_id, read.waiting.number) == (order.public_id, order.number)
    assert late is not None and late.waiting is None


def test_its_queries_stay_flat(
    client: Client, shop: Shop, buyer: User, django_assert_num_queries: Any
) -> None:
    """The session, the person, and all that commerce knows."""
    thing(shop, "thing:0")
    known(buyer)
    add(client, "thing:0")
    page(client)  # how the site looks is read once
    with django_assert_num_queries(3):
        page(client)
    for number in range(1, 6):
        thing(shop, f"thing:{number}")
        add(client, f"thing:{number}")
    with django_assert_num_queries(3):
        assert len(page(client).context["checkout"].lines) == 6


def without_token(answer: Any) -> str:
    """The page but for what is another one each time."""
    html = answer.content.decode()
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce|csrf)="[^"]*"', "", html)


def test_kept_parts_say_what_parts_drawn_anew_say(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider, settings: Any
) -> None:
    rich_basket(client, shop, buyer)
    for address in (reverse("checkout:page"), reverse("checkout:page") + "?details=edit"):
        first, again = client.get(address), client.get(address)
        drawing.forget()
        assert without_token(first) == without_token(again) == without_token(client.get(address))


def test_nobody_reads_another_ones_details(
    shop: Shop, buyer: User, client: Client, provider: ScriptedProvider
) -> None:
    thing(shop)
    other = UserFactory(email="bo@example.org")
    second = Client()
    second.force_login(other)
    known(buyer, line_1="Weg 1", city="Bonn")
    known(other, name="Bo <b> & Co", email="bo@example.org", city="Köln")
    for each in (client, second):
        add(each)
    edit = reverse("checkout:page") + "?details=edit"
    mine, theirs = client.get(edit).content.decode(), second.get(edit).content.decode()
    assert 'value="Ada Okafor"' in mine and 'value="Weg 1"' in mine and 'value="Bonn"' in mine
    assert 'value="Bo &lt;b&gt; &amp; Co"' in theirs and 'value="Köln"' in theirs
    assert "Ada" not in theirs and "Weg 1" not in theirs and "Bo &lt;b" not in mine
    lines = {basket.lines.get().pk for basket in Basket.objects.all()}
    assert len(lines) == 2
    for each in (client, second):
        html = page(each).content.decode()
        assert {int(found) for found in re.findall(r'name="line" value="(\d+)"', html)} < lines
        assert agreed(each)["agreed"] in html


def test_a_price_that_changes_is_shown_at_once(client: Client, shop: Shop, buyer: User) -> None:
    product = thing(shop)
    known(buyer)
    add(client)
    assert "€49.00" in text(page(client))
    now = timezone.now()
    set_prices(product=product, prices=[Money(5_100, "EUR")], from_at=now, actor_id=None, at=now)
    assert "€51.00" in text(page(client)) and "€49.00" not in text(page(client))
    rate("DE", 1_900)
    assert "19%" in text(page(client))
