"""The lists of grants and enrolments: filtered, inspected, exported, and flat in their queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import SUPPORT
from accounts.tests.factories import UserFactory
from common.addresses import address_of
from learning.access import actions
from learning.courses.models import Course
from learning.testing.access import GrantFactory, enrolled, paid_course

pytestmark = pytest.mark.django_db


LISTS = {"grants": "/admin/academy/grants/", "enrolments": "/admin/academy/enrolments/"}


@pytest.fixture
def course() -> Course:
    return paid_course()


@pytest.fixture
def learner() -> User:
    return UserFactory(first_name="Lena", last_name="Learner")


def client_of(*roles: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=list(roles)))
    return client


def queries(client: Client, url: str) -> int:
    """How many queries the second request to an address costs."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def screen(learner: User) -> str:
    return address_of("learner", learner.public_id)


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_the_lists_cost_the_same_with_many_rows(course: Course, kind: str) -> None:
    client = client_of(SUPPORT)
    url = LISTS[kind]
    enrolled(course)
    few = queries(client, url)
    for _number in range(20):
        enrolled(course)
    assert queries(client, url) == few


def test_rows_of_the_lists_lead_to_the_learner(course: Course, learner: User) -> None:
    enrolled(course, person=learner)
    for kind in sorted(LISTS):
        page = client_of(SUPPORT).get(LISTS[kind]).content.decode()
        assert screen(learner) in page, kind


def test_a_list_says_how_many_it_found(course: Course, learner: User) -> None:
    GrantFactory(person=learner, course=course)
    page = client_of(SUPPORT).get(LISTS["grants"]).content.decode()
    assert '<span class="result-count">1 grant</span>' in page


def test_a_grant_is_inspected_with_its_history(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    actions.lock_course_access(grant=grant, at=timezone.now(), reason="Bill not paid")
    page = client_of(SUPPORT).get(f"{LISTS['grants']}inspect/{grant.pk}/")
    assert "Bill not paid" in page.content.decode()


@pytest.mark.parametrize("kind", sorted(LISTS))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_lists_are_carried_off(course: Course, learner: User, kind: str, form: str) -> None:
    enrolled(course, person=learner)
    client = client_of(SUPPORT)
    response = client.get(LISTS[kind], {"export": form})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert content[:2] == b"PK" if form == "xlsx" else learner.email.encode() in content


def test_grants_are_filtered_by_what_they_are_worth_now(course: Course, learner: User) -> None:
    now = timezone.now()
    GrantFactory(person=learner, course=course, ends_at=now - timedelta(days=1))
    GrantFactory(course=course)
    url = LISTS["grants"]
    client = client_of(SUPPORT)
    assert screen(learner) in client.get(url, {"now": "expired"}).content.decode()
    assert screen(learner) not in client.get(url, {"now": "unlocked"}).content.decode()
