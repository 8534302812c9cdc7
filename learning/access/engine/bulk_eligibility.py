"""Who of many people may take the courses that were just opened to them, in a number of queries that does
not grow with how many they are. The same contexts and rules as for one person: `access_context.build`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from learning.access.models import CourseAccess
from learning.courses.activities import describe
from learning.courses.models import Course

from .access_context import LearnerFacts, build
from .course_rules import AccessContext, evaluate
from .reachable import out_of_reach
from .sources import PresentSource, best_scores_of_many, completed_by_many

#: (person, course), by their ids.
Pair = tuple[int, int]


def who_may_enrol(
    grants: Mapping[Pair, Sequence[CourseAccess]],
    courses: Collection[Course],
    *,
    suspended: Collection[int],
    at: datetime,
) -> set[Pair]:
    """Those of these pairs of whom `policies.may_enrol` would say so. Each has a grant that is open at `at`
    and that no learning path opened.

    grants: all that the person has for the course. courses: with `latest_release`. suspended: people.
    One query, one more where a course is to be finished before, and four where a score is to be reached.
    """
    source = PresentSource(None, at)
    states = source.courses(courses)
    people = {person for person, _course in grants}
    wanted = {pk for state in states.values() for pk in state.rules.prerequisites} | set(states)
    completed = completed_by_many(people, wanted, at)
    quizzes = {quiz for state in states.values() for quiz, _least in state.rules.quiz_scores}
    scores = best_scores_of_many(people, quizzes, at)
    before = {pk for state in states.values() for pk in state.rules.prerequisites}
    gone = out_of_reach(source, before, describe(quizzes))
    decided: dict[Any, bool] = {}
    allowed = set()
    for (person, course), held in grants.items():
        learner = LearnerFacts(
            is_suspended=person in suspended,
            grants=tuple(held),
            completed=completed[person],
            scores=scores[person],
        )
        is_done = course in completed[person]
        known = build(course, states[course], learner, at=at, has_completed=is_done, gone=gone)
        alike = _what_decides(course, known)
        if alike not in decided:  # of ten thousand people most are alike, and evaluating takes its time
            decided[alike] = bool(evaluate(known))
        if decided[alike]:
            allowed.add((person, course))
    return allowed


def _what_decides(course: int, known: AccessContext) -> tuple[Any, ...]:
    """Whoever shares these is let in or refused alike."""
    return (
        course,
        known.is_suspended,
        known.has_completed,
        known.prerequisites,
        tuple(blocker.least for blocker in known.quiz_scores),
        frozenset(grant.effective_status(known.moment) for grant in known.grants),
    )
