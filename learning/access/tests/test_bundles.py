"""Bundles: what a choice opens, what taking back closes, and that a later edit changes nothing bought."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import BundleItem, BundlePage, CourseAccess
from learning.access.policies import course_verdict
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, fresh, make_bundle, paid_course, viewer

pytestmark = pytest.mark.django_db


def give(page: BundlePage, person: Any, **choice: Any) -> Any:
    return actions.grant_bundle_access(person=person, bundle=page.bundle, by=None, at=NOON, **choice)


def opened(person: Any) -> set[int]:
    return set(CourseAccess.objects.filter(person=person).open_at(NOON).values_list("course_id", flat=True))


@pytest.fixture
def three() -> list[Course]:
    return [paid_course(lessons=1) for _number in range(3)]


def test_a_fixed_bundle_opens_all_its_courses(three):
    person = UserFactory()
    purchase = give(make_bundle(*((course, "") for course in three)), person)
    assert opened(person) == set(purchase.course_ids) == {course.pk for course in three}
    assert course_verdict(viewer(person), fresh(three[0])).code == "open"


@pytest.mark.parametrize(
    ("picked", "complaint"),
    [
        ((0,), "Pick exactly 2"),
        ((0, 1, 2), "Pick exactly 2"),
        ((), "Pick exactly 2"),
        ((0, 9), "One of the courses isn't in this bundle."),
    ],
)
def test_a_wrong_pick_is_refused_in_words(three, picked, complaint):
    page, person = make_bundle(*((course, "") for course in three), kind="pick", pick_count=2), UserFactory()
    ids = [course.pk for course in three] + [paid_course(lessons=1).pk] * 9
    with pytest.raises(actions.BundleRefused, match=complaint):
        give(page, person, chosen=[ids[number] for number in picked])
    assert not person.bundle_purchases.exists() and opened(person) == set()


def test_a_pick_opens_what_was_picked(three):
    page, person = make_bundle(*((course, "") for course in three), kind="pick", pick_count=2), UserFactory()
    purchase = give(page, person, chosen=[three[2].pk, three[0].pk])
    assert purchase.course_ids == [three[0].pk, three[2].pk]
    assert opened(person) == {three[0].pk, three[2].pk}


def test_a_tier_opens_its_own_list(three):
    first, second, third = three
    page = make_bundle((first, "Small"), (first, "Large"), (second, "Large"), (third, "Large"), kind="tiered")
    small, large = UserFactory(), UserFactory()
    give(page, small, tier="Small")
    give(page, large, tier="Large")
    assert opened(small) == {first.pk}
    assert opened(large) == {course.pk for course in three}
    with pytest.raises(actions.BundleRefused, match="“Small”, “Large”"):
        give(page, UserFactory(), tier="Huge")


def test_an_edit_after_the_purchase_changes_nothing_of_it(three):
    page, person = make_bundle((three[0], ""), (three[1], "")), UserFactory()
    purchase = give(page, person)
    page.items = [BundleItem(course=three[2])]
    page.title = "Another"
    page.save_revision().publish()
    purchase.refresh_from_db()
    assert (purchase.title, purchase.course_ids) == ("Both", [three[0].pk, three[1].pk])
    assert opened(person) == {three[0].pk, three[1].pk}


def test_taking_back_closes_only_what_it_opened(three):
    page, person = make_bundle((three[0], ""), (three[1], "")), UserFactory()
    GrantFactory(person=person, course=three[0])
    purchase, again = give(page, person), give(page, person)
    actions.revoke_bundle_access(purchase=again, by=None, at=NOON, reason="Twice")
    assert opened(person) == {three[0].pk, three[1].pk}
    for _time in range(2):
        actions.revoke_bundle_access(purchase=purchase, by=None, at=NOON, reason="Returned")
    assert opened(person) == {three[0].pk}


def test_the_same_order_gives_once(three):
    page, person = make_bundle((three[0], "")), UserFactory()
    assert give(page, person, order_id="A-1") == give(page, person, order_id="A-1")
    assert CourseAccess.objects.filter(person=person).count() == 1


def test_each_course_ends_as_it_says():
    short = courses.make_course(access_duration="days", access_days=7)
    long, person = courses.make_course(), UserFactory()
    give(make_bundle((short, ""), (long, "")), person)
    ends = dict(CourseAccess.objects.filter(person=person).values_list("course_id", "ends_at"))
    assert ends == {short.pk: NOON + 7 * DAY, long.pk: None}


def test_the_page_shows_what_is_in_it_and_what_somebody_has(client, three):
    page, person = make_bundle((three[0], "")), UserFactory()
    page.refresh_from_db()
    assert "Not on sale yet" in client.get(page.url).content.decode()
    give(page, person)
    client.force_login(person)
    assert "You own this bundle." in client.get(page.url).content.decode()
    assert page.title in client.get(page.get_parent().url).content.decode()
