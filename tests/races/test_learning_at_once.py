"""Two requests at the same moment: one enrolment, one grant, one completion, one certificate."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.tests.factories import UserFactory
from common.append_only import erasing
from common.models import OutboxRow
from learning.access import actions as access
from learning.access import policies
from learning.access.models import CourseAccess, Enrolment
from learning.certificates import actions as certificates
from learning.certificates.models import Certificate, Credential
from learning.progress import bitmap
from learning.progress.models import LessonCompletion, LessonPosition
from learning.testing import courses
from learning.testing.access import NOON
from learning.testing.certificates import graduate
from learning.testing.progress import Learner, film_course, lessons_of

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(work: Callable[[], Any], *, people: int = 2) -> list[Any]:
    """What `work` returned or raised in each of several threads that start it together."""
    gate, outcomes = threading.Barrier(people), []

    def go() -> None:
        gate.wait(timeout=10)
        try:
            outcomes.append(work())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(outcomes) == people
    return outcomes


@pytest.fixture
def slow_decision(monkeypatch: pytest.MonkeyPatch) -> threading.Barrier:
    """Both have been allowed to enrol before either has written anything."""
    both, decide = threading.Barrier(2), policies.may_enrol

    def decided(*args: Any) -> Any:
        verdict = decide(*args)
        both.wait(timeout=10)
        return verdict

    monkeypatch.setattr(policies, "may_enrol", decided)
    return both


def told(kind: str) -> int:
    return OutboxRow.objects.filter(kind=kind).count()


def test_pressing_enrol_twice_enrols_once(slow_decision: threading.Barrier) -> None:
    course, person = courses.make_course(), UserFactory()
    outcomes = at_once(lambda: access.enrol(person=person, course=course, at=NOON))
    assert outcomes == [Enrolment.objects.get()] * 2
    assert CourseAccess.objects.count() == told("access.AccessOpened") == 1


def test_two_players_fill_no_faster_than_one() -> None:
    learner = Learner(film_course())
    learner.report(parts=bitmap.EMPTY)
    learner.wait(60)
    at_once(learner.report)
    assert LessonPosition.objects.get().parts_watched == 12


def test_two_first_reports_start_a_lesson_once() -> None:
    learner = Learner(film_course())
    outcomes = at_once(learner.report)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert LessonPosition.objects.count() == told("progress.LessonStarted") == 1


def test_two_last_reports_complete_once() -> None:
    learner = Learner(film_course())
    learner.report(parts=bitmap.EMPTY)
    learner.wait(600)
    outcomes = at_once(learner.report)
    assert sorted(outcome.was_course_completed_now for outcome in outcomes) == [False, True]
    assert LessonCompletion.objects.count() == told("progress.LessonCompleted") == 1
    assert told("progress.CourseCompleted") == told("progress.CourseHalfway") == 1


def test_two_last_lessons_complete_the_course_once() -> None:
    learner = Learner(courses.make_course(lessons=2))
    left = list(lessons_of(learner.course))
    outcomes = at_once(lambda: learner.complete(left.pop()))
    assert sorted(outcome.was_course_completed_now for outcome in outcomes) == [False, True]
    assert told("progress.CourseCompleted") == 1


def test_a_fact_told_twice_at_once_issues_one_certificate() -> None:
    enrolment = graduate().enrolment
    with erasing():
        Credential.objects.all().delete()
        Certificate.objects.all().delete()
    before = told("certificates.CertificateIssued")
    outcomes = at_once(lambda: certificates.issue_certificate(enrolment_id=enrolment.pk, at=NOON))
    assert outcomes == [Certificate.objects.get()] * 2
    assert told("certificates.CertificateIssued") == before + 1
