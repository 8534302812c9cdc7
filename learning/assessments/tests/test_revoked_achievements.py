"""A lower score that staff set, and what the earlier one opened: kept, or revoked where they say so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import SUPPORT
from accounts.tests.factories import UserFactory
from learning.access.engine.sources import best_scores_of_many
from learning.access.models import AchievementCorrection, Milestone
from learning.access.policies import may_enrol
from learning.assessments.actions.grades import override_grade
from learning.assessments.grading.milestones import achievements_of
from learning.assessments.quizzes.attempt_history import attempts_of, has_passed
from learning.testing import courses
from learning.testing.access import NOON, enrolled, fresh, viewer
from learning.testing.assessments import make_question, make_quiz, place
from learning.testing.clients import signed_in
from learning.testing.graded_work import graded_attempt

from .class_with_works import Class
from .test_quiz_scores import ask

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Passed:
    """Somebody who scored 90% in a quiz that another course asks 80% of."""

    def __init__(self) -> None:
        self.course = courses.make_course(modules=0, lessons=1)
        self.quiz = make_quiz(self.course, make_question(), title="Beans")
        self.page = place(self.quiz)
        self.next = ask(courses.make_course(title="More beans"), self.quiz.translation_key)
        self.enrolment = enrolled(self.course)
        self.teacher = courses.make_manager()
        self.take(90, NOON - 5 * HOUR)

    def take(self, score: int, at) -> None:
        graded_attempt(self.enrolment, self.quiz, score=score, page=self.page, at=at)

    def set(self, score: int | None, at, *, revokes: bool = True) -> None:
        override_grade(
            enrolment=self.enrolment,
            graded_item=self.quiz.graded_item,
            score=None if score is None else Decimal(score),
            reason="Copied from a neighbour",
            by=self.teacher,
            at=at,
            revokes=revokes,
        )

    def stands(self, at=NOON) -> tuple[bool, bool]:
        """Whether the other course is open, and whether the quiz is passed."""
        looking = viewer(self.enrolment.person)
        opened = may_enrol(looking if at == NOON else looking.back_at(at), fresh(self.next))
        return bool(opened), has_passed(attempts_of(self.enrolment, self.quiz.graded_item))


def test_what_was_achieved_is_kept_unless_it_is_revoked():
    case = Passed()
    assert case.stands() == (True, True)
    case.set(40, NOON - 4 * HOUR, revokes=False)
    assert case.stands() == (True, True)
    case.set(40, NOON - 3 * HOUR)
    assert case.stands() == (False, False)
    row = AchievementCorrection.objects.get(by__isnull=False)
    assert (row.by, row.reason, row.passed) == (case.teacher, "Copied from a neighbour", False)
    assert Milestone.objects.filter(subject=case.quiz.translation_key).count() == 2  # on record for good
    refused = may_enrol(viewer(case.enrolment.person), fresh(case.next))
    assert refused.sentence.endswith("Your best score so far is 40%.")


def test_a_later_result_counts_again_even_the_same_score():
    case = Passed()
    case.set(40, NOON - 4 * HOUR)
    case.take(70, NOON - 3 * HOUR)
    assert case.stands()[0] is False
    case.take(90, NOON - 2 * HOUR)
    assert case.stands() == (True, True)
    case.set(10, NOON - HOUR)
    assert case.stands() == (False, False)


def test_removing_the_override_gives_back_what_the_attempts_achieved():
    case = Passed()
    case.set(40, NOON - 4 * HOUR)
    case.set(None, NOON - 3 * HOUR, revokes=False)
    assert case.stands() == (True, True)


def test_looking_back_what_counted_then_counts():
    case = Passed()
    for course in (case.course, case.next):
        fresh(course).releases.update(released_at=NOON - 9 * HOUR)
        course.status_changes.update(changed_at=NOON - 9 * HOUR)
    case.set(40, NOON - 2 * HOUR)
    person, quiz = case.enrolment.person_id, case.quiz.translation_key
    for hours, best in ((6, None), (3, 90), (1, 40)):
        assert best_scores_of_many([person], [quiz], NOON - hours * HOUR)[person].get(quiz) == best


def test_one_who_never_achieved_anything_has_nothing_revoked():
    case = Passed()
    stranger = enrolled(case.course)
    override_grade(
        enrolment=stranger,
        graded_item=case.quiz.graded_item,
        score=Decimal(10),
        reason="Did not come",
        by=case.teacher,
        at=NOON,
        revokes=True,
    )
    assert not AchievementCorrection.objects.exists()
    assert case.stands() == (True, True)


def test_the_screen_asks_and_says_what_would_be_revoked():
    room = Class()
    graded_attempt(room.people[0], room.quiz, score=90, page=room.page)
    ask(courses.make_course(title="More beans"), room.quiz.translation_key)
    client, url = signed_in(room.teacher), room.override_url(room.quiz)
    page = client.get(url).content.decode()
    assert "unless you revoke it below" in page and "“More beans”" in page and 'name="revokes"' in page
    sent = {"score": "40", "reason": "Copied", "revokes": "on"}
    assert client.post(url, {"excuse": "1", "reason": "Ill", "revokes": "on"}).status_code == 422
    assert not AchievementCorrection.objects.exists()
    assert client.post(url, sent).status_code == 302
    left = achievements_of(room.people[0], room.quiz.graded_item)
    assert [(row.kind, row.score) for row in left.in_item] == [("quiz_scored", 40)]
    support = signed_in(UserFactory(roles=[SUPPORT]))
    record = support.get(reverse("support:learner", args=[room.people[0].person.public_id]))
    assert record.status_code == 200 and b"revoked" in record.content
