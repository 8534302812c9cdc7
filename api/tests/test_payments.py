"""`/api/v1/payments/…`, `/api/v1/me/purchases`, `/api/v1/me/wallet` and `/api/v1/vouchers/redeem`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.billing import actions, sale_terms
from commerce.billing.sale_terms import SaleTerms, TermsLink
from commerce.catalogue.actions import CouponTerms, keep_coupon
from commerce.customers.models import Customer
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing import razorpay_server
from commerce.testing.buying import known, thing
from commerce.testing.orders import make_order
from commerce.testing.scripted_provider import ScriptedProvider, scripted
from commerce.testing.shop import Shop, open_shop
from commerce.wallet.actions import make_vouchers
from commerce.wallet.models import Voucher
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with scripted() as one:
        yield one
    assert check_books() == []


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as one:
        thing(one)
        yield one


@pytest.fixture
def person(client: Client) -> User:
    one: User = UserFactory(email="ada@example.org")
    client.force_login(one)
    known(one)
    caches["limits"].clear()
    return one


def post(client: Client, address: str, data: Any, key: UUID | None = None) -> Any:
    headers = {"Idempotency-Key": str(key)} if key is not None else {}
    return client.post(
        f"/api/v1/{address}", json.dumps(data), content_type="application/json", headers=headers
    )


def order(client: Client, key: UUID | None = None, **data: Any) -> Any:
    wanted = {"items": [{"product": "thing:1"}], "currency": "EUR", "waives_withdrawal": True, **data}
    return post(client, "payments/order", wanted, key or uuid4())


def verify(client: Client, found: str, **posted: str) -> Any:
    return post(client, "payments/verify", {"order": found, "posted": posted})


def test_a_product_is_ordered_paid_and_verified(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    told = order(client).json()
    row = Order.objects.get()
    assert (told["order"], told["number"]) == (str(row.public_id), row.number)
    assert (told["status"], told["amount"], told["currency"]) == ("PENDING", 4_900, "EUR")
    payment = row.payments.get()
    assert (told["gateway"], told["gateway_reference"]) == ("scripted", payment.gateway_reference)
    assert told["payment_url"] == payment.url
    assert verify(client, told["order"]).json()["status"] == "PENDING"

    provider.pay(payment.gateway_reference, payment.money)
    paid = verify(client, told["order"]).json()
    assert (paid["status"], paid["amount"], paid["refunded"]) == ("SUCCESS", 4_900, 0)


def test_terms_and_withdrawal_are_asked_as_in_the_checkout(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = SaleTerms(TermsLink("Buying here", "/terms-of-sale/"))
    monkeypatch.setattr(sale_terms, "_providers", [lambda _request: terms])
    unagreed = order(client)
    assert (unagreed.status_code, unagreed.json()["code"]) == (422, "terms")
    assert unagreed.json()["next_url"] == "/terms-of-sale/"
    unwaived = order(client, agrees_to_terms=True, waives_withdrawal=False)
    assert (unwaived.status_code, unwaived.json()["code"]) == (422, "withdrawal")
    assert not Order.objects.exists()

    key = uuid4()
    told = order(client, key, agrees_to_terms=True)
    assert told.status_code == 200
    row = Order.objects.get()
    assert row.withdrawal_waived_at is not None
    assert order(client, key, agrees_to_terms=False).json() == told.json()  # agreed to, then


def test_nothing_is_waived_by_who_has_no_such_right(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    Customer.objects.update(country="US", region="CA")
    assert order(client, waives_withdrawal=False).status_code == 200
    assert Order.objects.get().withdrawal_waived_at is None
    assert order(client).status_code == 200
    assert not Order.objects.exclude(withdrawal_waived_at=None).exists()


def test_the_same_key_orders_and_pays_once(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    key = uuid4()
    first, second = order(client, key).json(), order(client, key).json()
    assert first == second
    row = Order.objects.get()
    payment = row.payments.get()
    provider.pay(payment.gateway_reference, payment.money)
    actions.check_payment(payment_id=payment.pk, at=timezone.now())
    again = order(client, key).json()
    assert (again["order"], again["status"], again["amount"]) == (first["order"], "SUCCESS", 0)
    assert Order.objects.count() == 1

    thing(shop, "thing:2")
    other = order(client, key, items=[{"product": "thing:2"}])
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    client.force_login(someone := UserFactory())
    known(someone)
    assert order(client, key).json()["order"] != first["order"]  # a key is its sender's own


def test_a_payment_that_failed_is_told(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    told = order(client).json()
    provider.fail(told["gateway_reference"])
    assert verify(client, told["order"]).json()["status"] == "FAILED"


def test_what_costs_nothing_after_a_coupon_is_complete_at_once(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    terms = CouponTerms(code="FREE", percent_bp=10_000)
    keep_coupon(coupon=None, terms=terms, actor_id=None, at=timezone.now())
    told = order(client, coupon="free").json()
    assert (told["status"], told["amount"], told["payment_url"]) == ("SUCCESS", 0, "")
    assert not Order.objects.get().payments.exists()


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"items": [{"product": "thing:none"}]}, 404, "unknown_product"),
        ({"items": [{"course": str(uuid4())}]}, 404, "unknown_product"),
        ({"items": [{}]}, 404, "unknown_product"),
        ({"items": []}, 422, "invalid"),
        ({"currency": "USD"}, 422, "no_price"),
        ({"currency": "XXX"}, 422, "currency"),
        ({"coupon": "NONE"}, 422, "coupon"),
        ({"gateway": "nobody"}, 422, "gateway"),
    ],
)
def test_what_cannot_be_ordered(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider, data: Any, status: int, code: str
) -> None:
    answer = order(client, **data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Order.objects.exclude(status="placed").exists()


def test_a_refused_order_leaves_nothing_for_the_next_one_of_its_key(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    key = uuid4()
    thing(shop, "thing:2", Money(100, "USD"))
    assert order(client, key, items=[{"product": "thing:2"}]).json()["code"] == "no_price"
    assert order(client, key).json()["amount"] == 4_900


def test_a_gift_is_for_somebody_else(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    own = order(client, items=[{"product": "thing:1", "recipient_email": person.email.upper()}])
    assert (own.status_code, own.json()["code"]) == (422, "own_gift")
    order(client, items=[{"product": "thing:1", "recipient_email": "Kin@Example.org"}])
    assert Order.objects.get().lines.get().recipient_email == "kin@example.org"


def test_who_has_it_and_who_is_unknown(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    shop.owned.add("thing:1")
    assert order(client).json()["code"] == "owned"
    shop.owned.clear()
    client.force_login(UserFactory())
    answer = order(client)
    assert (answer.status_code, answer.json()["code"]) == (422, "details")
    assert not Order.objects.exists()
    assert (
        post(client, "payments/order", {"items": [{"product": "thing:1"}], "currency": "EUR"}).status_code
        == 422
    )
    assert order(Client()).status_code == 401


def test_the_order_of_somebody_else_is_not_there(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider
) -> None:
    told = order(client).json()
    client.force_login(UserFactory())
    assert verify(client, told["order"]).status_code == 404
    assert client.get("/api/v1/me/purchases").json()["items"] == []
    assert client.get(f"/api/v1/me/purchases?before={told['order']}").status_code == 404


def test_razorpay_is_opened_by_its_script_and_verified_by_its_signature(
    client: Client, person: User, shop: Shop, settings: Any
) -> None:
    with razorpay_server.RazorpayServer() as server:
        settings.RAZORPAY_API_URL = server.address
        settings.RAZORPAY_KEY_ID = razorpay_server.KEY_ID
        settings.RAZORPAY_KEY_SECRET = razorpay_server.KEY_SECRET
        settings.RAZORPAY_WEBHOOK_SECRETS = [razorpay_server.WEBHOOK_SECRET]
        settings.RAZORPAY_CURRENCIES = ["EUR"]
        told = order(client, gateway="razorpay").json()
        fields = told["fields"]
        assert (fields["key"], fields["order_id"]) == (razorpay_server.KEY_ID, told["gateway_reference"])
        forged = verify(client, told["order"], razorpay_payment_id="pay_1", razorpay_signature="00")
        assert (forged.status_code, forged.json()["code"]) == (400, "not_signed")
        posted = server.posted(server.try_to_pay(told["gateway_reference"]))
        assert verify(client, told["order"], **posted).json()["status"] == "SUCCESS"
        assert verify(client, told["order"], **posted).json()["status"] == "SUCCESS"


def test_what_was_bought_is_listed_page_by_page_with_as_many_queries(
    client: Client, person: User, shop: Shop, django_assert_num_queries: Any
) -> None:
    customer = known(person)
    for _place in range(3):
        make_order(4_900, customer=customer, at=timezone.now())
    with django_assert_num_queries(6):
        few = client.get("/api/v1/me/purchases").json()
    for _place in range(50):
        make_order(4_900, 100, customer=customer, at=timezone.now())
    with django_assert_num_queries(6):
        many = client.get("/api/v1/me/purchases").json()
    assert (len(few["items"]), few["next"], len(many["items"])) == (3, None, 50)
    rest = client.get(f"/api/v1/me/purchases?before={many['next']}").json()
    assert [each["number"] for each in rest["items"]] == [each["number"] for each in few["items"]]
    first = few["items"][0]
    assert (first["status"], first["amount"], first["lines"][0]["state"]) == ("PENDING", 4_900, "closed")


def test_invoices_are_listed_to_their_buyer(
    client: Client, person: User, shop: Shop, provider: ScriptedProvider, settings: Any
) -> None:
    settings.SELLER_NAME, settings.SELLER_ADDRESS, settings.SELLER_COUNTRY = "Academy", ["Street 1"], "DE"
    told = order(client).json()
    row = Order.objects.get()
    payment = row.payments.get()
    provider.pay(payment.gateway_reference, payment.money)
    verify(client, told["order"])
    [issued] = actions.document_order(order_id=row.pk, at=timezone.now())
    [listed] = client.get("/api/v1/me/invoices").json()["items"]
    assert (listed["number"], listed["kind"], listed["order"]) == (issued.number, "invoice", told["order"])
    assert listed["amount"] == 4_900
    assert listed["pdf_url"].endswith(f"/invoices/{issued.number}.pdf")
    client.force_login(UserFactory())
    assert client.get("/api/v1/me/invoices").json() == {"items": [], "next": None}
    assert client.get(f"/api/v1/me/invoices?before={listed['invoice']}").status_code == 404


def a_voucher(**values: Any) -> Voucher:
    wanted = {"name": "Fair", "count": 1, "at": timezone.now(), "actor_id": None, **values}
    return make_vouchers(**wanted).vouchers.get()


def test_a_voucher_is_redeemed_and_stands_in_the_wallet(client: Client, person: User, shop: Shop) -> None:
    assert client.get("/api/v1/me/wallet").json() == {"balances": [], "statement": [], "next": None}
    voucher = a_voucher(money=Money(1_000, "EUR"))
    told = post(client, "vouchers/redeem", {"code": voucher.code.lower()}).json()
    assert told == {"money": {"amount": 1_000, "currency": "EUR"}, "product": None}
    wallet = client.get("/api/v1/me/wallet").json()
    assert wallet["balances"] == [{"amount": 1_000, "currency": "EUR"}]
    assert [(line["label"], line["amount"]) for line in wallet["statement"]] == [("Voucher", 1_000)]
    again = post(client, "vouchers/redeem", {"code": voucher.code})
    assert (again.status_code, again.json()["code"]) == (409, "already_yours")

    opened = post(client, "vouchers/redeem", {"code": a_voucher(product_code="thing:1").code}).json()
    assert opened == {"money": None, "product": {"title": "Thing 1", "url": "/thing:1/"}}
    [bought] = client.get("/api/v1/me/purchases").json()["items"]
    assert (bought["status"], bought["amount"], bought["lines"][0]["state"]) == ("SUCCESS", 0, "open")


def test_codes_are_not_guessed(client: Client, person: User) -> None:
    answers = [post(client, "vouchers/redeem", {"code": f"GUESS{place}"}) for place in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
