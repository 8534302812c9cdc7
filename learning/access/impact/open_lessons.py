"""Which lessons are open to many learners, where lessons open one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from learning.access.engine.drip import anchor_of
from learning.access.models import CohortMember, Enrolment
from learning.courses.rules import CourseRules, DripAnchor

#: A cohort's start and its time zone.
_Start = tuple[datetime, str]


class OpenLessons:
    """For the learners of one course at one moment. One query, and only if any of the rules asks for it.

    course_id: of the course. people: ids of its learners. rules: all that will be asked about.
    """

    def __init__(
        self, course_id: int, people: Collection[int], rules: Collection[CourseRules], moment: datetime
    ) -> None:
        self.moment = moment
        self.has_drip = any(one.has_drip for one in rules)
        by_cohort = any(one.has_drip and one.drip_anchor == DripAnchor.COHORT for one in rules)
        self._starts = _cohort_starts(course_id, people, moment) if by_cohort else {}

    def shut_to(self, rules: CourseRules, enrolment: Enrolment) -> frozenset[int]:
        """The lessons that are still to open for a learner. No query."""
        if not rules.has_drip:
            return frozenset()
        anchor = anchor_of(rules, self._starts.get(enrolment.person_id, []), enrolment)
        return frozenset(
            lesson
            for lesson, days in rules.drip
            if days and (anchor is None or anchor + timedelta(days=days) > self.moment)
        )


def _cohort_starts(course_id: int, people: Collection[int], moment: datetime) -> dict[int, list[_Start]]:
    found: dict[int, list[_Start]] = defaultdict(list)
    members = CohortMember.objects.filter(person__in=people, cohort__courses=course_id).in_at(moment)
    for person, starts_at, zone in members.values_list("person_id", "cohort__starts_at", "cohort__time_zone"):
        found[person].append((starts_at, zone))
    return found
