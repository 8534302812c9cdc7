"""Grades what learners of the demo submitted, as their instructors did in the days after."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from accounts.models import User
from demo.plans.assessments import Sample
from learning.assessments.actions.grading import GivenMarks, grade_question, grade_submission
from learning.assessments.models import Attempt, Submission

#: Marks are given so many days after something was handed in. What came in in the last days waits.
MARKED_AFTER, ESSAYS_WAIT, WORK_WAITS = (1, 3), 11, 6
#: What is said of an essay with so many words, and of a shorter one, which gets half the marks.
GOOD_WORDS = 25
PRAISE = "Your sentence claims something, and the reason makes me want to hear the rest."
ADVICE = "This is still a topic. What do you claim about it? Put a verb into it that does something."


def grade_essays(attempt: Attempt, *, by: User, now: datetime) -> None:
    """Mark what waits in an attempt, unless it came in only lately. by: the instructor."""
    assert attempt.submitted_at is not None
    at = _marked_at(attempt.submitted_at, now, attempt.enrolment.person.email, ESSAYS_WAIT)
    if at is None:
        return
    for waiting in attempt.marked_questions.filter(score=None):
        words = len(str(waiting.answer).split())
        share = waiting.most_marks if words >= GOOD_WORDS else waiting.most_marks / 2
        grade_question(
            attempt_id=attempt.public_id,
            place=waiting.place,
            score=share,
            comment=PRAISE if words >= GOOD_WORDS else ADVICE,
            by=by,
            at=at,
            seen=None,
        )


def grade_by_sample(
    submission: Submission, sample: Sample, *, by: User, now: datetime, after: float | None = None
) -> None:
    """Mark a submission by what was thought of the sample, unless it came in only lately.

    after: so many days later, however late that is.
    """
    assert submission.submitted_at is not None
    if after is None:
        at = _marked_at(submission.submitted_at, now, submission.enrolment.person.email, WORK_WAITS)
    else:
        at = submission.submitted_at + timedelta(days=after)
    if at is None:
        return
    criteria = [criterion["id"] for criterion in submission.brief["rubric"]]
    judgement = GivenMarks(
        levels=dict(zip(criteria, sample.levels, strict=True)),
        comment=sample.comment,
        points=sample.marks,
    )
    grade_submission(submission_id=submission.public_id, judgement=judgement, by=by, at=at, seen=None)


def _marked_at(submitted_at: datetime, now: datetime, who: str, waits: int) -> datetime | None:
    """In the working hours of one of the next days."""
    if submitted_at > now - timedelta(days=waits):
        return None
    dice = random.Random(f"marked/{who}")
    day = submitted_at + timedelta(days=dice.randint(*MARKED_AFTER))
    return day.replace(hour=dice.randint(8, 15), minute=dice.randrange(60))
