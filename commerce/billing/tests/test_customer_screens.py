"""What staff see of a customer, and erasing and merging one: what it means is said before."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SecurityLogEntry, User
from accounts.roles import ADMINISTRATOR, FINANCE, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from commerce.customers.models import Customer
from commerce.databases import commerce_database
from commerce.orders.models import Order
from commerce.testing.orders import make_customer, make_order
from commerce.wallet.actions import make_vouchers, redeem
from commerce.wallet.models import Voucher
from commerce.wallet.selectors import balances_of
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def screen(customer: Customer, name: str = "customer") -> str:
    return reverse(f"billing_admin:{name}", args=[customer.public_id])


@pytest.fixture
def person() -> User:
    return UserFactory()


@pytest.fixture
def customer(person: User) -> Customer:
    """Somebody with an order that waits and something in the wallet."""
    made = make_customer(account_id=person.public_id)
    make_order(customer=made, at=timezone.now())
    make_vouchers(name="Fair", count=1, money=Money(1_500, "EUR"), actor_id=None, at=timezone.now())
    redeem(customer=made, code=Voucher.objects.get().code, at=timezone.now())
    return made


def test_a_customer_with_orders_and_wallet(customer: Customer, person: User) -> None:
    shown = signed_in(SUPPORT).get(screen(customer)).content.decode()
    assert "Ada Okafor" in shown and "€15.00" in shown and Order.objects.get().number in shown
    assert screen(customer, "erase_customer") not in shown
    entry = SecurityLogEntry.objects.get()
    assert (entry.what, entry.person) == ("billing_admin:customer", person)


def test_the_list_leads_there(customer: Customer) -> None:
    page = signed_in(FINANCE).get(reverse("academy_customers_modeladmin_index")).content.decode()
    assert screen(customer) in page


@pytest.mark.parametrize("name", ["erase_customer", "merge_customer"])
@pytest.mark.parametrize("role", [SUPPORT, FINANCE, INSTRUCTOR])
def test_only_administrators_erase_and_merge(name: str, role: str, customer: Customer) -> None:
    client, data = signed_in(role), {"email": UserFactory().email}
    assert client.get(screen(customer, name)).status_code == 403
    assert client.post(screen(customer, name), data).status_code == 403
    assert Customer.objects.get().erased_at is None


def test_erasing_says_what_it_means_and_forgets(
    customer: Customer, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(ADMINISTRATOR)
    asked = client.get(screen(customer, "erase_customer")).content.decode()
    assert "1 order stays without a name" in asked and "€15.00" in asked
    assert "1 order that isn't paid yet is cancelled." in asked
    with django_capture_on_commit_callbacks(using=commerce_database(), execute=True):
        assert client.post(screen(customer, "erase_customer")).status_code == 302
    customer.refresh_from_db()
    assert customer.erased_at is not None and (customer.name, customer.account_id) == ("", None)
    order = Order.objects.get()
    assert ("name" not in order.buyer, order.status) == (True, "cancelled")
    shown = client.get(screen(customer)).content.decode()
    assert "Erased on" in shown and screen(customer, "merge_customer") not in shown
    assert client.post(screen(customer, "erase_customer")).status_code == 403


def test_merging_is_previewed_and_moves_orders_and_wallet(
    customer: Customer, django_capture_on_commit_callbacks: Any
) -> None:
    other = make_customer(account_id=(account := UserFactory()).public_id, name="Bea", email="b@example.org")
    client, data = signed_in(ADMINISTRATOR), {"email": account.email.upper()}
    preview = client.post(screen(customer, "merge_customer"), data)
    shown = preview.content.decode()
    assert preview.status_code == 422 and account.email in shown and "1 order moves" in shown
    assert Order.objects.get().customer_id == customer.pk
    agreed = {**data, "agreed": preview.context["warning"].key}
    with django_capture_on_commit_callbacks(using=commerce_database(), execute=True):
        assert client.post(screen(customer, "merge_customer"), agreed)["Location"] == screen(other)
    assert Order.objects.get().customer_id == other.pk
    assert balances_of(other) == [Money(1_500, "EUR")]
    assert Customer.objects.get(pk=customer.pk).erased_at is not None


def test_an_account_that_has_bought_nothing_goes_on_as_the_customer(customer: Customer) -> None:
    account = UserFactory()
    client, data = signed_in(ADMINISTRATOR), {"email": account.email}
    preview = client.post(screen(customer, "merge_customer"), data)
    agreed = {**data, "agreed": preview.context["warning"].key}
    assert client.post(screen(customer, "merge_customer"), agreed)["Location"] == screen(customer)
    customer.refresh_from_db()
    assert (customer.account_id, customer.erased_at) == (account.public_id, None)


def test_nobody_is_merged_into_themselves_or_into_nobody(customer: Customer, person: User) -> None:
    client = signed_in(ADMINISTRATOR)
    for email in (person.email, "nobody@example.org", "x"):
        answer = client.post(screen(customer, "merge_customer"), {"email": email, "agreed": "x"})
        assert answer.status_code == 422 and "warning" not in answer.context
    assert Customer.objects.get().erased_at is None
