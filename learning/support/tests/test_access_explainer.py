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
from accounts.roles import ADMINISTRATOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import CourseAccess, Enrolment
from learning.access.policies import course_verdict
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.support.access_explainer.labels import RULE_NAMES
from learning.testing.access import GrantFactory, enrolled, paid_course, viewer
from learning.testing.assessments import make_assignment, make_exam, make_question, place
from learning.testing.clients import queries
from learning.testing.courses import make_course
from learning.testing.quiz_takers import QuizTaker, some_quiz

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
    assert f"{course.title} · " not in page


@pytest.mark.parametrize(
    ("status", "code", "says", "fix"),
    [
        ("expired", "expired", "Their access has ended.", "extend"),
        (CourseAccess.Status.PENDING, "pending", "Their access is pending.", "unlock"),
        (CourseAccess.Status.LOCKED, "locked", "Their access is suspended.", "unlock"),
        (CourseAccess.Status.REVOKED, "revoked", "Their access was revoked.", "reinstate"),
    ],
)
def test_why_speaks_to_staff_and_offers_what_the_asker_may_do(
    course: Course, learner: User, status: str, code: str, says: str, fix: str
) -> None:
    now = timezone.now()
    past = {"granted_at": now - timedelta(days=9), "starts_at": now - timedelta(days=9)}
    fields: dict[str, Any] = (
        {"ends_at": now - timedelta(days=1)} if status == "expired" else {"status": status}
    )
    if status == CourseAccess.Status.REVOKED:
        fields |= {"revoked_at": now - timedelta(days=1)}
    grant = GrantFactory(person=learner, course=course, **past, **fields)
    url, asked = reverse("support:why", args=[learner.public_id]), {"course": course.pk}
    change = reverse("access_admin:change", args=[learner.public_id, grant.pk, fix])
    admin, helper = client_of(ADMINISTRATOR).get(url, asked), client_of(SUPPORT).get(url, asked)
    for response in (admin, helper):
        assert response.context["answer"].code == code
        assert response.context["answer"].sentence == says
        assert "They read: “Your access" in response.content.decode()
    assert change in [one.url for one in admin.context["fixes"]]
    assert [one.url for one in helper.context["fixes"] if "grants/" in one.url] == []
    assert "Hand on" in helper.content.decode()


def test_why_shows_every_grant_and_names_the_zones(course: Course, learner: User) -> None:
    learner.time_zone = "Asia/Kolkata"
    learner.save()
    GrantFactory(person=learner, course=course, source_label="Spring offer")
    GrantFactory(person=learner, course=course, source_label="Company plan")
    page = asking(learner, course=course.pk).content.decode()
    assert "Spring offer" in page
    assert "Company plan" in page
    assert "(UTC)" in page
    assert "(Asia/Kolkata)" in page


def test_the_trace_says_only_what_was_looked_at(course: Course, learner: User) -> None:
    def found() -> dict[str, str]:
        steps = course_verdict(viewer(learner, at=timezone.now()), course).trace
        return {looked.rule: looked.found for looked in steps}

    GrantFactory(person=learner, course=course, ends_at=timezone.now() + timedelta(hours=1))
    assert found()["completion"] == found()["teaching"] == "Not checked: not needed for the answer"
    for grant in CourseAccess.objects.all():
        actions.lock_course_access(grant=grant, at=timezone.now())
    assert found()["completion"] == "Not completed"
    assert found()["teaching"] == "Not an instructor or reviewer of this course"


def test_why_covers_quizzes_with_what_is_left(learner: User) -> None:
    quiz = some_quiz(attempt_limit=1, title="Openings")
    taker = QuizTaker(quiz, enrolled(quiz.course, person=learner))
    taker.take(right=0)
    lesson = taker.place.lesson
    assert lesson is not None
    (found,) = asking(learner, course=quiz.course.pk, lesson=lesson.id).context["activities"]
    assert (found.title, found.answer.code) == ("Openings", "no_attempts")
    assert found.answer.sentence == "They have no attempts left."
    assert dict(found.facts)["Attempts left"] == "0"
    client = client_of(ADMINISTRATOR)
    response = client.get(
        reverse("support:why", args=[learner.public_id]), {"course": quiz.course.pk, "lesson": lesson.id}
    )
    (fix,) = response.context["fixes"]
    assert client.get(fix.url).context["form"].initial["emails"] == learner.email


@pytest.mark.parametrize(
    ("payment", "days", "says"),
    [
        ("instalment", 0, "They haven't paid the last instalment."),
        ("full", 3000, "The days before the exam haven't passed for them yet."),
    ],
)
def test_why_covers_the_exam_with_instalments_and_days(
    learner: User, payment: str, days: int, says: str
) -> None:
    course = make_course(modules=0, lessons=1, lesson_fields={"is_required": False})
    make_exam(course, make_question(), unlock_days=days)
    enrolment = enrolled(course, person=learner)
    Enrolment.objects.filter(pk=enrolment.pk).update(payment_type=payment)
    (found,) = asking(learner, course=course.pk).context["activities"]
    assert found.answer.sentence == says
    assert "Opens at the earliest" in dict(found.facts)
    assert ("Paid in full" in dict(found.facts)) == (payment == "instalment")


def test_why_covers_assignments_with_their_due_date(learner: User) -> None:
    course = make_course(modules=0, lessons=1)
    due_at = timezone.now() - timedelta(days=1)
    place(make_assignment(course, due_at=due_at, late_policy="refuse", title="Essay"))
    course.refresh_from_db()
    enrolled(course, person=learner)
    lesson = outline_of_release(course.latest_release_id).lessons[-1]
    (found,) = asking(learner, course=course.pk, lesson=lesson.id).context["activities"]
    assert found.answer.code == "past_due"
    assert found.answer.sentence.startswith("Their due date has passed")


def test_the_list_of_courses_costs_as_much_for_many_as_for_one(learner: User) -> None:
    GrantFactory(person=learner, course=paid_course())
    client, url = client_of(SUPPORT), reverse("support:why", args=[learner.public_id])
    few = queries(client, url)
    for _number in range(4):
        GrantFactory(person=learner, course=paid_course())
    assert queries(client, url) == few
