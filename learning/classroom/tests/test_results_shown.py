"""When a learner sees a score, which answers are right, and the right answers: each at its own time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from learning.assessments.actions.accommodations import give_accommodation
from learning.assessments.actions.grading import grade_question
from learning.assessments.models import Attempt, MarkedQuestion
from learning.testing import courses
from learning.testing.access import DAY, NOON
from learning.testing.assessments import make_question
from learning.testing.clients import signed_in, url_of
from learning.testing.courses import make_instructor
from learning.testing.quiz_takers import RIGHT, QuizTaker, paper_of, quiz_in

pytestmark = pytest.mark.django_db
KEY = "One too few."  # what the author says to a wrong answer
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


class Learner(QuizTaker):
    """Somebody who takes a quiz of two questions, and looks at what came of it."""

    def __init__(self, *kinds: str, **fields: Any) -> None:
        course = courses.make_course(modules=0, lessons=1)
        asked = (make_question(kind) for kind in kinds or ("single_choice", "single_choice"))
        super().__init__(quiz_in(course, *asked, shuffles_options=False, **fields))
        self.client: Client = signed_in(self.viewer.person)

    def read(self, attempt: Attempt) -> str:
        return self.client.get(f"/my-dashboard/attempts/{attempt.public_id}/").content.decode()

    def set(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self.source, name, value)
        self.source.save()


def tells_right_and_wrong(page: str) -> bool:
    return bool(re.search(r"outcome--(right|wrong|partly)|is-(right|wrong)", page))


@pytest.mark.parametrize(
    ("setting", "limit", "moment", "told"),
    [
        ("at_once", 0, NOON, True),
        ("never", 1, NOON + 9 * DAY, False),
        ("after_passing", 0, NOON + DAY - MINUTE, False),
        ("after_passing", 0, NOON + 9 * DAY, True),
        ("after_passing", 2, NOON, False),
        ("after_passing", 1, NOON, True),  # nothing can be found out for another attempt
        ("after_deadline", 1, NOON, False),
        ("after_deadline", 1, NOON + DAY + timedelta(seconds=10), False),
        ("after_deadline", 1, NOON + DAY + MINUTE, True),
    ],
)
def test_right_and_wrong_are_told_where_the_setting_says_so(clock, setting, limit, moment, told):
    learner = Learner(
        show_outcomes=setting, show_answers="never", attempt_limit=limit, due_at=NOON + DAY, passing_score=90
    )
    attempt = learner.take(right=1)
    clock.move_to(moment)
    page = learner.read(attempt)
    assert "50%" in page
    assert tells_right_and_wrong(page) == told
    assert KEY not in page


def test_a_failed_attempt_is_no_oracle_unless_its_author_wants_one():
    learner = Learner(passing_score=90)
    failed = learner.take(right=1)
    assert not tells_right_and_wrong(learner.read(failed))
    learner.take()
    assert tells_right_and_wrong(learner.read(failed))


def test_after_the_deadline_is_after_the_learners_own(clock):
    learner = Learner(show_answers="after_deadline", show_outcomes="after_deadline", due_at=NOON + DAY)
    attempt = learner.take(right=1)
    give_accommodation(
        course=learner.course,
        graded_item=learner.source.graded_item,
        person=learner.viewer.person,
        cohort=None,
        time_factor=None,
        extra_attempts=0,
        due_at=NOON + 3 * DAY,
        reason="Ill",
        by=make_instructor(),
        at=NOON,
    )
    for moment, is_shown in [(NOON + 2 * DAY, False), (NOON + 3 * DAY + MINUTE, True)]:
        clock.move_to(moment)
        page = learner.read(attempt)
        assert (KEY in page, tells_right_and_wrong(page)) == (is_shown, is_shown)


@pytest.mark.parametrize(("moved", "is_shown"), [(NOON + 5 * DAY, False), (NOON + MINUTE, True)])
def test_a_deadline_that_was_moved_is_the_one_that_counts(clock, moved, is_shown):
    learner = Learner(show_answers="after_deadline", due_at=NOON + DAY)
    attempt = learner.take(right=1)
    learner.set(due_at=moved)
    clock.move_to(NOON + 12 * timedelta(hours=1) if is_shown else NOON + 2 * DAY)
    assert (KEY in learner.read(attempt)) == is_shown


def test_never_holds_for_earlier_attempts_too():
    learner = Learner(show_answers="after_each", show_outcomes="at_once")
    attempt = learner.take(right=1)
    assert KEY in learner.read(attempt)
    learner.set(show_answers="never", show_outcomes="never")
    page = learner.read(attempt)
    assert KEY not in page and not tells_right_and_wrong(page)


def test_never_holds_in_an_attempt_that_is_open():
    learner = Learner(show_answers="after_each")
    attempt = learner.start()
    address = f"/my-dashboard/attempts/{attempt.public_id}/"
    learner.save(attempt, 1, {"choice": ["a"]})
    learner.client.post(address, {"check": "1", "kept": "1"})
    assert KEY in learner.read(attempt)
    learner.set(show_answers="never")
    assert KEY not in learner.read(attempt)
    learner.save(attempt, 2, {"choice": ["a"]})
    learner.client.post(address, {"check": "2", "kept": "1"})
    assert KEY not in learner.read(attempt)


def test_where_the_quiz_is_gone_the_rules_of_the_attempt_decide():
    learner = Learner(show_answers="after_each")
    attempt = learner.take(right=1)
    learner.source.unpublish()
    assert KEY in learner.read(attempt)


@pytest.mark.parametrize(
    ("setting", "moment", "is_shown"),
    [
        ("at_once", NOON, True),
        ("never", NOON + 9 * DAY, False),
        ("after_deadline", NOON, False),
        ("after_deadline", NOON + DAY + MINUTE, True),
    ],
)
def test_a_score_is_shown_nowhere_before_its_time(clock, setting, moment, is_shown):
    learner = Learner(
        show_scores=setting,
        show_outcomes="at_once",
        show_answers="never",
        due_at=NOON + DAY,
        attempt_limit=2,
        passing_score=40,
    )
    attempt = learner.take(right=1)
    clock.move_to(moment)
    slug = learner.course.latest_release.slug
    course = url_of(learner.course)
    pages = {
        "result": f"/my-dashboard/attempts/{attempt.public_id}/?done",
        "start": course + learner.place.path,
        "lesson": course + learner.place.lesson.path,
        "grades": reverse("classroom:grades", args=[slug]),
    }
    for name, address in pages.items():
        page = learner.client.get(address).content.decode()
        assert ("50%" in page or "50 %" in page) == is_shown, name
        assert is_shown or "celebration__confetti" not in page
    assert tells_right_and_wrong(learner.client.get(pages["result"]).content.decode()) == is_shown


def test_what_a_person_wrote_about_an_answer_is_read_at_once():
    learner = Learner("essay", "single_choice", show_outcomes="never", show_answers="never")
    attempt = learner.start()
    for row in paper_of(attempt):
        learner.save(attempt, row.place, RIGHT[row.asked.kind])
    learner.submit(attempt)
    place = MarkedQuestion.objects.get(kind="essay").place
    grade_question(
        attempt_id=attempt.public_id,
        place=place,
        score=MarkedQuestion.objects.get(kind="essay").most_marks,
        comment="Well thought.",
        by=make_instructor(),
        at=NOON,
        seen=None,
    )
    page = learner.read(attempt)
    assert "Well thought." in page
    assert len(re.findall(r"outcome--(?:right|wrong)", page)) == 1
