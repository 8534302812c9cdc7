"""Buyers: of orders that are to be paid, and with something in their baskets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid5

from django.utils import timezone

from accounts.models import User
from commerce.billing.models import Payment
from commerce.customers.actions import change_details, customer_for
from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.orders.actions import add_to_basket, basket_for
from commerce.orders.models import Order, OrderLine
from learning.courses.models import Course
from learning.testing.courses import charge

from .payments import IN_A_ROUND, NAMES, PRICE, ROUNDS, BenchProvider


def fill_baskets(people: Sequence[User], course: Course) -> None:
    """Put a course on sale, and into the baskets of people whose details are known."""
    now = timezone.now()
    charge(course, (PRICE.amount_minor, PRICE.currency), at=now)
    for person in people:
        customer = customer_for(account_id=person.public_id, name="Ada Quill", email=person.email, at=now)
        details = BuyerDetails(
            name="Ada Quill",
            email=person.email,
            line_1="Hauptstr. 1",
            city="Berlin",
            postcode="10115",
            country="DE",
        )
        change_details(customer=customer, details=details)
        basket = basket_for(customer=customer, currency=PRICE.currency, at=now)
        add_to_basket(basket=basket, product_code=course.product_code, at=now)


def make_orders(count: int = ROUNDS * IN_A_ROUND, *, courses: Sequence[Course], first: int = 0) -> None:
    """Orders of one course each, whose payments have begun: what `BenchProvider` speaks of.

    Each has a buyer of its own, so that paying it opens the course and enrols them. courses: taken in turn.
    """
    now = timezone.now()
    people = User.objects.bulk_create(
        [User(email=f"buyer{place}@example.org", password="!") for place in range(first, first + count)],
        batch_size=2_000,
    )
    customers = Customer.objects.bulk_create(
        [
            Customer(account_id=person.public_id, name="Bench", email=person.email, created_at=now)
            for person in people
        ],
        batch_size=2_000,
    )
    orders = Order.objects.bulk_create(
        [
            Order(
                number=f"B-{place:08d}",
                customer=customer,
                currency=PRICE.currency,
                net_minor=4_118,
                tax_minor=782,
                total_minor=PRICE.amount_minor,
                buyer={"country": "DE"},
                placed_at=now,
                expires_at=now + timedelta(days=9),
            )
            for place, customer in enumerate(customers, start=first)
        ],
        batch_size=2_000,
    )
    OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                position=1,
                product_code=courses[place % len(courses)].product_code,
                title="Bench",
                supply="recorded",
                unit_minor=4_118,
                net_minor=4_118,
                tax_minor=782,
                total_minor=PRICE.amount_minor,
                payees=[{"payee": str(NAMES), "share_bp": 4_000}],
            )
            for place, order in enumerate(orders, start=first)
        ],
        batch_size=2_000,
    )
    Payment.objects.bulk_create(
        [
            Payment(
                public_id=uuid5(NAMES, str(place)),
                order=order,
                gateway=BenchProvider.code,
                status=Payment.Status.PENDING,
                amount_minor=PRICE.amount_minor,
                currency=PRICE.currency,
                gateway_reference=f"pay-{place}",
                created_at=now,
                check_at=now + timedelta(days=9),
            )
            for place, order in enumerate(orders, start=first)
        ],
        batch_size=2_000,
    )
