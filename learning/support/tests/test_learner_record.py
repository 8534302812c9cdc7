"""Everything staff see of a learner: what it tells, who may, and flat in its queries."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import AccessEvent, Cohort, CohortMember, CourseAccess, Milestone
from learning.courses.models import Course
from learning.testing.access import (
    GrantFactory,
    enrolled,
    make_bundle,
    make_path,
    page_of,
    paid_course,
)
from learning.testing.clients import queries

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


def screen(learner: User) -> str:
    return reverse("support:learner", args=[learner.public_id])


def granting(learner: User) -> str:
    return reverse("access_admin:grant", args=[learner.public_id])


def changing(grant: CourseAccess, change: str) -> str:
    return reverse("access_admin:change", args=[grant.person.public_id, grant.pk, change])


def said(**fields: Any) -> dict[str, Any]:
    return {"ends": "course", "notes": "Prize draw", "key": uuid4()} | fields


def test_the_screen_tells_of_grants_with_their_history(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course, source_label="Friends of the house")
    actions.lock_course_access(grant=grant, at=timezone.now(), reason="Bill not paid")
    page = client_of(SUPPORT).get(screen(learner)).content.decode()
    assert "Friends of the house" in page
    assert "Bill not paid" in page
    assert "Suspended" in page
    assert "2 changes" in page


def test_the_screen_tells_of_courses_achievements_cohorts_and_suspensions(
    course: Course, learner: User
) -> None:
    enrolled(course, person=learner)
    Milestone.objects.create(
        person=learner, course=course, kind=Milestone.Kind.COURSE_HALFWAY, achieved_at=timezone.now()
    )
    site = page_of(course).get_site()
    cohort = Cohort.objects.create(site=site, name="Autumn", starts_at=timezone.now())
    CohortMember.objects.create(cohort=cohort, person=learner, joined_at=timezone.now())
    admin = UserFactory(roles=[ADMINISTRATOR])
    learner.suspensions.create(
        reason="Spam",
        suspended_at=timezone.now(),
        suspended_by=admin,
        lifted_at=timezone.now(),
        lifted_by=admin,
    )
    page = client_of(SUPPORT).get(screen(learner)).content.decode()
    for words in ("0 of 2 lessons", "Half of the required lessons completed", "Autumn", "Spam", "Free"):
        assert words in page, words


def test_support_sees_and_cannot_change(course: Course, learner: User) -> None:
    grant = GrantFactory(person=learner, course=course)
    enrolment = enrolled(course, person=learner)
    client = client_of(SUPPORT)
    page = client.get(screen(learner)).content.decode()
    assert granting(learner) not in page
    assert changing(grant, "revoke") not in page
    before = AccessEvent.objects.count()
    client.post(changing(grant, "revoke"), {"reason": "I wish"})
    client.post(granting(learner), said(course=course.pk))
    client.post(reverse("access_admin:paid_up", args=[learner.public_id, enrolment.pk]), {"paid": "yes"})
    grant.refresh_from_db()
    enrolment.refresh_from_db()
    assert grant.status == CourseAccess.Status.UNLOCKED
    assert enrolment.paid_up_at is None
    assert AccessEvent.objects.count() == before


def test_an_instructor_is_refused_with_the_reason(course: Course, learner: User) -> None:
    client = client_of(INSTRUCTOR)
    for name in ("support:learner", "support:why", "access_admin:grant", "support:preview_as"):
        response = client.get(reverse(name, args=[learner.public_id]))
        assert response.status_code == 403, name
        sentence = response.context["verdict"].sentence
        assert sentence.startswith("Your role doesn't allow you to"), name
        assert escape(sentence) in response.content.decode(), name


def test_the_screen_costs_the_same_with_many_grants(course: Course, learner: User) -> None:
    client = client_of(ADMINISTRATOR)
    GrantFactory(person=learner, course=course)
    enrolled(course, person=learner)
    few = queries(client, screen(learner))
    for _number in range(48):
        GrantFactory(person=learner, course=course)
    assert queries(client, screen(learner)) == few


def test_the_screen_costs_the_same_with_many_bundles_and_paths(learner: User) -> None:
    alpha, beta, gamma = (paid_course(lessons=1, title=title) for title in ("Alpha", "Beta", "Gamma"))
    bundle, path = make_bundle((alpha, ""), (beta, "")), make_path((gamma, True))
    client = client_of(ADMINISTRATOR)
    giving = reverse("access_admin:grant_this_bundle", args=[learner.public_id, bundle.bundle.public_id])
    client.post(giving, said())
    client.post(
        reverse("access_admin:grant_path", args=[learner.public_id]), said(path=path.learning_path_id)
    )
    few = queries(client, screen(learner))
    for _number in range(24):
        client.post(giving, said())
    assert CourseAccess.objects.filter(person=learner).count() >= 50
    assert queries(client, screen(learner)) == few
