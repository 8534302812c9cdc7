"""A reviewer looks at what was submitted as a learner would, whatever was edited since."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import INSTRUCTOR, MARKETER, REVIEWER
from accounts.tests.factories import UserFactory
from learning.courses import actions
from learning.courses.models import Candidate, CoursePage, LessonPage
from learning.testing.courses import add_lesson, make_course_page, text_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return UserFactory(roles=[INSTRUCTOR])


@pytest.fixture
def candidate(author) -> Candidate:
    page = make_course_page(owner=author, title="Charts")
    add_lesson(page, title="One", body=text_body("As it was submitted."))
    return actions.submit_course(page=CoursePage.objects.get(pk=page.pk), actor=author)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_what_was_submitted_is_shown_and_not_what_was_edited_since(candidate):
    lesson = LessonPage.objects.get()
    lesson.title, lesson.body = "Later", text_body("As it was edited.")
    lesson.save_revision()
    client = client_of(UserFactory(roles=[REVIEWER]))
    begun = client.post(reverse("support:preview_candidate", args=[candidate.public_id]))
    html = client.get(begun.url).content.decode()
    assert "One" in html and "Later" not in html
    assert "One course shows what was submitted for review." in html
    lesson_html = client.get(f"{begun.url}one/").content.decode()
    assert "As it was submitted." in lesson_html and "As it was edited." not in lesson_html
    ended = client.post(reverse("support:preview_end"))
    assert ended.url == reverse("courses_admin:candidate", args=[candidate.public_id])


def test_the_screen_of_a_submission_offers_it(candidate):
    client = client_of(UserFactory(roles=[REVIEWER]))
    html = client.get(reverse("courses_admin:candidate", args=[candidate.public_id])).content.decode()
    assert f'action="{reverse("support:preview_candidate", args=[candidate.public_id])}"' in html


@pytest.mark.parametrize("role", [INSTRUCTOR, MARKETER])
def test_nobody_else_sees_it(candidate, role):
    client = client_of(UserFactory(roles=[role]))
    assert client.post(reverse("support:preview_candidate", args=[candidate.public_id])).status_code == 403
    assert "support.preview_as" not in client.session
