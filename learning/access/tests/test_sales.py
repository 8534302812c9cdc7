"""Courses and bundles as products: what is on sale, who gets paid, who may buy, and for how much."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commerce.catalogue import sellers
from commerce.catalogue.models import Product
from commerce.catalogue.sellers import WantedProduct
from common.money import Money
from learning.access import actions
from learning.access.models import BundlePage, CourseAccess
from learning.access.sales import products
from learning.courses import actions as course_actions
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, make_bundle, paid_course

pytestmark = pytest.mark.django_db


def product_of(code: str) -> Product:
    return Product.objects.get(code=code)


def sold(course: Course) -> Product:
    products.keep_course_product(course_id=course.pk, at=NOON)
    return product_of(course.product_code)


def sold_bundle(page: BundlePage, tier: str = "") -> Product:
    products.keep_bundle_products(bundle_id=page.bundle_id, at=timezone.now())
    return product_of(page.bundle.product_code(tier))


def shares(product: Product) -> dict[Any, int]:
    return dict(product.payees.values_list("payee", "share_bp"))


def verdict(product: Product, person: Any = None) -> str:
    return sellers.may_buy(person.public_id if person else None, [product])[product.code].code


class TestCourses:
    def test_a_released_course_is_on_sale_with_its_instructors(self) -> None:
        owner, second = courses.make_instructor(), courses.make_instructor()
        course = paid_course(owner=owner)
        course_actions.set_instructors(
            course=course, accounts=[owner, second], owner=owner, actor=None, at=NOON
        )
        product = sold(course)
        assert (product.is_active, product.kind, product.title) == (True, "course", course.title)
        assert shares(product) == {owner.public_id: 5000, second.public_id: 5000}

    def test_a_draft_is_not_on_sale_but_has_its_price(self) -> None:
        page = courses.make_course_page(prices=[(4900, "EUR")])
        assert not sold(page.course).is_active

    def test_archiving_and_reopening_are_followed(self, django_capture_on_commit_callbacks: Any) -> None:
        course = paid_course(lessons=1)
        states = []
        for status in ("archived", "active"):
            with django_capture_on_commit_callbacks(execute=True):
                course_actions.change_status(course=course, status=status, actor=None, at=NOON)
            states.append(product_of(course.product_code).is_active)
        assert states == [False, True]

    @pytest.mark.parametrize(
        ("grant", "code"),
        [
            (None, "open"),
            ({}, "owned"),
            ({"starts_at": NOON + 999 * DAY}, "owned"),
            ({"ends_at": NOON}, "open"),
            ({"status": "revoked", "type": "purchase", "revoked_at": NOON}, "open"),
            ({"status": "revoked", "type": "manual", "revoked_at": NOON}, "revoked"),
            ({"status": "pending", "type": "manual"}, "owned"),
        ],
    )
    def test_who_may_buy(self, grant: dict[str, Any] | None, code: str) -> None:
        course, person = paid_course(lessons=1), UserFactory()
        if grant is not None:
            GrantFactory(person=person, course=course, **grant)
        product = sold(course)
        assert verdict(product, person) == code
        has = sellers.owned(person.public_id, [product]) == {product.code}
        assert has is (code == "owned")

    def test_a_stranger_may_buy_and_a_suspended_person_may_not(self) -> None:
        product = sold(paid_course(lessons=1))
        assert verdict(product) == "open"
        assert verdict(product, UserFactory(is_active=False)) == "suspended"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"status": Course.Status.LOCKED}, "locked"),
            ({"status": Course.Status.COMING_SOON}, "coming_soon"),
            ({"status": Course.Status.ARCHIVED}, "archived"),
            ({"is_free": True}, "free"),
        ],
    )
    def test_what_is_closed_can_not_be_bought(self, change: dict[str, Any], code: str) -> None:
        course = paid_course(lessons=1)
        product = sold(course)
        Course.objects.filter(pk=course.pk).update(**change)
        assert verdict(product, UserFactory()) == code

    def test_how_a_course_is_shown(self) -> None:
        course = paid_course(lessons=1)
        product = sold(course)
        face = sellers.addresses([product])[product.code]
        assert face.title == course.title and face.url.startswith("/courses/")


class TestBundles:
    @pytest.fixture
    def two(self) -> list[Course]:
        return [
            courses.make_course(lessons=1, prices=[(6000, "EUR")]),
            courses.make_course(lessons=1, prices=[(3000, "EUR")]),
        ]

    def bundle(self, two: list[Course], **fields: Any) -> BundlePage:
        return make_bundle(*((course, "") for course in two), **fields)

    def test_each_tier_is_a_product(self, two: list[Course]) -> None:
        page = make_bundle((two[0], "Basic"), (two[0], "Full"), (two[1], "Full"), kind="tiered")
        basic, full = sold_bundle(page, "Basic"), sold_bundle(page, "Full")
        assert (basic.title, full.title) == ("Both · Basic", "Both · Full")
        page.items.filter(tier="Basic").delete()
        full = sold_bundle(page, "Full")
        basic.refresh_from_db()
        assert full.is_active and not basic.is_active

    def test_an_unpublished_bundle_is_not_on_sale(self, two: list[Course]) -> None:
        page = self.bundle(two)
        assert sold_bundle(page).is_active
        BundlePage.objects.filter(pk=page.pk).update(live=False)
        assert not sold_bundle(page).is_active

    def test_instructors_share_by_what_their_courses_cost(self) -> None:
        ana, ben = courses.make_instructor(), courses.make_instructor()
        page = self.bundle(
            [
                courses.make_course(lessons=1, prices=[(6000, "EUR")], owner=ana),
                courses.make_course(lessons=1, prices=[(3000, "EUR")], owner=ben),
            ]
        )
        assert shares(sold_bundle(page)) == {ana.public_id: 6667, ben.public_id: 3333}

    def test_who_owns_all_of_it_may_not_buy(self, two: list[Course]) -> None:
        person, product = UserFactory(), sold_bundle(self.bundle(two))
        GrantFactory(person=person, course=two[0])
        assert verdict(product, person) == "open"
        GrantFactory(person=person, course=two[1])
        assert verdict(product, person) == "owned"
        assert sellers.owned(person.public_id, [product]) == {product.code}

    def test_a_bundle_with_a_withdrawn_course_is_not_sold(self, two: list[Course]) -> None:
        product = sold_bundle(self.bundle(two))
        latest = two[0].latest_release
        type(latest).objects.filter(pk=latest.pk).update(is_withdrawn=True)
        assert verdict(product, UserFactory()) == "not_available"

    def test_the_choices_of_a_bundle_to_pick_from(self, two: list[Course]) -> None:
        product = sold_bundle(self.bundle(two, kind="pick", pick_count=1))
        rule = sellers.choices([product])[product.code]
        assert (rule.least, rule.most) == (1, 1)
        assert rule.options == tuple((course.product_code, course.title) for course in two)
        assert rule.admits([two[1].product_code])

    @pytest.mark.parametrize(
        ("leaves_out", "owned", "less"),
        [(False, [0], 0), (True, [], 0), (True, [0], 4667), (True, [1], 2333), (True, [0, 1], 7000)],
    )
    def test_what_the_buyer_owns_is_left_out(
        self, two: list[Course], leaves_out: bool, owned: list[int], less: int
    ) -> None:
        page, person = self.bundle(two), UserFactory()
        actions.leave_out_owned(bundle=page.bundle, leaves_out=leaves_out)
        for number in owned:
            GrantFactory(person=person, course=two[number])
        product = sold_bundle(page)
        wanted = WantedProduct(product.code, Money(7000, "EUR"))
        assert sellers.deductions(person.public_id, [(product, wanted)]) == [Money(less, "EUR")]

    def test_of_picked_courses_only_these_count(self, two: list[Course]) -> None:
        third = courses.make_course(lessons=1, prices=[(3000, "EUR")])
        page, person = self.bundle([*two, third], kind="pick", pick_count=2), UserFactory()
        actions.leave_out_owned(bundle=page.bundle, leaves_out=True)
        GrantFactory(person=person, course=two[0])
        product = sold_bundle(page)
        for chosen, less in (((two[1], third), 0), ((two[0], third), 4000)):
            codes = tuple(course.product_code for course in chosen)
            wanted = WantedProduct(product.code, Money(6000, "EUR"), codes)
            assert sellers.deductions(person.public_id, [(product, wanted)]) == [Money(less, "EUR")]

    def test_prices_act_at_once_and_are_the_bundles_own(self, two: list[Course]) -> None:
        page = self.bundle(two)
        set_at = actions.set_bundle_prices(
            bundle=page.bundle, tier="", prices=[Money(7000, "EUR")], actor=None, at=NOON
        )
        assert [price.amount_minor for price in set_at] == [7000]
        assert set_at[0].product.code == page.bundle.product_code()


def test_many_products_are_asked_about_at_once(django_assert_max_num_queries: Any) -> None:
    person = UserFactory()
    several = [paid_course(lessons=1) for _number in range(5)]
    asked = [sold(course) for course in several]
    asked += [
        sold_bundle(make_bundle((several[0], ""), (course, ""), slug=f"b{course.pk}"))
        for course in several[1:]
    ]
    with django_assert_max_num_queries(40):
        answers = sellers.may_buy(person.public_id, asked)
        sellers.addresses(asked)
        sellers.choices(asked)
    assert all(answers.values()) and len(answers) == 9


def test_everything_is_kept_again(django_assert_max_num_queries: Any) -> None:
    course = paid_course(lessons=1)
    page = make_bundle((course, ""))
    products.keep_all_products(at=NOON)
    assert set(Product.objects.on_sale().values_list("code", flat=True)) == {
        course.product_code,
        page.bundle.product_code(),
    }
    assert not CourseAccess.objects.exists()
