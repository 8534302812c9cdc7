"""Prices from a date and sales: catalogue owns them, and what is seen of a course follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commerce.catalogue import actions as catalogue
from commerce.catalogue.models import Price
from commerce.catalogue.selectors import prices_at as catalogue_prices
from common.money import Money
from learning.courses import actions
from learning.courses.models import Course, CoursePage
from learning.courses.selectors import price_tags_of, prices_at, prices_of
from learning.testing.courses import charge, make_course, make_instructor, make_reviewer

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def put(
    course: Course,
    *prices: tuple[int, str],
    at: float = 0,
    start: float | None = None,
    end: float | None = None,
):
    return actions.set_prices(
        course=course,
        prices=[Money(*price) for price in prices],
        from_at=None if start is None else NOON + start * DAY,
        until_at=None if end is None else NOON + end * DAY,
        actor=None,
        at=NOON + at * DAY,
    )


def at_day(course: Course, day: float) -> None:
    actions.keep_prices(course_id=course.pk, at=NOON + day * DAY)


def seen(course: Course) -> list[tuple[str, int, int | None]]:
    rows = course.prices.order_by("currency")
    return [(row.currency, row.amount_minor, row.former_minor) for row in rows]


def test_catalogue_says_the_same_as_is_seen() -> None:
    course = make_course()
    put(course, (4900, "EUR"), (5900, "JPY"), (19900, "KWD"))
    product = actions.product_of(course, at=NOON)
    assert set(catalogue_prices([product.pk], NOON)[product.pk].values()) == set(
        prices_of([course.pk])[course.pk]
    )


def test_a_price_from_a_date_is_not_seen_before() -> None:
    course = make_course()
    put(course, (4900, "EUR"))
    assert put(course, (5900, "EUR"), start=3) == []
    assert seen(course) == [("EUR", 4900, None)]
    at_day(course, 3)
    assert seen(course) == [("EUR", 5900, None)]
    assert [prices_at(course.pk, NOON + day * DAY)[0].amount_minor for day in (0, 2.99, 3)] == [
        4900,
        4900,
        5900,
    ]


def test_a_sale_is_seen_with_the_former_price_and_ends() -> None:
    course = make_course()
    put(course, (4900, "EUR"), (5500, "USD"))
    put(course, (2900, "EUR"), start=2, end=4)
    at_day(course, 2)
    assert seen(course) == [("EUR", 2900, 4900), ("USD", 5500, None)]
    eur, usd = price_tags_of([course.pk])[course.pk]
    assert (eur.former, eur.until, usd.until) == (Money(4900, "EUR"), NOON + 4 * DAY, None)
    at_day(course, 4)
    assert seen(course) == [("EUR", 4900, None), ("USD", 5500, None)]


def test_what_nobody_looked_at_is_remembered_at_its_moment() -> None:
    """The site was down while a sale began and ended: a past moment is told right all the same."""
    course = make_course()
    put(course, (4900, "EUR"))
    put(course, (2900, "EUR"), start=2, end=4)
    at_day(course, 9)
    told = [prices_at(course.pk, NOON + day * DAY)[0].amount_minor for day in (1, 2, 3.9, 4)]
    assert told == [4900, 2900, 2900, 4900]
    count = course.price_changes.count()
    at_day(course, 10)
    assert course.price_changes.count() == count == 3


def test_a_dated_price_is_told_and_followed(django_capture_on_commit_callbacks: Any) -> None:
    course = make_course()
    put(course, (4900, "EUR"))
    put(course, (2900, "EUR"), start=2, end=4)
    for day, amount in ((1, 4900), (2, 2900), (4, 4900)):
        now = NOON + day * DAY
        with time_machine.travel(now, tick=False), django_capture_on_commit_callbacks(execute=True):
            catalogue.tell_changed_prices(now=now)
        assert [row[1] for row in seen(course)] == [amount]


def test_a_course_becomes_paid_and_free_from_a_date() -> None:
    course = make_course()
    put(course, (4900, "EUR"), start=1)
    put(course, start=2)
    assert Course.objects.get(pk=course.pk).is_free
    for day, is_free in ((1, False), (2, True)):
        at_day(course, day)
        assert Course.objects.get(pk=course.pk).is_free is is_free


def test_a_copy_costs_the_regular_price() -> None:
    course = make_course()
    with time_machine.travel(NOON, tick=False):
        put(course, (4900, "EUR"))
        put(course, (2900, "EUR"), start=0, end=4)
        copy = CoursePage.objects.get(course=course).copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert prices_of([copy.course_id])[copy.course_id] == (Money(4900, "EUR"),)


class TestScreen:
    @pytest.fixture(autouse=True)
    def _noon(self) -> Any:
        with time_machine.travel(NOON, tick=False):
            yield

    def url(self, course: Course) -> str:
        return reverse("courses_admin:prices", args=[course.public_id])

    def signed_in(self, person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def make(self) -> tuple[Client, Course]:
        owner = make_instructor()
        course = make_course(owner=owner)
        charge(course, (4900, "EUR"), at=NOON - DAY)
        return self.signed_in(owner), course

    def test_a_sale_is_set_shown_and_ended(self) -> None:
        client, course = self.make()
        sent = {"EUR": "29", "until_at": "2026-03-05 00:00"}
        assert client.post(self.url(course), sent).status_code == 302
        assert seen(course) == [("EUR", 2900, 4900)]
        html = client.get(self.url(course)).content.decode()
        assert "End sale now" in html and "€29.00" in html and 'value="49.00"' in html
        key = str(Price.objects.get(valid_until__isnull=False).public_id)
        assert client.post(self.url(course), {"do": "remove", "price": key}).status_code == 302
        assert seen(course) == [("EUR", 4900, None)]

    def test_an_upcoming_price_is_shown_and_removed(self) -> None:
        client, course = self.make()
        assert client.post(self.url(course), {"EUR": "59", "from_at": "2026-03-05 00:00"}).status_code == 302
        assert seen(course) == [("EUR", 4900, None)]
        html = client.get(self.url(course)).content.decode()
        assert "Upcoming prices" in html and "€59.00" in html
        key = str(Price.objects.get(valid_from__gt=NOON).public_id)
        client.post(self.url(course), {"do": "remove", "price": key})
        at_day(course, 9)
        assert seen(course) == [("EUR", 4900, None)]
        assert "Upcoming prices" not in client.get(self.url(course)).content.decode()

    @pytest.mark.parametrize(
        "sent",
        [
            {"EUR": "29", "until_at": "2026-02-28 00:00"},
            {"EUR": "29", "from_at": "2026-02-28 00:00"},
            {"EUR": "29", "from_at": "2026-03-05 00:00", "until_at": "2026-03-04 00:00"},
            {"EUR": "49", "until_at": "2026-03-05 00:00"},
            {"EUR": "59", "until_at": "2026-03-05 00:00"},
            {"USD": "9", "until_at": "2026-03-05 00:00"},
            {"EUR": "0", "until_at": "2026-03-05 00:00"},
            {"until_at": "2026-03-05 00:00"},
        ],
    )
    def test_what_is_no_sale_is_refused(self, sent: dict[str, str]) -> None:
        client, course = self.make()
        assert client.post(self.url(course), sent).status_code == 422
        assert Price.objects.count() == 1 and seen(course) == [("EUR", 4900, None)]

    def test_nobody_else_removes_a_price_nor_one_of_another_course(self) -> None:
        client, course = self.make()
        put(course, (2900, "EUR"), start=2, end=4)
        key = str(Price.objects.get(valid_until__isnull=False).public_id)
        sent = {"do": "remove", "price": key}
        assert self.signed_in(make_reviewer()).post(self.url(course), sent).status_code == 403
        other = make_course(owner=make_instructor())
        stranger = self.signed_in(other.course_instructors.get().account)
        assert stranger.post(self.url(other), sent).status_code == 404
        assert not Price.objects.filter(withdrawal__isnull=False).exists()

    @pytest.mark.parametrize(("code", "text", "amount"), [("JPY", "4999", 4999), ("KWD", "12.345", 12345)])
    def test_currencies_of_no_and_of_three_decimals(
        self, settings: Any, code: str, text: str, amount: int
    ) -> None:
        settings.CURRENCIES = [code]
        client, course = self.make()
        assert client.post(self.url(course), {code: text}).status_code == 302
        assert seen(course) == [(code, amount, None)]
