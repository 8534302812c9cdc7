"""The screens of products and coupons: made, changed, ended, and who may."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import ADMINISTRATOR, MARKETER, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.catalogue import actions, sellers
from commerce.catalogue.models import Coupon, Product
from commerce.databases import commerce_database

pytestmark = pytest.mark.django_db(databases="__all__")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW = {"code": "spring", "what": "percent", "percent": "12.5"}


def signed_in(role: str = ADMINISTRATOR) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def create(**sent: Any) -> Any:
    return signed_in().post(reverse("catalogue_admin:new_coupon"), NEW | sent)


def make(**terms: Any) -> Coupon:
    wanted = actions.CouponTerms(**{"code": "SPRING", "percent_bp": 1000} | terms)
    return actions.keep_coupon(coupon=None, terms=wanted, actor_id=None, at=NOW)


def test_a_percentage() -> None:
    product = actions.know_product(code="thing:1", kind="thing", title="A thing", at=NOW)
    sent = {"products": [product.pk], "limit_total": "5", "limit_per_customer": "1", "is_stackable": "on"}
    assert create(**sent, minimum_EUR="20").status_code == 302
    coupon = Coupon.objects.get()
    assert (coupon.code, coupon.percent_bp, coupon.limit_total, coupon.limit_per_customer) == (
        "SPRING",
        1250,
        5,
        1,
    )
    assert coupon.is_stackable and list(coupon.products.all()) == [product]
    assert [(row.currency, row.off_minor, row.minimum_minor) for row in coupon.amounts.all()] == [
        ("EUR", None, 2000)
    ]


def test_the_last_day_counts_until_its_end(settings: Any) -> None:
    """In the academy's time zone, whatever the reader's is."""
    settings.TIME_ZONE = "Europe/Berlin"
    assert create(first_day="2026-03-01", last_day="2026-03-31").status_code == 302
    coupon = Coupon.objects.get()
    assert coupon.starts_at == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert coupon.ends_at == datetime(2026, 3, 31, 22, tzinfo=UTC)
    html = signed_in().get(reverse("catalogue_admin:coupon", args=[coupon.public_id])).content.decode()
    assert 'value="2026-03-31"' in html and "Europe/Berlin" in html


def test_amounts_in_currencies_with_and_without_decimals(settings: Any) -> None:
    settings.CURRENCIES = ["EUR", "JPY", "KWD"]
    assert create(what="amount", percent="", off_JPY="500", off_KWD="1.5").status_code == 302
    rows = Coupon.objects.get().amounts.values_list("currency", "off_minor")
    assert list(rows) == [("JPY", 500), ("KWD", 1500)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": ""},
        {"percent": "0"},
        {"percent": "100.01"},
        {"what": "amount"},
        {"code": "no blanks"},
        {"code": "TAKEN"},
        {"first_day": "2026-03-02", "last_day": "2026-03-01"},
        {"limit_total": "0"},
        {"what": "amount", "off_EUR": "-1"},
    ],
)
def test_what_is_no_coupon_is_refused(wrong: dict[str, str]) -> None:
    make(code="TAKEN")
    assert create(**wrong).status_code == 422
    assert Coupon.objects.count() == 1


def test_a_coupon_is_changed_and_ended() -> None:
    coupon, client = make(ends_at=datetime(2099, 1, 1, 13, tzinfo=UTC)), signed_in()
    address = reverse("catalogue_admin:coupon", args=[coupon.public_id])
    sent = NEW | {"code": "SPRING", "percent": "20", "last_day": "2099-01-01"}
    assert client.post(address, sent).status_code == 302
    coupon.refresh_from_db()
    assert (coupon.percent_bp, coupon.ends_at) == (2000, datetime(2099, 1, 1, 13, tzinfo=UTC))
    assert "End coupon" in client.get(address).content.decode()
    assert client.post(reverse("catalogue_admin:end_coupon", args=[coupon.public_id])).status_code == 302
    coupon.refresh_from_db()
    assert coupon.ends_at < datetime(2099, 1, 1, tzinfo=UTC)
    assert "End coupon" not in client.get(address).content.decode()


@pytest.mark.parametrize(("role", "may_write"), [(ADMINISTRATOR, True), (MARKETER, True), (SUPPORT, False)])
def test_support_looks_and_changes_nothing(role: str, may_write: bool) -> None:
    coupon, client = make(), signed_in(role)
    assert client.get(reverse("catalogue_admin:coupon", args=[coupon.public_id])).status_code == 200
    sent = NEW | {"code": "SPRING"}
    answer = client.post(reverse("catalogue_admin:coupon", args=[coupon.public_id]), sent)
    assert answer.status_code == (302 if may_write else 403)
    coupon.refresh_from_db()
    assert coupon.percent_bp == (1250 if may_write else 1000)


def test_shares_are_edited_and_left_to_their_owner_again() -> None:
    ana, ben = UserFactory(), UserFactory()
    kept = {"code": "thing:1", "kind": "thing", "title": "A thing", "at": NOW}
    product = actions.keep_product(**kept, payees=actions.equal_shares([ana.public_id]))
    client, address = signed_in(), reverse("catalogue_admin:product", args=[product.public_id])
    sent = {str(ana.public_id): "30", "email": ben.email, "share": "20.5"}
    assert client.post(address, sent).status_code == 302
    assert dict(product.payees.values_list("payee", "share_bp")) == {ana.public_id: 3000, ben.public_id: 2050}
    assert client.post(address, {str(ana.public_id): "90", str(ben.public_id): "11"}).status_code == 422
    assert client.post(address, {"email": "nobody@example.org", "share": "1"}).status_code == 422
    assert client.post(address, {"follows_owner": "on"}).status_code == 302
    assert not Product.objects.get().has_own_shares


@pytest.mark.parametrize("name", ["academy_coupons_modeladmin_index", "academy_products_modeladmin_index"])
def test_lists_cost_the_same_for_many(name: str) -> None:
    client, counts = signed_in(), []
    for begin, end in ((0, 2), (2, 14)):
        for number in range(begin, end):
            amounts = (actions.NewAmount("EUR", 100), actions.NewAmount("USD", 100))
            make(code=f"C{number}", percent_bp=None, amounts=amounts)
            actions.know_product(code=f"thing:{number}", kind="thing", title="A thing", at=NOW)
        client.get(reverse(name))
        with CaptureQueriesContext(connections[commerce_database()]) as queries:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_products_are_listed_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sellers._labels, "thing", "Useful thing")
    for number, kind in enumerate(("thing", "other")):
        actions.know_product(code=f"{kind}:{number}", kind=kind, title="A thing", at=NOW)
    client, url = signed_in(), reverse("academy_products_modeladmin_index")
    page = client.get(url).content.decode()
    # In the column, and in the filter; a kind that nobody sells any more is called as it is.
    assert page.count("Useful thing") >= 2 and ">thing<" not in page
    assert len(re.findall(r"href=\"[^\"]*kind=thing", page)) == 1
    assert "thing:0" in client.get(url, {"kind": "thing"}).content.decode()
    assert "other:1" not in client.get(url, {"kind": "thing"}).content.decode()
    export = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode()
    assert "Useful thing,Recorded" in export
