"""Prices act at once, keep their history, and are no part of a draft or a release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from common.append_only import ChangeRefused
from common.money import Money
from learning.courses import actions
from learning.courses.models import Course, CoursePage, CoursePrice, CoursePriceChange, Release
from learning.courses.selectors import prices_at, prices_of
from learning.testing.courses import (
    charge,
    make_course,
    make_course_page,
    make_instructor,
    make_manager,
    make_reviewer,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def history(course: Course) -> list[tuple[str, int | None]]:
    return list(course.price_changes.order_by("changed_at", "pk").values_list("currency", "amount_minor"))


def test_a_price_changes_without_a_release() -> None:
    course, actor = make_course(prices=[(4900, "EUR")]), make_instructor()
    actions.set_prices(course=course, prices=[Money(3900, "EUR"), Money(4500, "USD")], actor=actor, at=NOON)
    assert prices_of([course.pk]) == {course.pk: (Money(3900, "EUR"), Money(4500, "USD"))}
    assert Release.objects.filter(course=course).count() == 1
    assert all("prices" not in text for text in course.latest_release.content.values())
    last = CoursePriceChange.objects.get(currency="USD")
    assert (last.amount_minor, last.changed_at, last.changed_by) == (4500, NOON, actor)


def test_without_a_price_a_course_is_free() -> None:
    course = make_course(prices=[(4900, "EUR")])
    assert not Course.objects.get(pk=course.pk).is_free
    charge(course)
    assert Course.objects.get(pk=course.pk).is_free
    assert not CoursePrice.objects.exists()
    assert history(course) == [("EUR", 4900), ("EUR", None)]


def test_the_same_prices_again_change_nothing() -> None:
    course = make_course(prices=[(4900, "EUR")])
    assert actions.set_prices(course=course, prices=[Money(4900, "EUR")], actor=None, at=NOON) == []
    assert len(history(course)) == 1


@pytest.mark.parametrize("prices", [[Money(1, "EUR"), Money(2, "EUR")], [Money(0, "EUR")]])
def test_wrong_prices_are_refused_and_nothing_is_written(prices: list[Money]) -> None:
    course = make_course()
    with pytest.raises(ValueError):
        actions.set_prices(course=course, prices=prices, actor=None, at=NOON)
    assert not CoursePrice.objects.exists() and not CoursePriceChange.objects.exists()


def test_what_a_course_cost_at_a_past_moment_can_be_told() -> None:
    course = make_course()
    for day, prices in enumerate([[(4900, "EUR")], [(3900, "EUR"), (4000, "USD")], []]):
        charge(course, *prices, at=NOON + day * DAY)
    told = [prices_at(course.pk, NOON + day * DAY) for day in (-1, 0, 1, 2)]
    assert told == [(), (Money(4900, "EUR"),), (Money(3900, "EUR"), Money(4000, "USD")), ()]


def test_the_history_is_never_changed() -> None:
    course = make_course(prices=[(4900, "EUR")])
    with pytest.raises(ChangeRefused):
        CoursePriceChange.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        CoursePriceChange.objects.create(course=course, currency="EUR", amount_minor=0)


def test_a_copied_course_costs_the_same() -> None:
    course = make_course(prices=[(4900, "EUR")])
    copy = CoursePage.objects.get(course=course).copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert copy.course_id != course.pk
    assert prices_of([copy.course_id])[copy.course_id] == (Money(4900, "EUR"),)
    assert not Course.objects.get(pk=copy.course_id).is_free


def test_a_draft_holds_no_prices() -> None:
    page = make_course_page()
    charge(page.course, (4900, "EUR"))
    assert "prices" not in page.save_revision().content


class TestScreen:
    def url(self, course: Course) -> str:
        return reverse("courses_admin:prices", args=[course.public_id])

    def saved(self, person: Any, course: Course, **amounts: str) -> Any:
        client = Client()
        client.force_login(person)
        return client.post(self.url(course), amounts)

    def test_instructors_and_managers_change_prices_at_once(self) -> None:
        owner = make_instructor()
        course = make_course(owner=owner)
        assert self.saved(owner, course, EUR="49.90", USD="55").status_code == 302
        assert self.saved(make_manager(), course, EUR="39").status_code == 302
        assert prices_of([course.pk])[course.pk] == (Money(3900, "EUR"),)
        assert set(course.price_changes.values_list("changed_by", flat=True)) >= {owner.pk}

    @pytest.mark.parametrize("make", [make_reviewer, make_instructor])
    def test_nobody_else_does(self, make: Any) -> None:
        course = make_course(prices=[(4900, "EUR")])
        response = self.saved(make(), course, EUR="1")
        assert response.status_code in (302, 403)
        assert prices_of([course.pk])[course.pk] == (Money(4900, "EUR"),)

    @pytest.mark.parametrize(
        ("amount", "sentence"), [("1.234", ""), ("0", "leave all prices empty"), ("-1", ""), ("x", "")]
    )
    def test_a_wrong_amount_is_refused(self, amount: str, sentence: str) -> None:
        owner = make_instructor()
        course = make_course(owner=owner)
        response = self.saved(owner, course, EUR=amount)
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert not CoursePrice.objects.exists()

    def test_the_editor_shows_the_prices_and_leads_to_their_screen(self, client: Client) -> None:
        owner = make_instructor()
        course = make_course(owner=owner, prices=[(4990, "EUR")])
        client.force_login(owner)
        edit = reverse("wagtailadmin_pages:edit", args=[course.pages.get().pk])
        html = client.get(edit).content.decode()
        assert "€49.90" in html and self.url(course) in html
