"""During a sale, the lowest price of the 30 days before it is struck through (Directive 98/6/EC, 6a)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.catalogue.actions import CouponTerms, keep_coupon
from commerce.customers.actions import change_details, customer_for
from commerce.customers.details import BuyerDetails
from commerce.orders.models import Order
from common.money import Money
from learning.access.sales.products import keep_course_product
from learning.courses import actions
from learning.courses.models import Course, CoursePage
from learning.testing.courses import make_course

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)

DAY = timedelta(days=1)
BEFORE = "lowest price in the 30 days before the sale:"


@pytest.fixture
def course() -> Course:
    """39 euros on sale, 59 before it, 49 for some days of the last thirty, 29 long ago."""
    made, now = make_course(title="Soil and seeds"), timezone.now()
    for amount, days in ((2_900, 90), (4_900, 40), (5_900, 10)):
        actions.set_prices(course=made, prices=[Money(amount, "EUR")], actor=None, at=now - days * DAY)
    actions.set_prices(
        course=made, prices=[Money(3_900, "EUR")], actor=None, at=now - DAY,
        from_at=now - DAY, until_at=now + DAY,
    )  # fmt: skip
    keep_course_product(course_id=made.pk, at=now)
    return made


@pytest.fixture
def buyer(client: Client) -> User:
    person: User = UserFactory(email="ada@example.org")
    customer = customer_for(account_id=person.public_id, name="Ada", email=person.email, at=timezone.now())
    change_details(customer=customer, details=BuyerDetails(name="Ada", email=person.email, country="DE"))
    client.force_login(person)
    return person


def struck(html: str) -> list[tuple[str, str]]:
    """Each amount that is struck through, after what a screen reader says of it."""
    found = re.findall(
        r'<s class="price__before"><span class="visually-hidden">([^<]+?) ?</span>([^<]+)</s>', html
    )
    assert len(found) == len(re.findall(r"<(?:s|del)\b", html)), "struck through without a word"
    return found


def main_of(answer: Any) -> str:
    return str(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def url_of(course: Course) -> str:
    return str(CoursePage.objects.get(course=course).url)


def test_on_the_course_page_and_its_card(client: Client, course: Course) -> None:
    for address in (url_of(course), "/courses/"):
        shown = main_of(client.get(address))
        assert set(struck(shown)) == {(BEFORE, "€49.00")}, address
        assert "€39.00" in shown


def test_in_the_checkout(client: Client, course: Course, buyer: User) -> None:
    client.post(reverse("checkout:add"), {"product": course.product_code})
    shown = main_of(client.get(reverse("checkout:page")))
    assert struck(shown) == [(BEFORE, "€49.00")] and "€39.00" in shown


def test_a_coupon_is_not_called_a_sale(client: Client, course: Course, buyer: User, settings: Any) -> None:
    keep_coupon(
        coupon=None, terms=CouponTerms(code="TEN", percent_bp=1_000), actor_id=None, at=timezone.now()
    )
    client.post(reverse("checkout:add"), {"product": course.product_code})
    client.post(reverse("checkout:coupon"), {"code": "ten"})
    shown = main_of(client.get(reverse("checkout:page")))
    assert struck(shown) == [("price without discount:", "€39.00")] and "€35.10" in shown
    settings.DEBUG = settings.SANDBOX_PAYMENTS = True
    form = client.get(reverse("checkout:page")).context["checkout"].pay_form
    client.post(
        reverse("checkout:pay"),
        {"agreed": form["agreed"].value(), "gateway": "sandbox", "waives_withdrawal": "on", "terms": "on"},
    )
    order = main_of(client.get(reverse("orders:order", args=[Order.objects.get().public_id])))
    assert struck(order) == [("price without discount:", "€39.00")]


def test_nothing_is_struck_through_where_it_was_no_dearer(client: Client, buyer: User) -> None:
    made, now = make_course(title="Bread at home"), timezone.now()
    actions.set_prices(course=made, prices=[Money(3_900, "EUR")], actor=None, at=now - 10 * DAY)
    actions.set_prices(
        course=made, prices=[Money(3_900, "EUR")], actor=None, at=now - DAY,
        from_at=now - DAY, until_at=now + DAY,
    )  # fmt: skip
    keep_course_product(course_id=made.pk, at=now)
    client.post(reverse("checkout:add"), {"product": made.product_code})
    for address in (url_of(made), "/courses/", reverse("checkout:page")):
        assert struck(main_of(client.get(address))) == [], address
