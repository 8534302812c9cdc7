"""The screens of those who mark: who is let in, and what a form there does and keeps."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import INSTRUCTOR, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from common.models import QueuedTask
from learning.assessments.actions import regrading
from learning.assessments.models import (
    Accommodation,
    Attempt,
    AttemptStatus,
    MarkedQuestion,
    Marking,
    SavedComment,
    Submission,
)
from learning.assessments.tests.test_grading_by_hand import FIRST, SECOND
from learning.testing.access import NOON, enrolled
from learning.testing.assessments import make_question
from learning.testing.assignments import HOUR, AssignmentTaker, rubric
from learning.testing.quiz_takers import QuizTaker, quiz_in

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def taker() -> AssignmentTaker:
    taker = AssignmentTaker(rubric=rubric(), attempt_limit=0)
    taker.course.course_instructors.create(account=UserFactory(roles=[INSTRUCTOR]))
    return taker


def teacher_of(taker: AssignmentTaker) -> User:
    return taker.course.course_instructors.order_by("-pk")[0].account


def address(name: str, *of: Any) -> str:
    return reverse(f"assessments_marking:{name}", args=of)


def test_who_may_mark_what(taker):
    handed = taker.hand_in()
    question = make_question("essay")
    attempt = QuizTaker(quiz_in(taker.course, question)).take()
    graded_item = taker.assignment.graded_item
    addresses = [
        address("submission", handed.public_id),
        address("attempt", attempt.public_id),
        address("question", attempt.public_id, 1),
        address("work", graded_item.public_id),
        address("publish", graded_item.public_id),
        address("similar", attempt.placement.graded_item.public_id),
        address("remark_work", attempt.placement.graded_item.public_id),
        address("extensions", taker.course.public_id),
    ]
    people = {
        "teacher": (teacher_of(taker), {200}),
        "reviewer": (UserFactory(roles=[REVIEWER]), {200}),
        "another teacher": (UserFactory(roles=[INSTRUCTOR]), {302, 403, 404}),
        "support": (UserFactory(roles=[SUPPORT]), {302, 403, 404}),
        "the learner": (taker.person, {302, 403, 404}),
    }
    for who, (person, expected) in people.items():
        client = signed_in(person)
        for where in addresses:
            assert client.get(where).status_code in expected, (who, where)


def test_a_draft_is_nobodys_to_see(taker):
    draft = taker.write()
    response = signed_in(teacher_of(taker)).get(address("submission", draft.public_id))
    assert response.status_code == 404


def test_one_after_the_other_with_the_filters_kept(taker):
    first, second = taker.hand_in("First"), taker.hand_in("Second", at=NOON + HOUR)
    client, query = signed_in(teacher_of(taker)), f"?course={taker.course.pk}"
    queue = client.get(address("queue") + query)
    assert queue.content.decode().count(f"{address('submission', first.public_id)}{query}") == 2
    fields = {f"level-{FIRST}": "2", f"level-{SECOND}": "1", "comment": "Good.", "seen": ""}
    fields |= {"next": "1", "keeps_comment": "on"}
    answer = client.post(address("submission", first.public_id) + query, fields)
    assert answer["Location"] == address("submission", second.public_id) + query
    first.refresh_from_db()
    assert (first.points, first.comment, first.status) == (Decimal(10), "Good.", AttemptStatus.GRADED)
    assert SavedComment.objects.get().text == "Good."
    last = client.post(answer["Location"], fields)
    assert last["Location"] == address("queue") + query
    assert "Nothing to grade. New submissions appear here." in client.get(address("queue")).content.decode()


def test_a_mistake_loses_nothing(taker):
    handed = taker.hand_in()
    client = signed_in(teacher_of(taker))
    fields = {f"level-{FIRST}": "1", "comment": "Half of it is there.", "seen": ""}
    answer = client.post(address("submission", handed.public_id), fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a level for “Complete”." in page and "Half of it is there." in page
    assert page.count("checked") == 1
    assert not Marking.objects.exists()


def test_who_opened_it_before_and_who_saved_first(taker):
    cache.clear()
    handed = taker.hand_in()
    one, other = signed_in(teacher_of(taker)), signed_in(UserFactory(roles=[REVIEWER], first_name="Rea"))
    where = address("submission", handed.public_id)
    fields = {f"level-{FIRST}": "2", f"level-{SECOND}": "1", "comment": "", "seen": ""}
    assert "opened this" not in other.get(where).content.decode()
    assert "Rea" in one.get(where).content.decode()
    other.post(where, fields)
    late = one.post(where, fields | {"reason": "Mine"})
    assert late.status_code == 422
    assert "graded this while you had it open." in late.content.decode()
    assert Marking.objects.count() == 1


def test_an_essay_is_marked_and_another_question_overridden(taker):
    attempt = QuizTaker(quiz_in(taker.course, make_question("essay"), make_question())).take(right=1)
    client = signed_in(teacher_of(taker))
    client.post(address("question", attempt.public_id, 1), {"score": "0.5", "comment": "So so.", "seen": ""})
    attempt.refresh_from_db()
    assert (attempt.status, attempt.points) == (AttemptStatus.GRADED, Decimal("0.5"))
    where = address("question", attempt.public_id, 2)
    assert client.post(where, {"score": "1", "comment": "", "seen": ""}).status_code == 422
    client.post(where, {"score": "1", "comment": "", "seen": "", "reason": "Both are right"})
    attempt.refresh_from_db()
    assert (attempt.points, MarkedQuestion.objects.get(attempt=attempt, place=2).is_by_hand) == (
        Decimal("1.5"),
        True,
    )
    assert "Both are right" in client.get(address("attempt", attempt.public_id)).content.decode()


def test_publishing_says_how_many_before_it_does(taker):
    taker.assignment.feedback = "together"
    taker.assignment.save()
    handed, waits = taker.hand_in("One"), taker.hand_in("Two", at=NOON + HOUR)
    client = signed_in(teacher_of(taker))
    fields = {f"level-{FIRST}": "2", f"level-{SECOND}": "1", "comment": "", "seen": ""}
    client.post(address("submission", handed.public_id), fields)
    where = address("publish", taker.assignment.graded_item.public_id)
    page = client.get(where).content.decode()
    assert "1 learner will see their marks" in page and "1 submission isn't graded yet" in page
    assert Submission.objects.get(pk=handed.pk).published_at is None
    client.post(where)
    assert Submission.objects.get(pk=handed.pk).published_at is not None
    assert Submission.objects.get(pk=waits.pk).published_at is None


def test_marking_again_is_looked_at_and_then_done(taker):
    question = make_question()
    attempt = QuizTaker(quiz_in(taker.course, question)).take(right=0)
    question.data["options"][0]["is_right"], question.data["options"][1]["is_right"] = True, False
    question.save()
    client = signed_in(teacher_of(taker))
    for where in (
        address("remark_work", attempt.placement.graded_item.public_id),
        address("remark_question", question.public_id),
    ):
        assert "1 of 1 attempts will change" in client.get(where).content.decode()
    assert Attempt.objects.get(pk=attempt.pk).score == 0
    client.post(where, {"chosen": "1", "spares": "1", "reason": "Wrong key"})
    assert Attempt.objects.get(pk=attempt.pk).score == 100
    assert Marking.objects.get(how="remark").reason == "Wrong key"


def test_marking_again_whose_job_is_dead_says_so_and_is_offered_again(taker):
    question = make_question()
    attempt = QuizTaker(quiz_in(taker.course, question)).take(right=0)
    teacher = teacher_of(taker)
    client, where = signed_in(teacher), address("remark_work", attempt.placement.graded_item.public_id)
    scope = regrading.scope_of(teacher, graded_item_id=attempt.placement.graded_item_id)
    regrading.tell_progress(scope, 1, 200, at=timezone.now())
    assert "Regrading: 1 of 200" in client.get(where).content.decode()
    job = QueuedTask.objects.create(
        task="learning.assessments.tasks.regrade_question",
        subject=regrading.subject_of(scope),
        enqueued_at=timezone.now() - timedelta(minutes=2),
        next_send_at=timezone.now(),
    )
    assert "hasn't started yet" in client.get(where).content.decode()
    job.state = QueuedTask.State.FAILED
    job.save()
    dead = client.get(where).content.decode()
    assert "An error stopped the last regrading" in dead and "Regrading: 1" not in dead
    client.post(where, {"chosen": "1"})
    assert "An error stopped" not in client.get(where).content.decode()


def test_an_extension_is_given_and_taken_back(taker):
    taker.assignment.attempt_limit = 1
    taker.assignment.save()
    client = signed_in(teacher_of(taker))
    where = address("give_accommodation", taker.course.public_id)
    mine = taker.person.email
    for wrong in (
        {"emails": "nobody@example.com"},
        {"emails": f"{mine}, nobody@example.com"},
        {},
        {"emails": mine, "everyone": "on"},
        {"emails": mine, "time_factor": "0.5"},
    ):
        fields = {"extra_attempts": "1", "reason": "Ill"} | wrong
        assert client.post(where, fields).status_code == 422, wrong
    assert not Accommodation.objects.exists()
    client.post(where, {"emails": taker.person.email.upper(), "extra_attempts": "1", "reason": "Ill"})
    given = Accommodation.objects.get()
    assert (given.person, given.extra_attempts, given.graded_item) == (taker.person, 1, None)
    client.post(
        address("withdraw_accommodation", taker.course.public_id, given.public_id), {"reason": "Well again"}
    )
    assert "Well again" in client.get(address("extensions", taker.course.public_id)).content.decode()
    assert Accommodation.objects.get(withdraws=given).given_by == teacher_of(taker)


def test_several_learners_and_everyone_are_given_more_at_once(taker):
    taker.assignment.attempt_limit = 1
    taker.assignment.save()
    others = [enrolled(taker.course).person for _number in range(2)]
    client, where = signed_in(teacher_of(taker)), address("give_accommodation", taker.course.public_id)
    fields = {"extra_attempts": "1", "reason": "The server was down"}
    emails = f"{taker.person.email}\n{others[0].email}; {others[1].email},"
    client.post(where, fields | {"emails": emails})
    assert {row.person for row in Accommodation.objects.all()} == {taker.person, *others}
    client.post(where, fields | {"everyone": "on"})
    given = Accommodation.objects.order_by("pk").last()
    assert (given.person, given.cohort, given.extra_attempts) == (None, None, 1)
    assert "Everyone" in client.get(address("extensions", taker.course.public_id)).content.decode()


def test_comments_of_others_stay(taker):
    mine = SavedComment.objects.create(person=taker.person, text="Mine", created_at=NOON)
    answer = signed_in(teacher_of(taker)).post(
        address("delete_comment", mine.public_id), {"back": "https://example.com/"}
    )
    assert (answer["Location"], SavedComment.objects.count()) == (address("queue"), 1)
