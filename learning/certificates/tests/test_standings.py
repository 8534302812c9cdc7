"""How somebody stands to a course's certificate: as a table, and as their work makes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from learning.access.models import Enrolment
from learning.certificates import actions
from learning.certificates.models import Certificate
from learning.certificates.standings import (
    CertificateFacts,
    CertificateStanding,
    ExamState,
    certificate_standings,
    standing_by,
)
from learning.progress.selectors import progress_of_many
from learning.testing import courses
from learning.testing.access import NOON, enrolled
from learning.testing.assessments import make_assignment, make_exam, make_question
from learning.testing.progress import Learner, lessons_of
from learning.testing.quiz_takers import QuizTaker

Facts, Exam = CertificateFacts, ExamState
VALID, REVOKED = Certificate(), Certificate(revoked_at=NOON)
LATER, BEFORE = NOON + timedelta(days=1), NOON - timedelta(days=1)
NO_ATTEMPTS = "You didn't pass the exam and have no attempts left."


@pytest.mark.parametrize(
    ("facts", "status", "reasons"),
    [
        (Facts(certificate=VALID), "passed", []),
        (Facts(certificate=VALID, is_offered=False), "passed", []),
        (Facts(certificate=REVOKED, is_completed=True), "not_eligible", ["Your certificate was revoked."]),
        (
            Facts(is_offered=False, is_completed=True),
            "not_eligible",
            ["This course doesn't offer a certificate."],
        ),
        (Facts(is_enrolled=False), "not_eligible", ["Enrol in the course to earn its certificate."]),
        (
            Facts(can_be_completed=False),
            "not_eligible",
            ["Nothing in this course is required, so it can't be completed."],
        ),
        (Facts(is_completed=True), "passed", ["Your certificate is being prepared."]),
        (Facts(lessons_left=1), "eligible", ["Complete 1 more lesson."]),
        (
            Facts(lessons_left=2, assignments_left=1, exam=Exam()),
            "eligible",
            ["Complete 2 more lessons.", "Submit 1 assignment.", "Pass the exam."],
        ),
        (Facts(exam=Exam(attempts=1, attempt_limit=2)), "eligible", ["Pass the exam."]),
        (Facts(exam=Exam(attempts=9, attempt_limit=0)), "eligible", ["Pass the exam."]),
        (Facts(exam=Exam(attempts=2, attempt_limit=2)), "failed", [NO_ATTEMPTS]),
        (Facts(lessons_left=3, exam=Exam(attempts=3, attempt_limit=2)), "failed", [NO_ATTEMPTS]),
        (
            Facts(exam=Exam(attempts=2, attempt_limit=2, is_pending=True)),
            "eligible",
            ["Your exam is awaiting grading."],
        ),
        (
            Facts(lessons_left=1, exam=Exam(attempts=2, attempt_limit=2, is_passed=True)),
            "eligible",
            ["Complete 1 more lesson."],
        ),
        (Facts(exam=Exam(due_at=LATER)), "eligible", ["Pass the exam."]),
        (Facts(exam=Exam(due_at=NOON)), "failed", ["The exam closed on 4 May 2026, 12:00."]),
        (Facts(exam=Exam(due_at=BEFORE, is_pending=True)), "eligible", ["Your exam is awaiting grading."]),
    ],
)
def test_the_rule(facts: CertificateFacts, status: str, reasons: list[str]) -> None:
    found = standing_by(facts, NOON)
    assert (found.status, list(found.reasons)) == (status, reasons)
    assert found.label and (found.certificate is not None) == (facts.certificate is VALID)


def standing_of(enrolment: Enrolment) -> CertificateStanding:
    taken = progress_of_many(enrolment.person).courses
    return certificate_standings(taken, at=NOON, language_code="en")[enrolment.pk]


@pytest.mark.django_db
def test_from_the_first_lesson_to_the_certificate() -> None:
    learner = Learner(courses.make_course(lessons=2))
    assert standing_of(learner.enrolment).reasons == ("Complete 2 more lessons.",)
    for lesson in lessons_of(learner.course):
        learner.complete(lesson)
    assert standing_of(learner.enrolment).reasons == ("Your certificate is being prepared.",)
    issued = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=NOON)
    assert standing_of(learner.enrolment).certificate == issued
    without = Learner(courses.make_course(lessons=1, has_certificate=False))
    assert standing_of(without.enrolment).status == "not_eligible"


@pytest.mark.django_db
def test_an_exam_without_attempts_left_is_failed() -> None:
    course = courses.make_course(lessons=1)
    exam = make_exam(course, make_question(), attempt_limit=1, passing_score=80)
    make_assignment(course, stands_on_course=True)
    learner = Learner(course)
    learner.complete(lessons_of(course)[0])
    assert standing_of(learner.enrolment).reasons == ("Submit 1 assignment.", "Pass the exam.")
    QuizTaker(exam, learner.enrolment).take(right=0)
    assert standing_of(learner.enrolment).reasons == (NO_ATTEMPTS,)


@pytest.mark.django_db
def test_many_courses_ask_as_little_as_one(django_assert_num_queries: Any) -> None:
    person = None
    for number in range(3):
        course = courses.make_course(lessons=1)
        make_exam(course, make_question())
        person = enrolled(course, person=person).person
        taken = progress_of_many(person).courses
        assert len(taken) == number + 1
        certificate_standings(taken, at=NOON, language_code="en")
        with django_assert_num_queries(7):
            certificate_standings(taken, at=NOON, language_code="en")
