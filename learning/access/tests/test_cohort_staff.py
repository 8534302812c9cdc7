"""Cohorts in the admin: who sees which, and what each screen does."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import Cohort, CohortChange
from learning.testing import courses
from learning.testing.access import join, make_cohort

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST = "/admin/academy/cohorts/"
MEMBERS = "/admin/academy/cohort-members/"


def signed_in(*roles: str, person: Any = None) -> Client:
    client = Client()
    client.force_login(person or UserFactory(roles=list(roles)))
    return client


def address(name: str, cohort: Cohort, *more: Any) -> str:
    return reverse(f"access_admin:{name}", args=[cohort.public_id, *more])


def words(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(courses.make_course(lessons=1), at=timezone.now(), capacity=2)


def fields(**changed: Any) -> dict[str, Any]:
    plain = {
        "name": "Spring",
        "site": Site.objects.get(is_default_site=True).pk,
        "description": "",
        "is_active": "on",
        "time_zone": "Asia/Tokyo",
        "starts_at": "2031-03-01 09:00",
        "ends_at": "2031-04-01 09:00",
        "capacity": "12",
        "removes_access_on_leave": "on",
    }
    return plain | changed


class TestMakingAndChanging:
    def test_moments_are_by_the_clock_of_the_cohort(self):
        course, client = courses.make_course(lessons=1), signed_in(ADMINISTRATOR)
        client.post(reverse("access_admin:new_cohort"), fields(courses=[course.pk]))
        made = Cohort.objects.get()
        assert made.starts_at.isoformat() == "2031-03-01T00:00:00+00:00"
        assert list(made.courses.all()) == [course]
        assert CohortChange.objects.get().actor is not None
        assert 'value="2031-03-01 09:00"' in words(client.get(address("change_cohort", made)))
        assert "09:00" in words(client.get(LIST))

    @pytest.mark.parametrize(
        ("changed", "complaint"),
        [
            ({"ends_at": "2031-03-01 09:00"}, "The cohort must end after it starts."),
            ({"capacity": "0"}, "greater than or equal to 1"),
            ({"name": ""}, "required"),
            ({"time_zone": "Moon/Crater"}, "Select a valid choice"),
        ],
    )
    def test_a_mistake_is_told_and_nothing_written(self, changed, complaint):
        response = signed_in(ADMINISTRATOR).post(reverse("access_admin:new_cohort"), fields(**changed))
        assert response.status_code == 422 and complaint in words(response)
        assert not Cohort.objects.exists()

    def test_seats_are_not_taken_from_those_who_are_in(self, cohort):
        for _number in range(2):
            join(cohort, at=timezone.now())
        response = signed_in(ADMINISTRATOR).post(address("change_cohort", cohort), fields(capacity="1"))
        assert "2 members" in words(response)
        cohort.refresh_from_db()
        assert cohort.capacity == 2


class TestSeating:
    def test_each_address_gets_its_answer(self, cohort):
        member = join(cohort, at=timezone.now())
        new, late = UserFactory(), UserFactory()
        given = f"{member.person.email}, {new.email.upper()}\nnobody@example.org; {late.email}"
        client = signed_in(SUPPORT)
        response = client.post(address("add_members", cohort), {"addresses": given}, follow=True)
        page = words(response)
        assert f"Added: {new.email}." in page
        assert f"Already members: {member.person.email}." in page
        assert "No account found for nobody@example.org. Send them an invitation link instead." in page
        assert f"Not added: {late.email}" in page
        assert cohort.members.count() == 2

    @pytest.mark.parametrize(
        ("given", "complaint"),
        [("no address", "isn't a valid email address"), (" , ", "required"), ("", "required")],
    )
    def test_nonsense_is_refused(self, cohort, given, complaint):
        response = signed_in(SUPPORT).post(address("add_members", cohort), {"addresses": given})
        assert complaint in words(response)

    def test_taking_out_asks_why(self, cohort):
        member, client = join(cohort, at=timezone.now()), signed_in(SUPPORT)
        url = address("remove_member", cohort, member.pk)
        assert "will leave the cohort and lose the access it gave them, except to courses" in words(
            client.get(url)
        )
        assert client.post(url, {"reason": ""}).status_code == 422
        client.post(url, {"reason": "Asked for it"})
        member.refresh_from_db()
        assert member.left_at and member.person.grants.get().revoked_reason == "Asked for it"
        assert client.get(url).status_code == 404


class TestInviting:
    def test_a_link_is_made_copied_and_withdrawn(self, cohort):
        client = signed_in(SUPPORT)
        until = f"{timezone.now() + 3 * DAY:%Y-%m-%d %H:%M}"
        client.post(address("invite", cohort), {"most_uses": "5", "expires_at": until})
        invitation = cohort.invitations.get()
        assert (invitation.most_uses, f"{invitation.expires_at:%Y-%m-%d %H:%M}") == (5, until)
        assert f"/invite/{invitation.token}/" in words(client.get(address("cohort", cohort)))
        client.post(address("withdraw_invitation", cohort, invitation.pk))
        invitation.refresh_from_db()
        assert invitation.withdrawn_at
        assert f"/invite/{invitation.token}/" not in words(client.get(address("cohort", cohort)))

    def test_a_moment_that_has_passed_is_refused(self, cohort):
        response = signed_in(SUPPORT).post(
            address("invite", cohort), {"most_uses": "1", "expires_at": "2020-01-01 10:00"}
        )
        assert "Enter a date in the future." in words(response) and not cohort.invitations.exists()


class TestWhoSeesWhat:
    def test_an_instructor_sees_and_invites_where_all_courses_are_theirs(self):
        teacher = UserFactory(roles=[INSTRUCTOR])
        own, other = courses.make_course(owner=teacher, lessons=1), courses.make_course(lessons=1)
        mine, mixed, empty = make_cohort(own), make_cohort(own, other), make_cohort()
        person = join(mine).person
        client = signed_in(person=teacher)
        listed = words(client.get(LIST))
        assert mine.name in listed and mixed.name not in listed and empty.name not in listed
        page = words(client.get(address("cohort", mine)))
        assert person.get_display_name() in page and person.email not in page
        assert client.get(address("invite", mine)).status_code == 200
        for cohort in (mixed, empty):
            assert client.get(address("cohort", cohort)).status_code == 404
            assert client.get(address("invite", cohort)).status_code == 404

    @pytest.mark.parametrize(
        ("role", "expected"),
        [
            (ADMINISTRATOR, {"cohort", "change_cohort", "add_members", "invite"}),
            (SUPPORT, {"cohort", "add_members", "invite"}),
            (INSTRUCTOR, set()),
        ],
    )
    def test_roles(self, cohort, role, expected):
        client = signed_in(role)
        names = {"cohort", "change_cohort", "add_members", "invite"}
        assert {name for name in names if client.get(address(name, cohort)).status_code == 200} == expected
        assert (client.get(MEMBERS).status_code == 200) == (role != INSTRUCTOR)


class TestLists:
    def test_members_are_carried_off(self, cohort):
        member, other = join(cohort, at=timezone.now()), join(make_cohort())
        client = signed_in(SUPPORT)
        sheet = client.get(f"{MEMBERS}?cohort__id__exact={cohort.pk}&export=csv")
        text = b"".join(sheet.streaming_content).decode()
        assert member.person.email in text and other.person.email not in text
        book = client.get(f"{MEMBERS}?cohort__id__exact={cohort.pk}&export=xlsx")
        content = b"".join(book.streaming_content) if book.streaming else book.content
        rows = list(load_workbook(io.BytesIO(content)).active.values)
        assert rows[1][0] == member.person.email and len(rows) == 2

    @pytest.mark.parametrize("state", ["ahead", "running", "over", "inactive"])
    def test_filters_by_state(self, state):
        now = timezone.now()
        made = {
            "ahead": make_cohort(name="Aaa", starts_at=now + DAY),
            "running": make_cohort(name="Rrr", starts_at=now - DAY),
            "over": make_cohort(name="Ooo", starts_at=now - 2 * DAY, ends_at=now - DAY),
            "inactive": make_cohort(name="Iii", starts_at=now - DAY, is_active=False),
        }
        page = words(signed_in(SUPPORT).get(f"{LIST}?state={state}"))
        assert {name for name, cohort in made.items() if f">{cohort.name}<" in page} == {state}

    def test_costs_the_same_however_many_there_are(self, cohort):
        client = signed_in(ADMINISTRATOR)

        def queries(url: str) -> int:
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            return len(asked)

        screen = address("cohort", cohort)
        join(cohort, at=timezone.now())
        actions.wait_for_cohort(person=UserFactory(), cohort=cohort, at=timezone.now())
        few = [queries(url) for url in (LIST, MEMBERS, screen)]
        Cohort.objects.filter(pk=cohort.pk).update(capacity=None)
        for _number in range(8):
            join(cohort, at=timezone.now())
            actions.wait_for_cohort(person=UserFactory(), cohort=cohort, at=timezone.now())
            join(make_cohort())
        assert [queries(url) for url in (LIST, MEMBERS, screen)] == few
