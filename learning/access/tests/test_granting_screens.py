"""What staff give a learner beside single courses, and a bundle taken back as one."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, SUPPORT
from accounts.tests.factories import UserFactory
from common.addresses import address_of
from learning.access import actions
from learning.access.models import BundlePage, BundlePurchase, CohortMember, CourseAccess, PathMember
from learning.courses.models import Course
from learning.testing.access import (
    GrantFactory,
    join,
    make_bundle,
    make_cohort,
    make_path,
    paid_course,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Course]:
    return [paid_course(lessons=1, title=title) for title in ("Alpha", "Beta", "Gamma")]


@pytest.fixture
def learner() -> User:
    return UserFactory(first_name="Lena", last_name="Learner")


@pytest.fixture
def client() -> Client:
    return client_of(ADMINISTRATOR)


def client_of(*roles: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=list(roles)))
    return client


def address(name: str, learner: User, *more: Any) -> str:
    return reverse(f"access_admin:{name}", args=[learner.public_id, *more])


def said(**fields: Any) -> dict[str, Any]:
    return {"ends": "course", "notes": "Prize draw", "key": uuid4()} | fields


def giving(page: BundlePage, learner: User) -> str:
    return address("grant_this_bundle", learner, page.bundle.public_id)


def opened(learner: User) -> set[str]:
    grants = CourseAccess.objects.filter(person=learner).open_at(timezone.now())
    return set(grants.values_list("course__title", flat=True))


def words(response: Any) -> str:
    return unescape(response.content.decode())


class TestBundles:
    def test_picking_one_leads_to_what_it_asks(self, client, learner, three):
        page = make_bundle((three[0], ""))
        url = address("grant_bundle", learner)
        assert "Both" in words(client.get(url))
        response = client.get(url, {"bundle": str(page.bundle.public_id)})
        assert response.url == giving(page, learner)
        assert "Alpha" in words(client.get(response.url))

    @pytest.mark.parametrize(
        ("kind", "choice", "expected"),
        [
            ("fixed", {}, {"Alpha", "Beta", "Gamma"}),
            ("pick", {"chosen": (0, 2)}, {"Alpha", "Gamma"}),
            ("tiered", {"tier": "Silver"}, {"Alpha"}),
            ("tiered", {"tier": "Gold"}, {"Beta", "Gamma"}),
        ],
    )
    def test_each_type_opens_what_was_chosen(self, client, learner, three, kind, choice, expected):
        tiers = ("Silver", "Gold", "Gold") if kind == "tiered" else ("", "", "")
        page = make_bundle(*zip(three, tiers, strict=True), kind=kind, pick_count=2)
        if "chosen" in choice:
            choice = {"chosen": [three[index].pk for index in choice["chosen"]]}
        response = client.post(giving(page, learner), said(**choice), follow=True)
        assert opened(learner) == expected
        assert "now has the bundle “Both”." in words(response)
        assert "Revoke bundle" in words(response)
        purchase = BundlePurchase.objects.get()
        assert (purchase.buyer, purchase.notes) == (learner, "Prize draw")
        assert purchase.granted_by is not None

    @pytest.mark.parametrize(
        ("kind", "choice", "complaint"),
        [
            ("pick", {"chosen": (0,)}, "Pick exactly 2 courses. You picked 1."),
            ("pick", {}, "This field is required."),
            ("tiered", {"tier": "Bronze"}, "Select a valid choice."),
            ("fixed", {"notes": ""}, "This field is required."),
            ("fixed", {"ends": "until", "ends_at": "2020-01-01 10:00"}, "Access must end after it starts."),
        ],
    )
    def test_a_mistake_keeps_what_was_typed(self, client, learner, three, kind, choice, complaint):
        tiers = ("Silver", "Gold", "Gold") if kind == "tiered" else ("", "", "")
        page = make_bundle(*zip(three, tiers, strict=True), kind=kind, pick_count=2)
        if "chosen" in choice:
            choice = {"chosen": [three[index].pk for index in choice["chosen"]]}
        response = client.post(giving(page, learner), said(order_id="A-17", **choice))
        assert response.status_code == 422
        assert complaint in words(response)
        assert 'value="A-17"' in words(response)
        assert not BundlePurchase.objects.exists() and not CourseAccess.objects.exists()

    def test_its_dates_may_be_said(self, client, learner, three):
        page = make_bundle((three[0], ""), (three[1], ""))
        dates = {"starts_at": "2031-01-01 10:00", "ends": "until", "ends_at": "2031-02-01 10:00"}
        client.post(giving(page, learner), said(**dates))
        for grant in CourseAccess.objects.filter(person=learner):
            assert (f"{grant.starts_at:%Y-%m}", f"{grant.ends_at:%Y-%m}") == ("2031-01", "2031-02")

    def test_pressing_the_button_twice_gives_it_once(self, client, learner, three):
        page, data = make_bundle((three[0], "")), said()
        for _time in range(2):
            client.post(giving(page, learner), data)
        assert BundlePurchase.objects.count() == CourseAccess.objects.count() == 1

    def test_one_that_was_taken_off_the_site_is_not_asked_about(self, client, learner, three):
        page = make_bundle((three[0], ""))
        page.unpublish()
        response = client.get(giving(page, learner), follow=True)
        assert "This bundle isn't available." in words(response)
        response = client.post(giving(page, learner), said(), follow=True)
        assert "This bundle isn't available." in words(response) and not BundlePurchase.objects.exists()

    def test_revoking_closes_what_it_opened_and_nothing_else(self, client, learner, three):
        page = make_bundle((three[0], ""), (three[1], ""))
        client.post(giving(page, learner), said())
        other = GrantFactory(person=learner, course=three[0])
        purchase = BundlePurchase.objects.get()
        url = address("revoke_bundle", learner, purchase.public_id)
        assert "Alpha" in words(client.get(url)) and "Beta" in words(client.get(url))
        assert client.post(url, {"reason": ""}).status_code == 422
        assert opened(learner) == {"Alpha", "Beta"}
        page = words(client.post(url, {"reason": "Sent back"}, follow=True))
        assert opened(learner) == {"Alpha"}
        other.refresh_from_db()
        assert other.status == CourseAccess.Status.UNLOCKED
        assert "Sent back" in page and url not in page

    def test_a_purchase_is_revoked_at_its_own_persons_address_only(self, client, learner, three):
        client.post(giving(make_bundle((three[0], "")), learner), said())
        url = address("revoke_bundle", UserFactory(), BundlePurchase.objects.get().public_id)
        assert client.post(url, {"reason": "Wrong door"}).status_code == 404
        assert opened(learner) == {"Alpha"}


class TestPaths:
    def test_all_its_courses_open(self, client, learner, three):
        page = make_path((three[0], True), (three[1], True))
        data = said(path=page.learning_path_id)
        response = client.post(address("grant_path", learner), data, follow=True)
        assert opened(learner) == {"Alpha", "Beta"}
        assert PathMember.objects.get().person == learner
        assert "added to the learning path “From here to there”." in words(response)

    def test_what_was_revoked_before_is_named(self, client, learner, three):
        page = make_path((three[0], True), (three[1], True))
        data = said(path=page.learning_path_id)
        client.post(address("grant_path", learner), data)
        grant = CourseAccess.objects.get(course=three[1])
        actions.revoke_course_access(grant=grant, by=None, at=timezone.now(), reason="")
        response = client.post(address("grant_path", learner), data, follow=True)
        assert "No access yet to" in words(response) and "“Beta”" in words(response)

    def test_a_mistake_is_told(self, client, learner, three):
        response = client.post(address("grant_path", learner), said(notes="Kept words"))
        assert response.status_code == 422 and "Kept words" in words(response)
        assert not PathMember.objects.exists()


class TestSeats:
    def test_the_courses_of_the_cohort_open(self, client, learner, three):
        cohort = make_cohort(three[0], at=timezone.now())
        data = {"cohort": cohort.pk, "notes": "Late comer"}
        response = client.post(address("add_to_cohort", learner), data, follow=True)
        assert opened(learner) == {"Alpha"}
        assert CohortMember.objects.get().added_by is not None
        assert CourseAccess.objects.get().events.get().reason == "Late comer"
        assert "added to the cohort “Cohort 1”." in words(response)

    def test_a_full_one_is_refused_in_words(self, client, learner, three):
        cohort = make_cohort(three[0], at=timezone.now(), capacity=1)
        join(cohort, at=timezone.now())
        response = client.post(
            address("add_to_cohort", learner), {"cohort": cohort.pk, "notes": "Kept words"}
        )
        assert response.status_code == 422
        assert "“Cohort 1” is full." in words(response) and "Kept words" in words(response)
        assert CohortMember.objects.count() == 1

    def test_those_that_are_over_or_not_active_are_not_offered(self, client, learner, three):
        now = timezone.now()
        over = make_cohort(three[0], name="Over", starts_at=now - timedelta(days=2), ends_at=now)
        make_cohort(three[0], name="Idle", is_active=False)
        make_cohort(three[0], name="Running", capacity=7)
        page = words(client.get(address("add_to_cohort", learner)))
        assert "Running" in page and "members: 0 / 7" in page
        assert "Over" not in page and "Idle" not in page
        response = client.post(address("add_to_cohort", learner), {"cohort": over.pk, "notes": "x"})
        assert response.status_code == 422 and not CohortMember.objects.exists()

    def test_support_seats_and_gives_nothing_else(self, learner, three):
        client, cohort = client_of(SUPPORT), make_cohort(three[0], at=timezone.now())
        page = words(client.get(address_of("learner", learner.public_id)))
        assert address("add_to_cohort", learner) in page and f'href="{address("grant", learner)}"' not in page
        screen = words(client.get(address("add_to_cohort", learner)))
        assert address("grant_bundle", learner) not in screen
        client.post(address("add_to_cohort", learner), {"cohort": cohort.pk, "notes": "Asked"})
        assert opened(learner) == {"Alpha"}
