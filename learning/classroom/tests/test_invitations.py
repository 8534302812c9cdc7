"""The page of an invitation, and the button for those who wait for a course."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import CohortInvitation, WaitlistEntry
from learning.courses import actions as course_actions
from learning.testing import courses
from learning.testing.access import join, make_cohort, page_of, paid_course

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def invite(*, uses: int = 1, **fields: Any) -> CohortInvitation:
    now = timezone.now()
    course = fields.pop("course", None)
    opened = [course] if course else []
    cohort = make_cohort(*opened, **{"starts_at": now - DAY, "at": now - DAY} | fields)
    return actions.create_invitation(cohort=cohort, at=now, expires_at=now + DAY, most_uses=uses)


def address(invitation: CohortInvitation) -> str:
    return reverse("classroom:invitation", args=[invitation.token])


def words(response: Any) -> str:
    return unescape(response.content.decode())


def test_shows_what_it_is_into(client):
    invitation = invite(
        course=paid_course(title="Bread"), capacity=3, time_zone="Asia/Tokyo", description="Mornings"
    )
    join(invitation.cohort, at=timezone.now())
    page = words(client.get(address(invitation)))
    for expected in (
        invitation.cohort.name,
        "Mornings",
        "Bread",
        "2 of 3 available",
        "Asia/Tokyo",
        "Sign in",
    ):
        assert expected in page


def test_a_stranger_signs_in_and_comes_back(client):
    invitation = invite()
    response = client.post(address(invitation))
    assert unquote(response.url) == f"/account/login/?next=/invite/{invitation.token}/"
    assert not invitation.cohort.members.exists()


def test_joining_opens_its_courses(client):
    course = paid_course()
    invitation, person = invite(course=course), UserFactory()
    client.force_login(person)
    for _time in range(2):
        assert client.post(address(invitation), {"do": "join"}).url == reverse("classroom:dashboard")
    invitation.refresh_from_db()
    assert invitation.uses == 1
    assert course.title in words(client.get(reverse("classroom:dashboard")))
    assert "You're in this cohort" in words(client.get(address(invitation)))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"expires_at": timezone.now() - 2 * DAY}, "has expired"),
        ({"uses": 1}, "This invitation has already been used the maximum number of times."),
        ({"withdrawn_at": timezone.now()}, "was withdrawn"),
    ],
)
def test_says_why_it_lets_nobody_in(client, change, expected):
    invitation = invite()
    CohortInvitation.objects.update(**change)
    client.force_login(UserFactory())
    page = words(client.get(address(invitation)))
    assert expected in page and 'name="do"' not in page
    client.post(address(invitation), {"do": "join"})
    client.post(address(invitation), {"do": "wait"})
    assert expected in words(client.get(address(invitation)))
    assert not invitation.cohort.members.exists() and not WaitlistEntry.objects.exists()


def test_an_unknown_one_is_not_found(client):
    response = client.get("/invite/nobody-made-this/")
    assert response.status_code == 404 and "Invitation not found" in words(response)


def test_waiting_for_a_seat_and_not(client):
    invitation = invite(capacity=1)
    join(invitation.cohort, at=timezone.now())
    person = UserFactory()
    client.force_login(person)
    assert "This cohort is full" in words(client.get(address(invitation)))
    client.post(address(invitation), {"do": "join"})
    assert not invitation.cohort.members.filter(person=person).exists()
    client.post(address(invitation), {"do": "wait"})
    assert "You're on the waiting list." in words(client.get(address(invitation)))
    client.post(address(invitation), {"do": "stop"})
    assert not WaitlistEntry.objects.exists()


def test_costs_the_same_for_one_course_and_for_five(client):
    def queries(count: int) -> int:
        invitation = invite()
        invitation.cohort.courses.set([courses.make_course(lessons=1) for _number in range(count)])
        client.get(address(invitation))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(invitation))
        return len(asked)

    client.force_login(UserFactory())
    assert queries(1) == queries(5)


class TestACourseThatIsComing:
    @pytest.fixture
    def coming(self) -> Any:
        course = courses.make_course(lessons=1)
        return course_actions.change_status(
            course=course, status="coming_soon", actor=None, at=timezone.now()
        )

    def test_one_asks_to_be_told_and_changes_ones_mind(self, client, coming):
        person, url = UserFactory(), page_of(coming).url
        client.force_login(person)
        wait = reverse("classroom:wait", args=[coming.public_id])
        stop = reverse("classroom:stop_waiting", args=[coming.public_id])
        assert f'action="{wait}"' in words(client.get(url))
        for _time in range(2):
            assert client.post(wait).url == url
        assert WaitlistEntry.objects.filter(person=person, course=coming).count() == 1
        assert f'action="{stop}"' in words(client.get(url))
        assert client.post(stop).url == url
        assert not WaitlistEntry.objects.exists()

    def test_a_stranger_is_led_to_sign_in(self, client, coming):
        assert "Sign in to be notified" in words(client.get(page_of(coming).url))
        response = client.post(reverse("classroom:wait", args=[coming.public_id]))
        assert response.url.startswith("/account/login/")

    def test_nobody_waits_for_what_is_there(self, client):
        course = courses.make_course(lessons=1)
        client.force_login(UserFactory())
        client.post(reverse("classroom:wait", args=[course.public_id]))
        assert not WaitlistEntry.objects.exists()

    def test_nor_for_what_they_may_not_know_of(self, client):
        course = courses.make_course(lessons=1, visibility="private")
        course_actions.change_status(course=course, status="coming_soon", actor=None, at=timezone.now())
        client.force_login(UserFactory())
        for name in ("wait", "stop_waiting"):
            assert client.post(reverse(f"classroom:{name}", args=[course.public_id])).status_code == 404
        assert not WaitlistEntry.objects.exists()
