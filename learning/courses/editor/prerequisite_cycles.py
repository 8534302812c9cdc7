"""Which courses come before which: a circle of them could never be begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from learning.courses.models import Course, CoursePrerequisite
from learning.courses.rules import CourseRules


def circle_through(course_id: int, prerequisites: Iterable[int]) -> list[int]:
    """The courses of a circle that these prerequisites would close, beginning with `course_id`; else empty.

    Looks at what is released and at what other authors have written since: two queries.
    """
    before = _all_prerequisites()
    before[course_id] = set(prerequisites)
    return prerequisite_chain(course_id, course_id, before)


def _all_prerequisites() -> dict[int, set[int]]:
    before: defaultdict[int, set[int]] = defaultdict(set)
    rows = CoursePrerequisite.objects.values_list("page__course_id", "course_id")
    for course_id, required_id in rows:
        before[course_id].add(required_id)
    released = Course.objects.filter(latest_release__rules__has_key="prerequisites")
    for course_id, rules in released.values_list("pk", "latest_release__rules"):
        before[course_id].update(CourseRules.from_json(rules).prerequisites)
    return before


def prerequisite_chain(start: int, goal: int, before: Mapping[int, Collection[int]]) -> list[int]:
    """A way from `start` back to `goal` along prerequisites, depth first without recursion."""
    ways = [[start, required] for required in sorted(before.get(start, ()))]
    seen: set[int] = set()
    while ways:
        way = ways.pop()
        if way[-1] == goal:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways.extend([*way, required] for required in sorted(before.get(way[-1], ())))
    return []
