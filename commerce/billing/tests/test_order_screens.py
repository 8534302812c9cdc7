"""What staff see of orders, and do about them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityLogEntry, User
from accounts.roles import ADMINISTRATOR, FINANCE, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.models import Payment, Refund, TaxRate
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.orders.selectors import entitlements
from commerce.testing.orders import make_customer, make_order, quoted
from commerce.testing.scripted_provider import ScriptedProvider

pytestmark = pytest.mark.django_db(databases="__all__")


def staff(role: str) -> Client:
    client = Client()
    person: User = UserFactory(roles=[role])
    client.force_login(person)
    return client


def paid_order(provider: ScriptedProvider, *amounts: int) -> Order:
    lines = [quoted(amount, title=f"Thing {place}") for place, amount in enumerate(amounts or (4_900,), 1)]
    order = make_order(*lines, at=timezone.now())
    payment = actions.start_payment(
        order_id=order.pk, gateway_code="scripted", way=actions.WayBack("", ""), description="",
        at=timezone.now(),
    )  # fmt: skip
    provider.pay(payment.gateway_reference, payment.money)
    actions.check_payment(payment_id=payment.pk, at=timezone.now())
    return Order.objects.get(pk=order.pk)


def address(order: Order, name: str = "order") -> str:
    return reverse(f"billing_admin:{name}", args=[order.public_id])


def test_the_security_log_knows_whose_order_was_looked_at(provider: ScriptedProvider) -> None:
    buyer = UserFactory()
    customer = make_customer(account_id=buyer.public_id)
    order = make_order(customer=customer, at=timezone.now())
    staff(SUPPORT).get(address(order))
    entry = SecurityLogEntry.objects.get()
    assert (entry.what, entry.person) == ("billing_admin:order", buyer)


def test_an_order_shows_where_its_buyer_is_and_what_they_gave_up(provider: ScriptedProvider) -> None:
    order = paid_order(provider)
    plain = staff(FINANCE).get(address(order)).content.decode()
    assert "Right of withdrawal" not in plain
    Order.objects.filter(pk=order.pk).update(
        evidence={"country_typed": "DE", "countries_of_cards": ["DE", "FR"]},
        withdrawal_waived_at=timezone.now(),
    )
    page = " ".join(staff(FINANCE).get(address(order)).content.decode().split())
    assert "Proof of place: address DE" in page and "card DE, FR" in page
    assert "Right of withdrawal given up" in page


def test_an_order_tells_its_whole_story(provider: ScriptedProvider) -> None:
    order = paid_order(provider)
    page = staff(FINANCE).get(address(order)).content.decode()
    for words in (
        order.number,
        "Placed for €49.00",
        "Started with Scripted",
        "€49.00 received",
        "Paid",
        "sale",
    ):
        assert words in page
    assert "Open" in page and address(order, "refund") in page and address(order, "transfer") not in page


@pytest.mark.parametrize("name", ["orders", "payments", "refunds", "tax-rates"])
def test_lists_are_for_who_may_see_them(name: str, provider: ScriptedProvider) -> None:
    order = paid_order(provider)
    index = reverse(f"academy_{name}_modeladmin_index")
    page = staff(FINANCE).get(index)
    assert page.status_code == 200
    assert (order.number in page.content.decode()) is (name in ("orders", "payments"))
    assert staff("Learner").get(index).status_code in (302, 403)


def refund(client: Client, order: Order, *amounts: str, **fields: str) -> Any:
    """Ask for the preview, then agree to it."""
    lines = list(order.lines.order_by("position"))
    form = client.get(address(order, "refund")).context["form"]
    data = {"reason": "staff", "key": form["key"].value(), **fields}
    data |= {f"line_{line.pk}": amount for line, amount in zip(lines, amounts, strict=True)}
    preview = client.post(address(order, "refund"), data)
    if preview.status_code != 422 or "warning" not in preview.context:
        return preview
    return client.post(address(order, "refund"), {**data, "agreed": preview.context["warning"].key})


def test_a_refund_is_previewed_and_closes_just_its_line(provider: ScriptedProvider) -> None:
    order, client = paid_order(provider, 4_900, 2_500), staff(FINANCE)
    line = order.lines.get(title="Thing 2")
    data = {"reason": "staff", "withdraws_access": "on", f"line_{line.pk}": "25"}
    data["key"] = client.get(address(order, "refund")).context["form"]["key"].value()
    preview = client.post(address(order, "refund"), data)
    shown = preview.content.decode()
    assert preview.status_code == 422 and not Refund.objects.exists()
    assert "€25.00 goes back by: Scripted." in shown and "Access ends" in shown
    agreed = {**data, "agreed": preview.context["warning"].key}
    for _press in range(2):
        assert client.post(address(order, "refund"), agreed).status_code == 302
    made = Refund.objects.get()
    actions.send_refund(refund_id=made.pk, now=timezone.now())
    assert [str(each.state) for each in entitlements(order.pk)] == ["open", "closed"]
    assert check_books() == []


def test_a_refund_may_keep_access(provider: ScriptedProvider) -> None:
    order = paid_order(provider)
    assert refund(staff(FINANCE), order, "10").status_code == 302
    actions.send_refund(refund_id=Refund.objects.get().pk, now=timezone.now())
    assert [str(each.state) for each in entitlements(order.pk)] == ["open"]


@pytest.mark.parametrize("amount", ["49.01", "-1", "0", "", "x"])
def test_more_than_is_left_or_nothing_is_not_refunded(amount: str, provider: ScriptedProvider) -> None:
    order = paid_order(provider)
    assert refund(staff(FINANCE), order, amount).status_code == 422
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("limits", "amount", "status"),
    [
        ({}, "10", 403),
        ({"EUR": 2_000}, "20", 302),
        ({"EUR": 2_000}, "20.01", 422),
        ({"USD": 2_000}, "10", 403),
    ],
)
def test_support_refunds_up_to_a_limit(
    limits: dict[str, int], amount: str, status: int, provider: ScriptedProvider, settings: Any
) -> None:
    settings.SUPPORT_REFUND_LIMITS = limits
    order, client = paid_order(provider), staff(SUPPORT)
    assert client.get(address(order)).status_code == 200
    if status == 403:
        assert client.get(address(order, "refund")).status_code == 403
        return
    assert refund(client, order, amount).status_code == status
    assert Refund.objects.exists() is (status == 302)


def test_a_bank_transfer_pays_an_order_whatever_was_chosen(provider: ScriptedProvider, settings: Any) -> None:
    settings.BANK_TRANSFER_DETAILS = ["Academy", "DE00 0000"]
    order = make_order(at=timezone.now())
    actions.start_payment(
        order_id=order.pk, gateway_code="scripted", way=actions.WayBack("", ""), description="",
        at=timezone.now(),
    )  # fmt: skip
    client = staff(FINANCE)
    assert client.post(address(order, "transfer"), {"reference": ""}).status_code == 422
    assert client.post(address(order, "transfer"), {"reference": "0815"}).status_code == 302
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert set(Payment.objects.values_list("gateway", "status")) == {
        ("scripted", "cancelled"),
        ("bank_transfer", "confirmed"),
    }
    assert check_books() == []
    assert client.get(address(order, "transfer")).status_code == 403


def test_an_order_is_cancelled_once_and_never_when_paid(provider: ScriptedProvider) -> None:
    client, order = staff(ADMINISTRATOR), make_order(at=timezone.now())
    assert client.post(address(order, "cancel_order"), {"reason": "Asked by phone"}).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.closed_reason) == ("cancelled", "Asked by phone")
    assert client.get(address(paid_order(provider), "cancel_order")).status_code == 403


def test_tax_rates_are_kept(provider: ScriptedProvider) -> None:
    client, new = staff(FINANCE), reverse("billing_admin:new_tax_rate")
    data = {
        "country": "US", "region": "ma", "name": "Sales tax", "kind": "sales", "percent": "6.25",
        "rounding": "half_up", "first_date": "2026-01-01",
    }  # fmt: skip
    assert client.post(new, {**data, "region": "XX"}).status_code == 422
    assert client.post(new, data).status_code == 302
    rate = TaxRate.objects.get()
    assert (rate.region, rate.rate_bp, rate.last_date) == ("MA", 625, None)
    assert client.post(new, data).status_code == 422
    change = reverse("billing_admin:tax_rate", args=[rate.public_id])
    assert client.post(change, {**data, "last_date": "2026-12-31"}).status_code == 302
    assert staff(SUPPORT).get(change).status_code == 403
