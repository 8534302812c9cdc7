"""Which quizzes, exams and assignments a visit of the demo takes, and when."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from demo.learners.attempts import AssessmentTaker, scores_until_passed, tries_practice_quiz
from demo.learners.grading import grade_by_sample, grade_essays
from learning.access.models import Enrolment
from learning.assessments.models import Assignment, Exam, Quiz
from learning.assessments.selectors import PlacedActivity, placed_in_course
from learning.courses.release.outlines import Outline, OutlineLesson
from learning.progress.actions import settle_result

if TYPE_CHECKING:
    from demo.learners.activity import Visit

#: The most that an attempt and the thoughts before it take, and the time between attempts at an exam.
LONGEST_ATTEMPT, BETWEEN_EXAM_ATTEMPTS = timedelta(minutes=12), timedelta(hours=26)
#: Nobody sits down to an exam that would not be over before the moment of seeding.
EXAM_TAKES = timedelta(minutes=40)
#: How learners do in an exam, and how many of ten: scores are above (True) or below what it takes to pass.
EXAM_RESULTS, HOW_OFTEN = ([True], [False, True], [False, False]), (6, 3, 1)


def places_by_lesson(outline: Outline) -> dict[int | None, list[PlacedActivity]]:
    """Everything to take in a course by the id of its lesson; None: what stands on the course."""
    found: dict[int | None, list[PlacedActivity]] = {}
    for place in placed_in_course(outline, "en"):
        found.setdefault(place.lesson.id if place.lesson else None, []).append(place)
    return found


@dataclass
class AssessmentSchedule:
    """What one learner takes of one course. places: all there is, by lesson."""

    visit: Visit
    taker: AssessmentTaker
    places: dict[int | None, list[PlacedActivity]]
    now: datetime

    def take_before(self, lesson: OutlineLesson, *, since: datetime, until: datetime) -> datetime:
        """Take what the lesson waits for, between two moments. Returns when it can be completed."""
        done_at = until
        for place in self.places.get(lesson.id, ()):
            if place.graded_item.kind == Assignment.ACTIVITY_KIND:
                self._hand_in(place, done_at - timedelta(minutes=3))
            elif scores := self._scores(place):
                done_at = max(done_at, self._take(place, scores, since, done_at))
        return done_at

    def take_next(self, lesson: OutlineLesson | None, moment: datetime) -> None:
        """Take the quiz of the lesson at which the learner is, as far as the visit tells of it."""
        for place in self.places.get(lesson.id, ()) if lesson else ():
            scores = self.visit.quizzes.get(_slug(place), ())
            if scores:
                room = (self.now - EXAM_TAKES - moment) / len(scores)
                self.taker.take(place, scores, _apart(moment, min(BETWEEN_EXAM_ATTEMPTS, room)))
            if self.visit.unfinished_quiz == _slug(place):
                self.taker.begin(place, self.now - timedelta(minutes=9), answered=2)

    def take_exam(self, enrolment: Enrolment, last: datetime) -> datetime | None:
        """Sit the exam after the last lesson. Returns when it completed the course; None: it did not."""
        exam = self._exam
        if exam is None or not self.taker.has_done_all(exam, last):
            return None
        assert isinstance(exam.source, Exam)
        opens = enrolment.enrolled_at + timedelta(days=exam.source.unlock_days)
        begins = max(last, opens) + timedelta(hours=19, minutes=self._dice("exam").randint(0, 240))
        planned = zip(self._exam_scores(exam), _apart(begins, BETWEEN_EXAM_ATTEMPTS), strict=False)
        scores = [score for score, moment in planned if moment < self.now - EXAM_TAKES]
        if not scores:
            return None
        attempt = self.taker.take(exam, scores, _apart(begins, BETWEEN_EXAM_ATTEMPTS))
        assert attempt.submitted_at is not None
        settle_result(
            enrolment_id=enrolment.pk,
            graded_item_id=exam.graded_item.pk,
            lesson_id=None,
            at=attempt.submitted_at,
        )
        return attempt.submitted_at

    @cached_property
    def _exam(self) -> PlacedActivity | None:
        on_course = self.places.get(None, ())
        return next((place for place in on_course if place.graded_item.kind == Exam.ACTIVITY_KIND), None)

    def _exam_scores(self, exam: PlacedActivity) -> Sequence[int]:
        if self.visit.exam is not None:
            return self.visit.exam
        dice, least = self._dice("exam scores"), exam.source.passing_score
        (passes,) = dice.choices(EXAM_RESULTS, HOW_OFTEN)
        return [dice.randint(least, 100) if is_pass else dice.randint(35, least - 8) for is_pass in passes]

    def _scores(self, place: PlacedActivity) -> Sequence[int]:
        told = self.visit.quizzes.get(_slug(place))
        if told is not None:
            return told
        assert isinstance(place.source, Quiz)
        if not place.source.is_required:
            return (
                [self._dice(place.title).randint(20, 100)]
                if tries_practice_quiz(self.taker.person, place)
                else []
            )
        return scores_until_passed(place, self._dice(place.title))

    def _take(
        self, place: PlacedActivity, scores: Sequence[int], since: datetime, until: datetime
    ) -> datetime:
        gap = min((until - since) / (len(scores) + 1), 2 * LONGEST_ATTEMPT)
        attempt = self.taker.take(place, scores, _apart(until - gap * len(scores), gap))
        grade_essays(attempt, by=self.taker.assessments.marker, now=self.now)
        assert attempt.submitted_at is not None
        return attempt.submitted_at + timedelta(seconds=40)

    def _hand_in(self, place: PlacedActivity, moment: datetime) -> None:
        plan = self.taker.assessments.assignment_plan(_slug(place))
        submission, sample = self.taker.submit(place, plan, moment)
        grade_by_sample(submission, sample, by=self.taker.assessments.marker, now=self.now)

    def _dice(self, what: str) -> random.Random:
        return random.Random(f"{self.visit.learner}/{self.visit.course}/{what}")


def _apart(first: datetime, gap: timedelta) -> Iterator[datetime]:
    while True:
        yield first
        first += gap


def _slug(place: PlacedActivity) -> str:
    return getattr(place.source, "slug", "exam")
