"""A course ends with the same congratulations, whatever completed it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from learning.assessments.models import Attempt
from learning.courses.models import Course
from learning.progress.models import CourseCompletion
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import make_assignment, make_exam, make_question, make_quiz, place
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(course: Course) -> Course:
    return Course.objects.select_related("latest_release").get(pk=course.pk)


def take(client: Client, address: str, *, option: str = "b") -> Any:
    """Begin, answer the one question, submit; the page that follows."""
    client.post(address)
    attempt = Attempt.objects.latest("pk")
    paper = f"/my-dashboard/attempts/{attempt.public_id}/"
    return client.post(paper, {"q1-choice": option, "submit": "1"}, follow=True)


def celebrates(page: str, course: Course) -> bool:
    return "Congratulations" in page and f"You&#x27;ve completed “{course.title}”." in page.replace(
        "You've", "You&#x27;ve"
    )


def test_passing_the_exam_ends_the_course() -> None:
    course = courses.make_course(modules=0, lessons=1, has_certificate=True)
    make_exam(course, make_question())
    client = signed_in(enrolled(course).person)
    client.post(f"{url_of(course)}lesson-1/")
    page = take(client, f"{url_of(course)}exam/").content.decode()
    assert CourseCompletion.objects.count() == 1
    assert celebrates(page, course)
    assert "Download certificate" in page or "Your certificate is being prepared" in page
    assert 'href="/my-dashboard/"' in page.split("celebration__actions")[1]


def test_a_failed_exam_does_not() -> None:
    course = courses.make_course(modules=0, lessons=1)
    make_exam(course, make_question())
    client = signed_in(enrolled(course).person)
    client.post(f"{url_of(course)}lesson-1/")
    assert not celebrates(take(client, f"{url_of(course)}exam/", option="a").content.decode(), course)


def test_the_last_quiz_ends_the_course() -> None:
    course = courses.make_course(modules=0, lessons=0)
    place(make_quiz(course, make_question(), title="Beans"), title="Last")
    course = fresh(course)
    client = signed_in(enrolled(course).person)
    page = take(client, f"{url_of(course)}last/quiz/beans/").content.decode()
    assert CourseCompletion.objects.count() == 1 and celebrates(page, course)


def test_a_quiz_taken_again_later_celebrates_no_second_time() -> None:
    course = courses.make_course(modules=0, lessons=0)
    place(make_quiz(course, make_question(), title="Beans"), title="Last")
    course = fresh(course)
    client = signed_in(enrolled(course).person)
    address = f"{url_of(course)}last/quiz/beans/"
    assert celebrates(take(client, address).content.decode(), course)
    assert not celebrates(take(client, address).content.decode(), course)


@pytest.mark.parametrize("on_course", [True, False])
def test_the_last_assignment_ends_the_course(on_course: bool) -> None:
    course = courses.make_course(modules=0, lessons=1)
    assignment = make_assignment(course, title="Essay", stands_on_course=on_course, most_marks=Decimal(10))
    address = "assignment/essay/"
    if not on_course:
        place(assignment, title="Last")
        address = f"last/{address}"
    course = fresh(course)
    client = signed_in(enrolled(course).person)
    client.post(f"{url_of(course)}lesson-1/")
    draft = {"text": "Done.", "draft": "8c5bb5a5-16a5-4d3f-8a52-1a1b9e4a7d10", "hand_in": "1"}
    answer = client.post(f"{url_of(course)}{address}", draft, follow=True)
    slug = course.latest_release.slug
    assert answer.redirect_chain[0][0] == f"/my-dashboard/course/{slug}/?completed=1"
    assert celebrates(answer.content.decode(), course)


def test_the_mail_leads_to_the_congratulations() -> None:
    course = courses.make_course(modules=0, lessons=1, has_certificate=False)
    client = signed_in(enrolled(course).person)
    client.post(f"{url_of(course)}lesson-1/")
    [letter] = [one for one in mail.outbox if "completed" in one.subject]
    assert f"/my-dashboard/course/{course.latest_release.slug}/?completed=1" in letter.body
