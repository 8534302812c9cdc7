"""Who of many people may take the courses that were just opened to them, in a number of queries that does
not grow with how many they are. The same rules as for one person: `judgement`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from learning.access.models import CourseAccess, Milestone
from learning.courses.models import Course

from .access_context import NO_SCORE
from .course_rules import AccessContext, Blocker, ScoreBlocker, evaluate
from .sources import CourseState, PresentSource, best_scores_of_many

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
    One query, one more where a score has to be reached before.
    """
    states = PresentSource(None, at).courses(courses)
    wanted = {pk for state in states.values() for pk in state.rules.prerequisites} | set(states)
    done = _completed({person for person, _course in grants}, wanted, at)
    quizzes = {quiz for state in states.values() for quiz, _least in state.rules.quiz_scores}
    scores = best_scores_of_many({person for person, _course in grants}, quizzes, at)
    decided: dict[Any, bool] = {}
    allowed = set()
    for pair, held in grants.items():
        person, course = pair
        before = tuple(pk for pk in states[course].rules.prerequisites if (person, pk) not in done)
        asked = states[course].rules.quiz_scores
        short = tuple(least for quiz, least in asked if scores[person].get(quiz, NO_SCORE) < least)
        worth = frozenset(grant.effective_status(at) for grant in held)
        alike = (course, person in suspended, pair in done, before, short, worth)
        if alike not in decided:  # of ten thousand people most are alike, and judging takes its time
            known = _circumstances(states[course], alike, held, at)
            decided[alike] = bool(evaluate(known))
        if decided[alike]:
            allowed.add(pair)
    return allowed


def _circumstances(
    state: CourseState, alike: tuple[Any, ...], held: Sequence[CourseAccess], at: datetime
) -> AccessContext:
    _course, is_suspended, has_completed, before, short, _worth = alike
    return AccessContext(
        moment=at,
        is_signed_in=True,
        is_suspended=is_suspended,
        course_status=state.status,
        is_released=state.is_released,
        is_withdrawn=state.is_withdrawn,
        is_free=state.is_free,
        rules=state.rules,
        grants=tuple(held),
        has_completed=has_completed,
        prerequisites=tuple(Blocker(pk, "") for pk in before),
        quiz_scores=tuple(ScoreBlocker("", least) for least in short),
    )


def _completed(people: Collection[int], courses: Collection[int], at: datetime) -> set[Pair]:
    rows = Milestone.objects.filter(
        person__in=people,
        course__in=courses,
        kind=Milestone.Kind.COURSE_COMPLETED,
        lesson=None,
        achieved_at__lte=at,
    )
    return set(rows.values_list("person_id", "course_id"))
