"""Who is written to about marks, once what they are about may be seen; and who hears that work waits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core import mail

from learning.assessments.actions.grading import GivenMarks, grade_question, grade_submission, publish_marks
from learning.assessments.messages import send_work_waits
from learning.assessments.models import MarkedQuestion, Marking
from learning.testing import courses
from learning.testing.access import NOON
from learning.testing.assessments import make_question
from learning.testing.assignments import AssignmentTaker
from learning.testing.courses import make_instructor, make_manager
from learning.testing.quiz_takers import QuizTaker, quiz_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def give(submission, points: int, **fields):
    judgement = GivenMarks({}, "Good.", points=Decimal(points))
    return grade_submission(
        submission_id=submission.public_id, judgement=judgement, by=make_manager(), at=NOON, **fields
    )


def test_marks_of_a_submission_and_their_change(told):
    taker = AssignmentTaker()
    submission = taker.hand_in()
    with told():
        give(submission, 5, seen=None)
    with told():
        give(submission, 6, seen=Marking.objects.get().pk, reason="Better")
    first, second = mail.outbox
    assert first.to == [taker.person.email]
    assert "has been graded" in first.subject and "has changed" in second.subject
    assert taker.place.path in first.body


def test_marks_for_everybody_together_are_told_when_they_are_shown(told):
    taker = AssignmentTaker(feedback="together")
    submission = taker.hand_in()
    with told():
        give(submission, 5, seen=None)
    assert mail.outbox == []
    with told():
        publish_marks(graded_item=taker.assignment.graded_item, at=NOON)
    assert len(mail.outbox) == 1


def test_an_attempt_that_a_person_marked_and_none_that_was_marked_at_once(told):
    course = courses.make_course(modules=0, lessons=1)
    with told():
        QuizTaker(quiz_in(course, make_question(), title="Quick", slug="quick")).take()
        attempt = QuizTaker(quiz_in(course, make_question("essay"), title="Long", slug="long")).take()
    assert mail.outbox == []
    question = MarkedQuestion.objects.get(attempt=attempt)
    with told():
        grade_question(
            attempt_id=attempt.public_id,
            place=question.place,
            score=Decimal(1),
            comment="Yes.",
            by=make_manager(),
            at=NOON,
            seen=None,
        )
    assert [one.subject for one in mail.outbox] == ["“Long” has been graded"]
    assert str(attempt.public_id) in mail.outbox[0].body


def test_who_teaches_hears_what_waits_and_nobody_of_nothing():
    taker, teacher, other = AssignmentTaker(), make_instructor(), make_instructor()
    taker.course.course_instructors.create(account=teacher)
    assert send_work_waits(person=teacher, at=NOON) is False
    taker.hand_in()
    assert send_work_waits(person=teacher, at=NOON) is True
    assert send_work_waits(person=other, at=NOON) is False
    assert [one.to for one in mail.outbox] == [[teacher.email]]
