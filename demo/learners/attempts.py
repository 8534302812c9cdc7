"""Takes quizzes and exams and submits assignments as one learner of the demo, each thing at its moment."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor
from uuid import NAMESPACE_OID, UUID, uuid5

from django.core.files.base import ContentFile

from accounts.models import User
from demo.academy import CourseAssessments
from demo.learners.answers import fields_for
from demo.library_files import LibraryFiles
from demo.plans.assessments import AssignmentPlan, Sample
from demo.plans.questions import QuestionPlan
from learning.access.models import Milestone
from learning.assessments import actions
from learning.assessments.actions.submissions import add_file, save_draft, submit_assignment
from learning.assessments.models import Attempt, Exam, Quiz, Submission
from learning.assessments.selectors import PlacedActivity, QuestionSnapshot
from learning.courses.viewer import Viewer

SECONDS_A_QUESTION = (14, 75)
REST = timedelta(minutes=2)
#: How often learners need one, two or three attempts until they pass a quiz.
TRIES, HOW_OFTEN = (1, 2, 3), (70, 23, 7)
#: How many of ten try a quiz that is only for practice.
CURIOUS = 6


def scores_until_passed(place: PlacedActivity, dice: random.Random) -> list[int]:
    """The scores in % of one learner's attempts at a quiz: the last one is a pass."""
    (tries,) = dice.choices(TRIES, HOW_OFTEN)
    least = _passing(place)
    missed = [dice.randint(25, max(26, least - 12)) for _number in range(tries - 1)]
    return [*missed, dice.randint(least, 100)]


@dataclass
class AssessmentTaker:
    """One learner with the assessments of one course. library_files: keeps what is handed in as files."""

    person: User
    assessments: CourseAssessments
    library_files: LibraryFiles
    now: datetime

    def take(self, place: PlacedActivity, scores: Sequence[int], begins: Iterable[datetime]) -> Attempt:
        """Attempts one after another with about these scores in %. Returns the last one."""
        last: Attempt | None = None
        for number, (score, moment) in enumerate(zip(scores, begins, strict=False)):
            if last is not None and last.submitted_at is not None:
                moment = max(moment, last.submitted_at + self._rest(place))
            last = self._take_attempt(place, score, moment, number)
        assert last is not None
        return last

    def begin(self, place: PlacedActivity, moment: datetime, *, answered: int) -> Attempt:
        """An attempt that is not submitted, with so many answers."""
        attempt = actions.start_attempt(viewer=self._viewer(moment), place=place)
        self._answer(attempt, answered, moment, self._dice(place, "begun"), answered)
        return attempt

    def submit(
        self, place: PlacedActivity, plan: AssignmentPlan, moment: datetime, *, sample: int | None = None
    ) -> tuple[Submission, Sample]:
        """Hand in one of the texts that were written for this; without a number, any of them."""
        if sample is None:
            sample = self._dice(place, "text").randrange(len(plan.samples))
        chosen = plan.samples[sample]
        begun = self._viewer(moment - timedelta(minutes=self._dice(place, "long").randint(18, 95)))
        draft_id = uuid5(NAMESPACE_OID, f"{self.person.email}/{place.graded_item.public_id}/{sample}")
        draft = save_draft(viewer=begun, place=place, text=chosen.text.strip(), draft_id=draft_id)
        if chosen.file_name:
            upload = ContentFile(chosen.file_text.strip().encode(), chosen.file_name)
            kept = add_file(viewer=begun, place=place, upload=upload, name=chosen.file_name)
            self.library_files.remember(kept.file)
        handed = submit_assignment(viewer=self._viewer(moment), place=place, draft_id=draft.public_id)
        return handed, chosen

    def has_done_all(self, exam: PlacedActivity, moment: datetime) -> bool:
        """Whether the learner has done every lesson that the course requires."""
        done = Milestone.objects.filter(
            person=self.person,
            course=exam.course_id,
            kind=Milestone.Kind.REQUIRED_LESSONS,
            achieved_at__lte=moment,
        )
        return done.exists()

    def _rest(self, place: PlacedActivity) -> timedelta:
        assert isinstance(place.source, Quiz | Exam)
        return timedelta(minutes=place.source.cool_down_minutes) + REST

    def _take_attempt(self, place: PlacedActivity, score: int, moment: datetime, number: int) -> Attempt:
        dice = self._dice(place, str(number))
        attempt = actions.start_attempt(viewer=self._viewer(moment), place=place)
        count = len(attempt.paper)
        is_pass = score >= _passing(place)
        right = (ceil if is_pass else floor)(count * score / 100)
        ends = self._answer(attempt, count, moment, dice, right)
        return actions.submit_attempt(viewer=self._viewer(ends), attempt_id=attempt.public_id)

    def _answer(
        self, attempt: Attempt, count: int, moment: datetime, dice: random.Random, right: int
    ) -> datetime:
        """Answer the first questions, so many of them rightly. Returns when the last one was answered."""
        is_right = [place < right for place in range(count)]
        dice.shuffle(is_right)
        for row, is_known in zip(attempt.paper[:count], is_right, strict=True):
            moment += timedelta(seconds=dice.randint(*SECONDS_A_QUESTION))
            frozen = QuestionSnapshot.from_data(row)
            fields = fields_for(frozen, self._plan_of(frozen), is_right=is_known, dice=dice)
            key = UUID(int=dice.getrandbits(128), version=4)
            actions.save_answer(
                viewer=self._viewer(moment),
                attempt_id=attempt.public_id,
                place=frozen.place,
                fields=fields,
                key=key,
            )
        return moment + timedelta(seconds=6)

    def _plan_of(self, frozen: QuestionSnapshot) -> QuestionPlan:
        return self.assessments.question_plans[frozen.asked.question]

    def _viewer(self, moment: datetime) -> Viewer:
        return Viewer(person=self.person, moment=moment)

    def _dice(self, place: PlacedActivity, what: str) -> random.Random:
        # The paper is drawn by lot, so nothing here may hang on which questions it holds.
        return random.Random(f"{self.person.email}/{place.title}/{what}")


def tries_practice_quiz(person: User, place: PlacedActivity) -> bool:
    """Whether this learner tries a quiz that nobody has to pass."""
    return random.Random(f"{person.email}/{place.title}/practice").randrange(10) < CURIOUS


def _passing(place: PlacedActivity) -> int:
    assert isinstance(place.source, Quiz | Exam)
    return place.source.passing_score
