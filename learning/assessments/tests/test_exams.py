"""When the exam of a course opens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from learning.access.actions import mark_paid_up, record_milestone
from learning.access.models import Enrolment
from learning.assessments.quizzes.exam_access import exam_verdict
from learning.courses.release.outlines import outline_of_release
from learning.courses.viewer import InventedGrant, Persona
from learning.testing import courses
from learning.testing.access import DAY, NOON, enrolled, viewer
from learning.testing.assessments import make_exam, make_question

pytestmark = pytest.mark.django_db


class Case:
    """Somebody who takes a course with an exam."""

    def __init__(self, **exam) -> None:
        self.course = courses.make_course(lessons=2)
        self.exam = make_exam(self.course, make_question(), **exam)
        self.enrolment = enrolled(self.course)
        self.viewer = viewer(self.enrolment.person)
        self.outline = outline_of_release(self.course.latest_release_id)

    def do_all_lessons(self) -> Case:
        record_milestone(
            person_id=self.enrolment.person_id, course_id=self.course.pk, kind="required_lessons", at=NOON
        )
        return self

    def verdict(self, at=NOON):
        at_moment = replace(self.viewer, moment=at)
        return exam_verdict(at_moment, self.course, self.outline, self.enrolment)


def test_it_waits_for_the_lessons_then_opens():
    case = Case()
    refused = case.verdict()
    assert (refused.code, "required lessons" in refused.sentence) == ("exam_locked", True)
    assert case.do_all_lessons().verdict()


def test_it_opens_to_the_second_after_its_days():
    case = Case(unlock_days=3).do_all_lessons()
    opens_at = case.enrolment.enrolled_at + 3 * DAY
    refused = case.verdict(opens_at - DAY / 86400)
    assert (refused.code, refused.next_step.opens_at) == ("exam_locked", opens_at)
    assert case.verdict(opens_at)


def test_instalment_payers_wait_for_the_last_instalment():
    case = Case().do_all_lessons()
    Enrolment.objects.update(payment_type=Enrolment.PaymentType.INSTALMENT)
    case.enrolment.refresh_from_db()
    assert "instalment" in case.verdict().sentence
    case.enrolment = mark_paid_up(enrolment=case.enrolment, at=NOON)
    assert case.verdict() and not case.verdict(NOON - DAY / 24)


def test_lessons_that_were_done_later_did_not_open_it_before():
    assert not Case().do_all_lessons().verdict(NOON - DAY)


def test_without_an_exam_or_an_enrolment_there_is_none_to_take():
    case = Case()
    case.enrolment = None
    assert case.verdict().code == "no_grant"
    case.exam.unpublish()
    assert case.verdict().code == "no_exam"


def test_an_invented_learner_has_done_the_lessons_of_finished_courses():
    case = Case()
    grants = (InventedGrant(case.course.pk, NOON - DAY),)
    for finished, is_open in ((frozenset(), False), (frozenset({case.course.pk}), True)):
        case.viewer = replace(case.viewer, person=None, persona=Persona(grants=grants, finished=finished))
        assert bool(case.verdict()) is is_open


def test_it_takes_two_queries(django_assert_num_queries):
    case = Case()
    with django_assert_num_queries(2):
        case.verdict()
