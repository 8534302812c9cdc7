"""What stands beside a course: its price, that it is theirs already, or what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commerce.catalogue.actions import set_prices
from commerce.catalogue.selectors import products_by_code
from commerce.catalogue.sellers import contents
from common.money import Money
from learning.access.sales.products import keep_bundle_products
from learning.access.tests.test_rules import with_rules
from learning.courses.actions import change_status
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import GrantFactory, make_bundle, paid_course
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db

PRICE = "49"


def test_who_has_access_reads_no_price_and_may_start() -> None:
    course = paid_course(title="Paid")
    person = UserFactory()
    stranger, holder = signed_in(UserFactory()), signed_in(person)
    GrantFactory(person=person, course=course)
    for address in (url_of(course), "/courses/"):
        assert f"€{PRICE}" in stranger.get(address).content.decode(), address
        page = holder.get(address).content.decode()
        assert f"€{PRICE}" not in page and "Start" in page, address
    assert "You have access to this course." in holder.get(url_of(course)).content.decode()
    joined = holder.post(f"{url_of(course)}enroll/")
    assert joined.headers["Location"] == f"{url_of(course)}module-1/lesson-1/"


def test_what_is_coming_has_no_price_and_offers_to_notify() -> None:
    course = paid_course(title="Soon")
    change_status(course=course, status=Course.Status.COMING_SOON, actor=None, at=timezone.now())
    client = signed_in(UserFactory())
    for address in (url_of(course), "/courses/"):
        page = client.get(address).content.decode()
        assert f"€{PRICE}" not in page and "Notify me" in page, address


@pytest.mark.parametrize(
    ("rules", "label", "sentence"),
    [
        ({"enrolment_method": "invite_only"}, "By invitation", "by invitation only"),
        ({"enrolment_method": "cohort_only"}, "With a cohort", "as part of a cohort"),
        ({"enrolment_method": "subscription_only"}, "With a subscription", "with a subscription"),
        ({"visibility": "subscribers_only"}, "With a subscription", "with a subscription"),
    ],
)
@pytest.mark.parametrize("make", [courses.make_course, paid_course])
def test_a_restricted_course_says_how_people_come_in_and_whom_to_ask(
    make: Callable[[], Course], rules: dict[str, str], label: str, sentence: str
) -> None:
    course = with_rules(make(), **rules)
    client = signed_in(UserFactory())
    card = client.get("/courses/").content.decode().partition('<article class="course-card">')[2]
    assert label in card and "€" not in card and ">Free<" not in card and ">Start<" not in card
    page = client.get(url_of(course)).content.decode()
    box = page.partition('class="card course-box"')[2].partition("</aside>")[0]
    assert sentence in box and "mailto:" in box and "€" not in box and "Enrol" not in box


def test_what_is_not_on_sale_says_whom_to_ask() -> None:
    course = with_rules(courses.make_course(), enrolment_method="purchase")
    page = signed_in(UserFactory()).get(url_of(course)).content.decode()
    box = page.partition('class="card course-box"')[2].partition("</aside>")[0]
    assert "This course isn't on sale yet." in unescape(box) and "mailto:" in box


@pytest.mark.parametrize(
    ("required", "done", "percentage", "words"),
    [
        ((True, True, True, True), (0,), 25, "1 of 4 lessons"),
        ((True, True, False, False), (0, 2), 50, "1 of 2 required lessons · 1 of 2 optional"),
        ((True, False), (0,), 100, "1 of 1 required lessons · 0 of 1 optional"),
        ((False, False), (0,), 50, "1 of 2 lessons"),
    ],
)
def test_percentage_and_count_say_the_same(
    required: tuple[bool, ...], done: tuple[int, ...], percentage: int, words: str
) -> None:
    page = courses.make_course_page(owner=courses.make_instructor())
    for is_required in required:
        courses.add_lesson(page, is_required=is_required)
    courses.release(page)
    course = Course.objects.select_related("latest_release").get(pk=page.course_id)
    person = UserFactory()
    client = signed_in(person)
    client.post(f"{url_of(course)}enroll/")
    for index in done:
        client.post(f"{url_of(course)}lesson-{index + 1}/")
    for address in ("/my-dashboard/", url_of(course), f"/my-dashboard/course/{course.latest_release.slug}/"):
        shown = client.get(address).content.decode()
        assert words in shown, address
        assert f'value="{percentage}"' in shown or f"{percentage}%" in shown, address


def test_a_bundle_on_sale_has_a_button_with_its_price(client: Client) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    page = make_bundle((courses.make_course(), ""), (courses.make_course(), ""))
    page.refresh_from_db()
    keep_bundle_products(bundle_id=page.bundle_id, at=yesterday)
    product = products_by_code([page.bundle.product_code()])[page.bundle.product_code()]
    assert "Not on sale yet" in client.get(page.url).content.decode()
    set_prices(product=product, prices=[Money(6_900, "EUR")], from_at=yesterday, actor_id=None, at=yesterday)
    html = client.get(page.url).content.decode()
    assert "Buy for €69.00" in html and quote(product.code) in html and "csrfmiddlewaretoken" in html
    assert "Not on sale yet" not in html


def test_what_is_sold_of_a_bundle_is_frozen_with_the_order() -> None:
    first, second = courses.make_course(), courses.make_course()
    page = make_bundle((first, ""), (second, ""))
    keep_bundle_products(bundle_id=page.bundle_id, at=timezone.now())
    products = products_by_code([page.bundle.product_code(), first.product_code])
    assert contents(products.values()) == {
        page.bundle.product_code(): (first.product_code, second.product_code)
    }
