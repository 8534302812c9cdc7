"""Why somebody can or can't enter, now and in the past, in plain words for every rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import SUPPORT
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.policies import course_verdict
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.support.access_explainer.labels import RULE_NAMES
from learning.testing.access import GrantFactory, paid_course, viewer

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


def asking(learner: User, **asked: Any) -> Any:
    client = client_of(SUPPORT)
    return client.get(reverse("support:why", args=[learner.public_id]), asked)


def test_why_not_now(course: Course, learner: User) -> None:
    page = asking(learner, course=course.pk).content.decode()
    assert "They don't have access" in page
    assert "no_grant" in page
    assert page.index("Is the account suspended?") < page.index("Can they enrol now?")


def test_why_has_plain_words_for_every_rule(course: Course) -> None:
    trace = course_verdict(viewer(UserFactory()), course).trace
    assert {looked.rule for looked in trace} <= set(RULE_NAMES)


def test_why_tells_of_the_past(course: Course, learner: User) -> None:
    begun = timezone.now()
    with time_machine.travel(begun + timedelta(hours=1)):
        grant = GrantFactory(person=learner, course=course, granted_at=timezone.now(), starts_at=begun)
    with time_machine.travel(begun + timedelta(hours=3)):
        actions.revoke_course_access(grant=grant, by=None, at=timezone.now(), reason="")
        assert "They don't have access" in asking(learner, course=course.pk).content.decode()
        then = timezone.localtime(begun + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
        assert "They have access" in asking(learner, course=course.pk, moment=then).content.decode()
        before = timezone.localtime(begun + timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M")
        assert "no_grant" in asking(learner, course=course.pk, moment=before).content.decode()


def test_why_about_a_lesson(course: Course, learner: User) -> None:
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    GrantFactory(person=learner, course=course)
    page = asking(learner, course=course.pk, lesson=lesson.id).content.decode()
    assert "They have access" in page
    assert f"{course.title} · 1. {lesson.title}" in page


def test_why_forgets_a_lesson_of_another_course(course: Course, learner: User) -> None:
    other = paid_course(title="Another")
    lesson = outline_of_release(other.latest_release_id).lessons[0]
    page = asking(learner, course=course.pk, lesson=lesson.id).content.decode()
    assert "They don't have access" in page
    assert lesson.title not in page.partition("answer-title")[2]
