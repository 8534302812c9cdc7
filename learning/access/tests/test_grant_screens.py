"""Granting a course, changing a grant, noting a payment: what is written, and what a refusal leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import CourseAccess, Milestone
from learning.access.policies import course_verdict
from learning.courses.models import Course
from learning.testing.access import GrantFactory, enrolled, page_of, paid_course, viewer

pytestmark = pytest.mark.django_db


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


def granting(learner: User) -> str:
    return reverse("access_admin:grant", args=[learner.public_id])


def changing(grant: CourseAccess, change: str) -> str:
    return reverse("access_admin:change", args=[grant.person.public_id, grant.pk, change])


def granted(wanted: Course, **fields: Any) -> dict[str, Any]:
    return {"course": wanted.pk, "ends": "course", "notes": "Prize draw", "key": uuid4()} | fields


def test_granting_writes_a_grant_and_its_event(course: Course, learner: User) -> None:
    client = client_of(ADMINISTRATOR)
    response = client.post(granting(learner), granted(course), follow=True)
    grant = CourseAccess.objects.get(person=learner, course=course)
    event = grant.events.get()
    assert grant.type == CourseAccess.Type.MANUAL
    assert grant.ends_at is None
    assert (event.kind, event.reason, event.actor) == ("granted", "Prize draw", grant.granted_by)
    assert changing(grant, "revoke") in response.content.decode()


def test_pressing_the_button_twice_grants_once(course: Course, learner: User) -> None:
    client, data = client_of(ADMINISTRATOR), granted(course)
    client.post(granting(learner), data)
    client.post(granting(learner), data)
    assert CourseAccess.objects.filter(person=learner).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends": "until", "ends_at": ""}, "Enter an end date."),
        ({"ends": "until", "ends_at": "2020-01-01 10:00"}, "Access must end after it starts."),
        ({"notes": ""}, "This field is required."),
        ({"course": 0}, "Select a valid choice."),
    ],
)
def test_a_refused_grant_says_why_and_writes_nothing(
    course: Course, learner: User, wrong: dict[str, Any], words: str
) -> None:
    response = client_of(ADMINISTRATOR).post(granting(learner), granted(course, **wrong))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not CourseAccess.objects.exists()


def test_a_course_with_a_time_limit_ends_the_grant(course: Course, learner: User) -> None:
    page = page_of(course)
    page.access_duration, page.access_days = "days", 30
    page.save_revision().publish()
    client_of(ADMINISTRATOR).post(granting(learner), granted(course))
    grant = CourseAccess.objects.get(person=learner)
    assert grant.ends_at == grant.starts_at + timedelta(days=30)


def test_revoking_offers_to_reinstate(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    client = client_of(ADMINISTRATOR)
    page = client.post(changing(grant, "revoke"), {"reason": "Asked for it"}, follow=True).content.decode()
    grant.refresh_from_db()
    assert (grant.status, grant.revoked_reason) == ("revoked", "Asked for it")
    assert changing(grant, "reinstate") in page
    client.post(changing(grant, "reinstate"), {"reason": "A mistake"})
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED
    assert [event.kind for event in grant.events.order_by("pk")] == ["granted", "revoked", "reinstated"]


def test_stopping_and_letting_work_again(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    client = client_of(ADMINISTRATOR)
    client.post(changing(grant, "lock"), {"reason": "Bill"})
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.LOCKED
    client.post(changing(grant, "unlock"), {"reason": "Paid"})
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED


def test_moving_the_end(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    client = client_of(ADMINISTRATOR)
    client.post(changing(grant, "extend"), {"ends": "until", "ends_at": "2031-02-03 10:00", "reason": "Ill"})
    grant.refresh_from_db()
    assert grant.ends_at is not None
    assert grant.ends_at.year == 2031
    client.post(changing(grant, "extend"), {"ends": "good", "reason": "Ill still"})
    grant.refresh_from_db()
    assert grant.ends_at is None


def test_a_revoked_grant_is_not_stopped(course: Course, learner: User) -> None:
    now = timezone.now()
    grant = GrantFactory(person=learner, course=course)
    actions.revoke_course_access(grant=grant, by=None, at=now, reason="")
    response = client_of(ADMINISTRATOR).post(changing(grant, "lock"), {"reason": "Bill"})
    assert response.status_code == 422
    assert "Reinstate it instead" in response.content.decode()
    assert grant.events.count() == 2


def test_a_grant_is_changed_at_its_own_persons_address_only(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    address = reverse("access_admin:change", args=[UserFactory().public_id, grant.pk, "revoke"])
    assert client_of(ADMINISTRATOR).post(address, {"reason": "Wrong door"}).status_code == 404
    grant.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED


def test_paid_up_is_noted_and_taken_back(course: Course, learner: User) -> None:
    enrolment = enrolled(course, person=learner)
    address = reverse("access_admin:paid_up", args=[learner.public_id, enrolment.pk])
    client = client_of(ADMINISTRATOR)
    client.post(address, {"paid": "yes"})
    enrolment.refresh_from_db()
    assert enrolment.paid_up_at is not None
    client.post(address, {"paid": "no"})
    enrolment.refresh_from_db()
    assert enrolment.paid_up_at is None


def test_a_change_tells_how_the_person_stands_over_all_grants(course: Course, learner: User) -> None:
    first = GrantFactory(person=learner, course=course)
    second = GrantFactory(person=learner, course=course, source_label="Company plan")
    client = client_of(ADMINISTRATOR)
    told = []
    for grant in (first, second):
        response = client.post(changing(grant, "revoke"), {"reason": "Refund"}, follow=True)
        told.append(" ".join(str(message) for message in response.context["messages"]))
    assert "They still have access by another grant: Granted by staff: Company plan." in told[0]
    assert "have access now and read: “Your access to this course has been revoked" in told[1]


@pytest.mark.parametrize("has_completed", [True, False])
def test_suspending_a_graduate_says_that_they_stay_in_and_offers_to_revoke(
    course: Course, has_completed: bool
) -> None:
    client, grant = client_of(ADMINISTRATOR), GrantFactory(course=course)
    if has_completed:
        kind = Milestone.Kind.COURSE_COMPLETED
        now = timezone.now() - timedelta(days=1)
        actions.record_milestone(person_id=grant.person_id, course_id=course.pk, kind=kind, at=now)
    page = client.get(changing(grant, "lock")).content.decode()
    assert (
        "they keep access while it&#x27;s suspended" in page or "they keep access while it's" in page
    ) is (has_completed)
    assert (changing(grant, "revoke") in page) is has_completed
    client.post(changing(grant, "lock"), {"reason": "Asked a question"})
    assert bool(course_verdict(viewer(grant.person, at=timezone.now()), course)) is has_completed
    client.post(changing(grant, "revoke"), {"reason": "Sold the answers"})
    assert course_verdict(viewer(grant.person, at=timezone.now()), course).code == "revoked"
