"""Courses and bundles as products of catalogue, kept in step with what is released and published.

Everything here looks at the present state and makes catalogue agree, so that it may be repeated at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from commerce.catalogue import actions as catalogue
from commerce.catalogue.actions import PayeeShare, equal_shares
from commerce.catalogue.models import Product, Supply
from commerce.catalogue.selectors import prices_at, products_by_code
from common.money import Money
from learning.courses.models import (
    COURSE_PRODUCT,
    Course,
    CourseInstructor,
    CoursePage,
    LessonPage,
    ReleaseLesson,
)

from ..models import BUNDLE_PRODUCT, Bundle, BundlePage

#: All of what a product earns, in hundredths of a percent.
_WHOLE_BP = 10_000


def keep_course_product(*, course_id: int, at: datetime) -> None:
    """Let a released course be a product, and no longer once it is archived or withdrawn.

    Its payees are its instructors, in equal shares unless staff edited them.
    """
    course = Course.objects.select_related("latest_release").get(pk=course_id)
    release = course.latest_release
    if release is None or release.is_withdrawn or course.status == Course.Status.ARCHIVED:
        catalogue.retire_product(code=course.product_code, at=at)
        return
    catalogue.keep_product(
        code=course.product_code,
        kind=COURSE_PRODUCT,
        title=course.title,
        supply=_supply(course),
        payees=equal_shares(_instructors([course_id])[course_id]),
        at=at,
    )


def keep_bundle_products(*, bundle_id: int, at: datetime) -> None:
    """Let a published bundle be a product, or one for each of its tiers; what is no longer offered isn't
    sold."""
    bundle = Bundle.objects.get(pk=bundle_id)
    page = source_page(bundle)
    offered = page.tiers() if page is not None and page.live else {}
    for tier, course_ids in offered.items():
        catalogue.keep_product(
            code=bundle.product_code(tier),
            kind=BUNDLE_PRODUCT,
            title=f"{page.title} · {tier}" if tier else page.title,  # type: ignore[union-attr]
            supply=Supply.RECORDED,
            payees=_shares_of_bundle(course_ids, at),
            at=at,
        )
    codes = {bundle.product_code(tier) for tier in offered}
    own = Product.objects.filter(code__startswith=bundle.product_code()).on_sale()
    for code in own.values_list("code", flat=True):
        if code not in codes:
            catalogue.retire_product(code=code, at=at)


def keep_products_with_course(*, course_id: int, at: datetime) -> None:
    """The course, and the bundles that it is in: their payees follow its instructors."""
    keep_course_product(course_id=course_id, at=at)
    pages = BundlePage.objects.filter(live=True, items__course=course_id)
    for bundle_id in pages.values_list("bundle", flat=True).distinct():
        keep_bundle_products(bundle_id=bundle_id, at=at)


def keep_product_with_code(*, code: str, at: datetime) -> None:
    """The course or bundle that a code names; a code of anything else changes nothing."""
    kind, _sign, rest = code.partition(":")
    key = rest.partition(":")[0]
    if kind == COURSE_PRODUCT and (course := Course.objects.filter(public_id=key).first()) is not None:
        keep_products_with_course(course_id=course.pk, at=at)
    if kind == BUNDLE_PRODUCT and (bundle := Bundle.objects.filter(public_id=key).first()) is not None:
        keep_bundle_products(bundle_id=bundle.pk, at=at)


def keep_all_products(*, at: datetime) -> None:
    """Every released course and every bundle, for what was missed."""
    for course_id in Course.objects.filter(latest_release__isnull=False).values_list("pk", flat=True):
        keep_course_product(course_id=course_id, at=at)
    for bundle_id in Bundle.objects.values_list("pk", flat=True):
        keep_bundle_products(bundle_id=bundle_id, at=at)


def source_page(bundle: Bundle) -> BundlePage | None:
    """The page of a bundle that its others were translated from: it says what is offered. One query."""
    return bundle.pages.order_by("pk").first()


def list_prices(courses: Mapping[int, str], currency: str, at: datetime) -> dict[int, Money]:
    """What courses cost in a currency, by id; 0 where they have no price in it. Two queries.

    courses: product codes by course id.
    """
    products = products_by_code(courses.values())
    prices = prices_at([product.pk for product in products.values()], at)
    found = {}
    for course_id, code in courses.items():
        product = products.get(code)
        money = prices[product.pk].get(currency) if product else None
        found[course_id] = money or Money.zero(currency)
    return found


def _supply(course: Course) -> str:
    """How a course is supplied: by a person, live, or recorded."""
    release = course.latest_release
    assert release is not None, "a product is released"
    if release.course_type == CoursePage.CourseType.CONSULTANCY:
        return Supply.HUMAN
    is_live = ReleaseLesson.objects.filter(release=release, kind=LessonPage.Kind.LIVE).exists()
    return Supply.LIVE if is_live else Supply.RECORDED


def _instructors(course_ids: Iterable[int]) -> dict[int, list[UUID]]:
    """The accounts that teach courses, by course, in their order. One query."""
    found: dict[int, list[UUID]] = {pk: [] for pk in course_ids}
    rows = CourseInstructor.objects.filter(course__in=found).order_by("position", "pk")
    for course_id, account in rows.values_list("course_id", "account__public_id"):
        found[course_id].append(account)
    return found


def _shares_of_bundle(course_ids: Sequence[int], at: datetime) -> list[PayeeShare]:
    """Each course's part of the whole, by what the courses cost, among its instructors in equal shares."""
    codes = {course.pk: course.product_code for course in Course.objects.filter(pk__in=course_ids)}
    ids = [pk for pk in course_ids if pk in codes]
    teachers = _instructors(ids)
    weights = _weights(codes, ids, at)
    parts: dict[UUID, int] = {}
    for pk, weight in zip(ids, _parts_of(_WHOLE_BP, weights), strict=True):
        people = teachers[pk]
        for person, part in zip(people, _parts_of(weight, [1] * len(people)), strict=True):
            parts[person] = parts.get(person, 0) + part
    return [PayeeShare(person, part) for person, part in parts.items() if part]


def _weights(codes: Mapping[int, str], ids: Collection[int], at: datetime) -> list[int]:
    """List prices in a currency that all courses with a price have one in; else all alike."""
    products = products_by_code(codes.values())
    prices = prices_at([product.pk for product in products.values()], at)
    by_course = {pk: prices[products[codes[pk]].pk] if codes[pk] in products else {} for pk in ids}
    priced = [set(own) for own in by_course.values() if own]
    common = set.intersection(*priced) if priced else set()
    if not common:
        return [1 for _pk in ids]
    code = min(common)
    return [by_course[pk][code].amount_minor if code in by_course[pk] else 0 for pk in ids]


def _parts_of(whole: int, weights: Sequence[int]) -> list[int]:
    """A whole number shared out by weights, the largest remainders first."""
    if not any(weights):
        return [0 for _weight in weights]
    exact = [divmod(whole * weight, sum(weights)) for weight in weights]
    parts = [part for part, _rest in exact]
    order = sorted(range(len(parts)), key=lambda place: -exact[place][1])
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts
