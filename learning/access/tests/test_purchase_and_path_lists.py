"""The lists of bundle purchases and of people on paths: searched, filtered, inspected and carried off."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from common.addresses import address_of
from learning.access import actions
from learning.access.models import BundlePurchase, PathMember
from learning.testing.access import make_bundle, make_path, paid_course

pytestmark = pytest.mark.django_db

PURCHASES = "/admin/academy/bundle-purchases/"
MEMBERS = "/admin/academy/path-members/"


def client_of(*roles: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=list(roles)))
    return client


def words(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def sheet(client: Client, url: str) -> list[tuple[Any, ...]]:
    response = client.get(url, {"export": "xlsx"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return list(load_workbook(io.BytesIO(content)).active.values)


def screen(person: User) -> str:
    return address_of("learner", person.public_id)


@pytest.fixture
def two() -> list[User]:
    """Two who have a bundle and are on a path; the second has neither any more."""
    first, second = paid_course(title="Alpha"), paid_course(title="Beta")
    bundle, path = make_bundle((second, ""), (first, "")), make_path((first, True))
    found, now = [UserFactory(), UserFactory()], timezone.now()
    for person in found:
        actions.grant_bundle_access(person=person, bundle=bundle.bundle, by=None, at=now, notes="Prize")
        actions.join_path(person=person, path=path.learning_path, at=now)
    purchase = BundlePurchase.objects.get(buyer=found[1])
    actions.revoke_bundle_access(purchase=purchase, by=None, at=now, reason="Sent back")
    actions.leave_path(person=found[1], path=path.learning_path, at=now)
    return found


@pytest.mark.parametrize("url", [PURCHASES, MEMBERS])
class TestBoth:
    def test_rows_lead_to_the_learner(self, two, url):
        page = words(client_of(SUPPORT).get(url))
        assert all(screen(person) in page for person in two)

    def test_search_is_by_person(self, two, url):
        page = words(client_of(SUPPORT).get(url, {"q": two[0].email}))
        assert screen(two[0]) in page and screen(two[1]) not in page

    def test_those_that_stand_are_filtered(self, two, url):
        name = "revoked_at" if url == PURCHASES else "left_at"
        page = words(client_of(SUPPORT).get(url, {f"{name}__isempty": "1"}))
        assert screen(two[0]) in page and screen(two[1]) not in page

    def test_they_are_carried_off(self, two, url):
        client = client_of(SUPPORT)
        table = words(client.get(url, {"export": "csv"}))
        assert all(person.email in table for person in two)
        assert {row[0] for row in sheet(client, url)[1:]} == {person.email for person in two}

    @pytest.mark.parametrize("role", [INSTRUCTOR, REVIEWER])
    def test_others_do_not_see_them(self, two, url, role):
        assert client_of(role).get(url).status_code == 302

    def test_it_costs_the_same_with_many_rows(self, two, url):
        client = client_of(ADMINISTRATOR)

        def asked() -> int:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            return len(queries)

        few = asked()
        bundle = BundlePurchase.objects.all()[0].bundle
        path, now = PathMember.objects.all()[0].path, timezone.now()
        for _number in range(10):
            actions.grant_bundle_access(person=UserFactory(), bundle=bundle, by=None, at=now)
            actions.join_path(person=UserFactory(), path=path, at=now)
        assert asked() == few


def test_a_purchase_says_what_it_opened_by_name(two):
    client, purchase = client_of(SUPPORT), BundlePurchase.objects.get(buyer=two[0])
    page = words(client.get(PURCHASES))
    assert "Beta, Alpha" in page or "Alpha, Beta" in page
    assert {tuple(sorted(row[5].split(", "))) for row in sheet(client, PURCHASES)[1:]} == {("Alpha", "Beta")}
    inspected = words(client.get(f"{PURCHASES}inspect/{purchase.pk}/"))
    assert "Beta, Alpha" in inspected and "Prize" in inspected


def test_a_person_on_a_path_is_inspected(two):
    member = PathMember.objects.get(person=two[0])
    page = words(client_of(SUPPORT).get(f"{MEMBERS}inspect/{member.pk}/"))
    assert "From here to there" in page
