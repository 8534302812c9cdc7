"""What an order has paid for is open, and nothing else of it, whatever order the facts arrive in."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.customers.actions import customer_for
from commerce.orders import actions as orders
from commerce.orders import openings
from commerce.orders.models import Gift, Order
from commerce.testing.orders import make_order, quoted
from commerce.wallet.actions import VoucherRefused, make_vouchers, redeem
from common.money import Money
from learning.access import actions
from learning.access.models import AccessEvent, BundlePurchase, CourseAccess
from learning.access.policies import course_verdict
from learning.access.sales.products import keep_course_product
from learning.access.sales.settlement import settle_order_access
from learning.courses.models import Course, CoursePage
from learning.courses.viewer import Viewer
from learning.testing.access import NOON, make_bundle
from learning.testing.courses import make_course, release

DAY = timedelta(days=1)
FREE = Money(0, "EUR")
pytestmark = pytest.mark.django_db


def an_order(buyer: User, *codes: str, **fields: Any) -> Order:
    """An order over nothing, so that the books need no say in it."""
    customer = customer_for(account_id=buyer.public_id, name="Ada", email=buyer.email, at=NOON)
    return make_order(*(quoted(0, code=code, **fields) for code in codes), customer=customer, at=NOON)


def pay(order: Order) -> None:
    orders.record_payment(order_id=order.pk, money=FREE, at=NOON)


def withdraw(order: Order, *positions: int) -> None:
    lines = list(order.lines.order_by("position"))
    gone = {lines[place].pk for place in positions}
    orders.record_refund(order_id=order.pk, by_line={}, withdrawn=gone, at=NOON + DAY)


def settle(order: Order) -> None:
    settle_order_access(order_id=order.pk, at=NOON + DAY)


def states(person: User) -> dict[int, str]:
    grants = CourseAccess.objects.filter(person=person)
    return {grant.course_id: grant.effective_status(NOON + 2 * DAY) for grant in grants}


def test_a_paid_course_is_open_and_the_grant_names_its_order() -> None:
    buyer, course = UserFactory(), make_course()
    order = an_order(buyer, course.product_code)
    settle(order)
    assert states(buyer) == {}

    pay(order)
    for _again in range(3):
        settle(order)

    grant = CourseAccess.objects.get(person=buyer)
    assert (grant.course, grant.type, grant.purchase_id) == (course, "purchase", order.number)
    assert grant.effective_status(NOON + 2 * DAY) == "unlocked"
    assert [event.kind for event in grant.events.all()] == ["granted"]


def test_a_later_change_of_how_long_a_course_is_open_moves_nothing_that_was_sold() -> None:
    buyer, course = UserFactory(), make_course(access_duration="days", access_days=30)
    order = an_order(buyer, course.product_code)
    pay(order)
    settle(order)
    ends_at = CourseAccess.objects.get(person=buyer).ends_at
    assert ends_at == NOON + 31 * DAY  # thirty days from when it was opened
    page = CoursePage.objects.get(course=course)
    CoursePage.objects.filter(pk=page.pk).update(access_days=7)
    release(page)
    assert Course.objects.get(pk=course.pk).latest_release_id != course.latest_release_id
    for _again in range(2):
        settle(order)
    assert CourseAccess.objects.get(person=buyer).ends_at == ends_at


def test_a_refund_of_one_course_closes_that_one_alone() -> None:
    buyer, kept, returned = UserFactory(), make_course(), make_course()
    order = an_order(buyer, kept.product_code, returned.product_code)
    pay(order)
    settle(order)
    withdraw(order, 1)
    settle(order)
    assert states(buyer) == {kept.pk: "unlocked", returned.pk: "ended"}

    # The refund failed after all: what was paid for opens again.
    withdraw(order)
    settle(order)
    assert states(buyer) == {kept.pk: "unlocked", returned.pk: "unlocked"}


def test_a_dispute_locks_until_it_is_won_and_closes_when_it_is_lost() -> None:
    buyer, course = UserFactory(), make_course()
    order = an_order(buyer, course.product_code)
    pay(order)
    seen = []
    for step in ("hold", "release", "hold", "lose", "release"):
        if step == "release":
            orders.release(order_id=order.pk, at=NOON + DAY)
        else:
            orders.hold(order_id=order.pk, at=NOON + DAY, is_lost=step == "lose")
        settle(order)
        seen.append(states(buyer)[course.pk])
    assert seen == ["locked", "unlocked", "locked", "ended", "unlocked"]


@pytest.mark.parametrize("is_bundle", [False, True])
def test_a_lost_dispute_that_is_reopened_suspends_and_says_so(
    is_bundle: bool, django_capture_on_commit_callbacks: Any
) -> None:
    buyer, course = UserFactory(), make_course()
    code = course.product_code
    if is_bundle:
        code = make_bundle((course, "")).bundle.product_code()
    order = an_order(buyer, code)
    pay(order)
    settle(order)
    viewer, seen = Viewer(person=buyer, moment=NOON + 2 * DAY), []
    for step in ("lose", "reopen", "lose", "reopen", "win"):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            if step == "win":
                orders.release(order_id=order.pk, at=NOON + DAY)
            else:
                orders.hold(order_id=order.pk, at=NOON + DAY, is_lost=step == "lose")
            settle(order)
            settle(order)
        verdict = course_verdict(viewer, course)
        seen.append(verdict.code or "open")
        if step == "reopen":
            assert "suspended" in verdict.sentence
            assert mail.outbox == []
    assert seen == ["ended", "locked", "ended", "locked", "open"]


def test_what_staff_suspended_stays_so_whatever_becomes_of_the_order() -> None:
    buyer, course, staff = UserFactory(), make_course(), UserFactory()
    order = an_order(buyer, course.product_code)
    pay(order)
    settle(order)
    grant = CourseAccess.objects.get(person=buyer)
    actions.lock_course_access(grant=grant, at=NOON, by=staff, reason="abuse")

    orders.hold(order_id=order.pk, at=NOON + DAY)
    settle(order)
    orders.release(order_id=order.pk, at=NOON + DAY)
    settle(order)
    withdraw(order, 0)
    settle(order)

    assert states(buyer) == {course.pk: "locked"}
    assert not grant.events.filter(kind=AccessEvent.Kind.ACTIVATED).exists()


@pytest.mark.parametrize("is_bundle", [False, True])
def test_a_gift_that_went_to_a_wrong_address_closes_there(is_bundle: bool) -> None:
    giver, wrong, right, course = UserFactory(), UserFactory(), UserFactory(), make_course()
    code = course.product_code
    if is_bundle:
        code = f"bundle:{make_bundle((course, '')).bundle.public_id}"
    order = an_order(giver, code, recipient_email=wrong.email)
    pay(order)
    orders.prepare_gifts(order_id=order.pk, at=NOON)
    gift = Gift.objects.get()
    for person in (wrong, right):
        orders.correct_recipient(gift_id=gift.pk, email=person.email, at=NOON)
        settle(order)
        orders.let_known_have(gift_id=gift.pk, at=NOON)
        settle(order)
    assert (states(wrong), states(right)) == ({course.pk: "ended"}, {course.pk: "unlocked"})
    settle(order)
    assert CourseAccess.objects.count() == 2

    # Who uses it keeps it.
    actions.enrol(person=right, course=course, at=timezone.now())
    with pytest.raises(orders.GiftRefused, match="already claimed"):
        orders.correct_recipient(gift_id=gift.pk, email=wrong.email, at=NOON)
    assert states(right) == {course.pk: "unlocked"}


def test_a_gift_opens_for_the_recipient_and_never_for_the_giver() -> None:
    giver, friend, course = UserFactory(), UserFactory(), make_course()
    order = an_order(giver, course.product_code, recipient_account_id=friend.public_id)
    pay(order)
    settle(order)
    assert states(giver) == {}
    assert states(friend) == {course.pk: "unlocked"}

    later = an_order(giver, course.product_code, recipient_email="nobody-yet@example.org")
    pay(later)
    settle(later)
    assert states(giver) == {}


def a_bundle() -> tuple[Any, list[Course]]:
    courses = [make_course(), make_course()]
    page = make_bundle(*((course, "") for course in courses))
    return page.bundle, courses


def test_a_bundle_opens_what_was_sold_whatever_it_offers_by_now() -> None:
    buyer = UserFactory()
    bundle, courses = a_bundle()
    sold = tuple(course.product_code for course in courses)
    order = an_order(buyer, bundle.product_code(), choices=sold)
    bundle.pages.get().items.all().delete()
    pay(order)
    settle(order)
    settle(order)

    assert states(buyer) == {course.pk: "unlocked" for course in courses}
    assert BundlePurchase.objects.get().order_id == order.number

    orders.hold(order_id=order.pk, at=NOON + DAY)
    settle(order)
    assert set(states(buyer).values()) == {"locked"}
    withdraw(order, 0)
    settle(order)
    assert set(states(buyer).values()) == {"ended"}
    withdraw(order)
    orders.release(order_id=order.pk, at=NOON + DAY)
    for _again in range(2):
        settle(order)
    # What has ended stays so in the history; paid for once more, it is another purchase.
    ended, again = BundlePurchase.objects.order_by("pk")
    assert ended.revoked_at is not None
    assert (again.revoked_at, again.order_id) == (None, f"{order.number} (2)")
    opened = CourseAccess.objects.of_source("bundle", str(again.pk))
    assert [grant.effective_status(NOON + 2 * DAY) for grant in opened] == ["unlocked", "unlocked"]


@pytest.mark.parametrize("sequence", list(itertools.permutations(["pay", "refund", "settle"])))
def test_whatever_comes_first_the_grants_end_as_the_order_stands(sequence: tuple[str, ...]) -> None:
    """A fact that is told late finds the order as it is, not as it was."""
    buyer, course = UserFactory(), make_course()
    order = an_order(buyer, course.product_code)
    for step in sequence:
        if step == "pay":
            pay(order)
        elif step == "refund" and Order.objects.get(pk=order.pk).status == "paid":
            withdraw(order, 0)
        else:
            settle(order)
    settle(order)

    line = order.lines.get()
    is_paid = Order.objects.get(pk=order.pk).status == "paid" and line.withdrawn_at is None
    assert ("unlocked" in states(buyer).values()) is is_paid


def test_what_a_voucher_opened_is_a_grant_of_its_own_type() -> None:
    buyer, course = UserFactory(), make_course(prices=[(4_900, "EUR")])
    keep_course_product(course_id=course.pk, at=NOON)
    batch = make_vouchers(
        name="Fair", count=1, product_code=course.product_code, at=timezone.now(), actor_id=None
    )
    customer = customer_for(account_id=buyer.public_id, name="Ada", email=buyer.email, at=NOON)
    redeem(customer=customer, code=batch.vouchers.get().code, at=timezone.now())
    settle_order_access(order_id=Order.objects.get().pk, at=timezone.now())
    grant = CourseAccess.objects.get(person=buyer)
    assert (grant.type, grant.status) == ("voucher", "unlocked")
    with pytest.raises(VoucherRefused, match="You already have this course"):
        other = make_vouchers(
            name="Fair", count=1, product_code=course.product_code, at=timezone.now(), actor_id=None
        )
        redeem(customer=customer, code=other.vouchers.get().code, at=timezone.now())


def test_a_gift_opens_for_who_claims_it_and_never_for_its_giver() -> None:
    giver, person, course = UserFactory(), UserFactory(), make_course()
    order = an_order(giver, course.product_code, recipient_email="kin@example.org")
    pay(order)
    orders.prepare_gifts(order_id=order.pk, at=NOON)
    settle(order)
    assert (states(giver), states(person)) == ({}, {})

    gift = Gift.objects.get()
    orders.claim_gift(gift_id=gift.pk, account_id=person.public_id, at=NOON)
    settle(order)
    assert (states(giver), states(person)) == ({}, {course.pk: "unlocked"})

    withdraw(order, 0)
    settle(order)
    assert states(person) == {course.pk: "ended"}


def test_staff_are_told_what_an_order_opened_and_what_a_refund_closes(django_assert_num_queries: Any) -> None:
    buyer, single = UserFactory(first_name="Ada", last_name="Okafor"), make_course()
    first, second = make_course(), make_course()
    page = make_bundle((first, ""), (second, ""))
    codes = (single.product_code, page.bundle.product_code())
    order = an_order(buyer, *codes)
    lines = list(order.lines.order_by("position"))
    assert openings.notes_of(order) == [] and openings.open_now(order, lines) == {
        lines[0].pk: [],
        lines[1].pk: [],
    }
    pay(order)
    settle(order)
    other = an_order(UserFactory(), single.product_code)
    pay(other)
    settle(other)

    told = [note.what for note in openings.notes_of(order)]
    assert sorted(told) == sorted(
        f"“{course.title}” for Ada Okafor: Granted" for course in (single, first, second)
    )
    with django_assert_num_queries(2):
        opened = openings.open_now(order, lines)
    assert opened[lines[0].pk] == [f"“{single.title}” for Ada Okafor"]
    assert sorted(opened[lines[1].pk]) == sorted(f"“{each.title}” for Ada Okafor" for each in (first, second))

    withdraw(order, 1)
    settle(order)
    assert openings.open_now(order, lines)[lines[1].pk] == []
    assert len(openings.notes_of(order)) == 5
    orders.record_refund(order_id=order.pk, by_line={}, withdrawn=set(), at=NOON + DAY)
    settle(order)
    assert len(openings.open_now(order, lines)[lines[1].pk]) == 2, "paid for once more"
