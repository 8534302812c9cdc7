"""Dates and minutes that move: who sits in it, who has a draft and who was late has what holds now."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail

from learning.assessments.actions import accommodations, submissions
from learning.assessments.actions.grading import GivenMarks, grade_submission
from learning.assessments.models import AttemptStatus, Marking, Submission
from learning.assessments.tasks import hand_in_drafts_past_closing
from learning.testing.access import DAY, NOON
from learning.testing.assignments import HOUR, AssignmentTaker
from learning.testing.clients import signed_in, url_of
from learning.testing.courses import make_instructor
from learning.testing.quiz_takers import QuizTaker, some_quiz

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def give(taker: Any, source: Any, **fields: Any) -> Any:
    wanted = {"time_factor": None, "extra_attempts": 0, "due_at": None, "cohort": None, "person": None}
    return accommodations.give_accommodation(
        course=source.course,
        graded_item=source.graded_item,
        reason="Ill",
        by=make_instructor(),
        **wanted | {"at": NOON} | fields,
    )


def late(taker: AssignmentTaker, marks: str | None = None, *, by: timedelta = DAY) -> Submission:
    """Handed in that late, and marked."""
    handed = taker.hand_in(at=NOON + by)
    if marks is not None:
        judgement = GivenMarks({}, "Good.", points=Decimal(marks))
        grade_submission(
            submission_id=handed.public_id, judgement=judgement, by=make_instructor(), at=NOON + by, seen=None
        )
    handed.refresh_from_db()
    return handed


DEDUCTS = {
    "due_at": NOON,
    "late_policy": "deduct",
    "late_percent_per_day": 10,
    "passing_score": 75,
    "most_marks": Decimal(100),
}


def test_a_later_date_takes_back_lateness_and_penalty_of_what_was_marked(told):
    taker = AssignmentTaker(**DEDUCTS)
    handed = late(taker, "80", by=2 * DAY)
    assert (handed.is_late, handed.points, handed.points_off, handed.passed) == (True, 60, 20, False)
    with told():
        give(taker, taker.assignment, person=taker.person, due_at=NOON + DAY, at=NOON + 3 * DAY)
    handed.refresh_from_db()
    assert (handed.is_late, handed.points, handed.points_off, handed.passed) == (True, 70, 10, False)
    give(taker, taker.assignment, person=taker.person, due_at=NOON + 3 * DAY, at=NOON + 3 * DAY)
    handed.refresh_from_db()
    assert (handed.is_late, handed.points, handed.points_off, handed.passed) == (False, 80, 0, True)
    history = list(handed.markings.order_by("pk").values_list("how", "before", "score"))
    assert history[1:] == [("date_moved", 60, 70), ("date_moved", 70, 80)]
    assert handed.submitted_at == NOON + 2 * DAY


def test_what_waits_to_be_marked_is_no_longer_late():
    taker = AssignmentTaker(**DEDUCTS)
    handed = late(taker)
    assert handed.status == AttemptStatus.LATE
    give(taker, taker.assignment, due_at=NOON + 2 * DAY, at=NOON + DAY)
    handed.refresh_from_db()
    assert (handed.status, handed.is_late, handed.due_at) == (AttemptStatus.PENDING, False, NOON + 2 * DAY)


def test_a_penalty_that_was_waived_stays_waived():
    taker = AssignmentTaker(**DEDUCTS)
    handed = taker.hand_in(at=NOON + 2 * DAY)
    judgement = GivenMarks({}, "", points=Decimal(80), takes_off=False)
    grade_submission(
        submission_id=handed.public_id, judgement=judgement, by=make_instructor(), at=NOON, seen=None
    )
    give(taker, taker.assignment, person=taker.person, due_at=NOON + DAY, at=NOON + 3 * DAY)
    handed.refresh_from_db()
    assert (handed.points, handed.points_off, handed.markings.count()) == (80, 0, 1)


@pytest.mark.parametrize(("moved", "is_late"), [(NOON + 2 * DAY, False), (None, False), (NOON - DAY, True)])
def test_an_edited_due_date_reaches_what_was_handed_in(told, moved: datetime | None, is_late: bool):
    taker = AssignmentTaker(**DEDUCTS)
    handed = late(taker, "80")
    with told():
        taker.assignment.due_at = moved
        taker.assignment.save()
    handed.refresh_from_db()
    assert (handed.is_late, handed.points_off) == (is_late, 10 if is_late else 0)


def test_nobody_is_late_by_a_date_that_moves_closer(told):
    taker = AssignmentTaker(**DEDUCTS)
    handed = taker.hand_in(at=NOON - HOUR)
    with told():
        taker.assignment.due_at = NOON - DAY
        taker.assignment.save()
    handed.refresh_from_db()
    assert not handed.is_late


def test_minutes_and_dates_given_by_editing_reach_who_sits_in_it(told):
    taker = QuizTaker(some_quiz(time_limit_minutes=10, due_at=NOON + 20 * MINUTE))
    attempt = taker.start()
    for changes, deadline in [
        ({"time_limit_minutes": 15}, NOON + 15 * MINUTE),
        ({"time_limit_minutes": 5}, NOON + 15 * MINUTE),
        ({"time_limit_minutes": 60}, NOON + 20 * MINUTE),
        ({"due_at": NOON + DAY}, NOON + 60 * MINUTE),
        ({"time_limit_minutes": None}, NOON + DAY),
        ({"due_at": None}, None),
    ]:
        with told():
            for name, value in changes.items():
                setattr(taker.source, name, value)
            taker.source.save()
        attempt.refresh_from_db()
        assert attempt.deadline_at == deadline, changes


def test_a_draft_of_a_quiz_reaches_nobody(told):
    taker = QuizTaker(some_quiz(time_limit_minutes=10))
    attempt = taker.start()
    with told():
        taker.source.time_limit_minutes = 30
        taker.source.save_revision()
    attempt.refresh_from_db()
    assert attempt.deadline_at == NOON + 10 * MINUTE


REFUSES = {"due_at": NOON, "late_policy": "refuse"}


def sweep(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return hand_in_drafts_past_closing()


def test_what_was_saved_before_a_refusing_due_date_is_handed_in_by_the_clock():
    taker = AssignmentTaker(**REFUSES)
    taker.write("A page.", at=NOON - HOUR)
    assert sweep(NOON + timedelta(seconds=10)) == 0
    assert sweep(NOON + MINUTE) == 1
    handed = Submission.objects.get()
    assert (handed.status, handed.text) == (AttemptStatus.PENDING, "A page.")
    assert (handed.submitted_at, handed.is_late) == (NOON, False)
    assert (handed.is_final, handed.was_closed_by_clock) == (True, True)
    assert sweep(NOON + 2 * MINUTE) == 0


@pytest.mark.parametrize("policy", ["accept", "deduct"])
def test_where_late_work_is_taken_the_learner_decides(policy):
    taker = AssignmentTaker(due_at=NOON, late_policy=policy)
    taker.write(at=NOON - HOUR)
    assert sweep(NOON + DAY) == 0
    assert Submission.objects.get().status == AttemptStatus.IN_PROGRESS


def test_an_empty_draft_is_not_handed_in_and_not_looked_at_again():
    taker = AssignmentTaker(**REFUSES)
    taker.write("A page.", at=NOON - HOUR)
    taker.write("", at=NOON - MINUTE)
    assert sweep(NOON + MINUTE) == 0
    assert Submission.objects.get().closes_at is None


def test_files_alone_are_handed_in():
    taker = AssignmentTaker(takes_text=False, takes_files=True, **REFUSES)
    taker.attach(at=NOON - HOUR)
    assert sweep(NOON + MINUTE) == 1


def test_the_clock_waits_for_a_date_that_was_moved(told):
    taker = AssignmentTaker(**REFUSES)
    taker.write(at=NOON - HOUR)
    give(taker, taker.assignment, person=taker.person, due_at=NOON + DAY, at=NOON - MINUTE)
    assert sweep(NOON + MINUTE) == 0
    with told():
        taker.assignment.due_at = NOON + 2 * DAY
        with time_machine.travel(NOON + HOUR, tick=False):
            taker.assignment.save()
    assert sweep(NOON + DAY + MINUTE) == 0
    assert sweep(NOON + 2 * DAY + MINUTE) == 1
    assert Submission.objects.get().submitted_at == NOON + 2 * DAY


def test_who_looks_first_finds_it_handed_in():
    taker = AssignmentTaker(**REFUSES)
    taker.write("What I had.", at=NOON - HOUR)
    client = signed_in(taker.person)
    with time_machine.travel(NOON + MINUTE, tick=False):
        page = client.get(f"{url_of(taker.course)}{taker.place.path}").content.decode()
    assert "What you had saved was submitted" in page
    assert "submitted automatically at the due date" in page
    assert Submission.objects.get().was_closed_by_clock


def test_a_draft_is_handed_in_once_whoever_comes_first():
    taker = AssignmentTaker(**REFUSES)
    handed = taker.hand_in(at=NOON + timedelta(seconds=5))
    assert not submissions.hand_in_by_clock(handed.pk, at=NOON + MINUTE)
    handed.refresh_from_db()
    assert not handed.was_closed_by_clock


def test_a_learner_reads_their_own_date_and_minutes_on_the_card():
    taker = QuizTaker(some_quiz(time_limit_minutes=10, due_at=NOON + DAY))
    give(taker, taker.source, person=taker.viewer.person, time_factor=Decimal("1.5"), due_at=NOON + 5 * DAY)
    with time_machine.travel(NOON, tick=False):
        lesson = f"{url_of(taker.course)}{taker.place.lesson.path}"
        page = signed_in(taker.viewer.person).get(lesson).content.decode()
    assert "15 min" in page and "10 min" not in page
    assert f"{NOON + 5 * DAY:%-d %B %Y}" in page and f"due {NOON + DAY:%-d %B %Y}" not in page


def test_changed_marks_are_mailed(told):
    taker = AssignmentTaker(**DEDUCTS)
    late(taker, "80")
    mail.outbox.clear()
    with told():
        give(taker, taker.assignment, due_at=NOON + 2 * DAY, at=NOON + DAY)
    assert [message.to for message in mail.outbox] == [[taker.person.email]]
    assert Marking.objects.filter(how="date_moved").count() == 1
