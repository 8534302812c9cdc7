"""Who of many people may take the courses that were just opened to them, in a number of queries that does
not grow with how many they are. The same rules as for one person: `judgement`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from learning.courses.models import Course

from .judgement import Blocker, Circumstances, judge
from .models import CourseAccess, Milestone
from .standing import Present

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
    One query.
    """
    states = Present(None, at).courses(courses)
    wanted = {pk for state in states.values() for pk in state.rules.prerequisites} | set(states)
    done = _completed({person for person, _course in grants}, wanted, at)
    return {
        (person, course)
        for (person, course), held in grants.items()
        if judge(
            Circumstances(
                moment=at,
                is_signed_in=True,
                is_suspended=person in suspended,
                course_status=states[course].status,
                is_released=states[course].is_released,
                is_withdrawn=states[course].is_withdrawn,
                is_free=states[course].is_free,
                rules=states[course].rules,
                grants=tuple(held),
                has_completed=(person, course) in done,
                prerequisites=tuple(
                    Blocker(before, "")
                    for before in states[course].rules.prerequisites
                    if (person, before) not in done
                ),
            )
        )
    }


def _completed(people: Collection[int], courses: Collection[int], at: datetime) -> set[Pair]:
    rows = Milestone.objects.filter(
        person__in=people,
        course__in=courses,
        kind=Milestone.Kind.COURSE_COMPLETED,
        lesson=None,
        achieved_at__lte=at,
    )
    return set(rows.values_list("person_id", "course_id"))
