"""For whom lessons close when a course opens them in another order or from another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from learning.access.engine.done_lessons import done_lessons
from learning.access.engine.drip import anchor_of
from learning.access.models import Cohort, CohortMember, Enrolment
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.courses.rules import CourseRules, DripAnchor

#: A cohort's id, its start and its time zone.
_Start = tuple[int, datetime, str]


@dataclass(frozen=True, slots=True)
class DripChange:
    """Two ways in which the lessons of a course open one after another. What is completed stays open."""

    course_id: int
    before: CourseRules
    after: CourseRules
    lessons: frozenset[int]
    moved: Mapping[int, datetime] = field(default_factory=dict)

    @classmethod
    def of_cohort(
        cls, course: Course, rules: CourseRules, cohort: Cohort, starts_at: datetime
    ) -> Self | None:
        """Another start of a cohort; None where the lessons of the course don't count from it."""
        if rules.drip_anchor != DripAnchor.COHORT or not rules.has_drip or starts_at <= cohort.starts_at:
            return None
        return cls(course.pk, rules, rules, _closable(course), {cohort.pk: starts_at})

    @classmethod
    def of(cls, course: Course, old: CourseRules, new: CourseRules) -> Self | None:
        """None where nothing about it changes."""
        same = (old.drip, old.drip_anchor, old.drip_from) == (new.drip, new.drip_anchor, new.drip_from)
        if same or not new.has_drip or course.latest_release_id is None:
            return None
        return cls(course.pk, old, new, _closable(course))

    def closes_for(self, people: Collection[int], moment: datetime) -> list[int]:
        """Those for whom a lesson closes that is open now. Three queries."""
        enrolments: dict[int, Enrolment] = {}
        for row in Enrolment.objects.filter(course=self.course_id, person__in=people).order_by("run"):
            enrolments[row.person_id] = row
        starts = self._cohort_starts(people, moment)
        done = done_lessons(people, [self.course_id], moment)
        return [
            person
            for person in people
            if self._open(self.before, enrolments.get(person), starts[person], moment)
            - self._open(self.after, enrolments.get(person), self._as_moved(starts[person]), moment)
            - done[person]
        ]

    def _as_moved(self, starts: list[_Start]) -> list[_Start]:
        return [(cohort, self.moved.get(cohort, starts_at), zone) for cohort, starts_at, zone in starts]

    def _cohort_starts(self, people: Collection[int], moment: datetime) -> dict[int, list[_Start]]:
        found: dict[int, list[_Start]] = defaultdict(list)
        if DripAnchor.COHORT not in (self.before.drip_anchor, self.after.drip_anchor):
            return found
        members = CohortMember.objects.filter(person__in=people, cohort__courses=self.course_id)
        rows = members.in_at(moment).values_list(
            "person_id", "cohort_id", "cohort__starts_at", "cohort__time_zone"
        )
        for person, cohort, starts_at, zone in rows:
            found[person].append((cohort, starts_at, zone))
        return found

    def _open(
        self,
        rules: CourseRules,
        enrolment: Enrolment | None,
        starts: list[_Start],
        moment: datetime,
    ) -> frozenset[int]:
        """The lessons that are open to somebody who is in."""
        if not rules.has_drip:
            return self.lessons
        anchor = anchor_of(rules, [(starts_at, zone) for _cohort, starts_at, zone in starts], enrolment)
        shut = {
            lesson
            for lesson, days in rules.drip
            if days and (anchor is None or anchor + timedelta(days=days) > moment)
        }
        return self.lessons - shut


def _closable(course: Course) -> frozenset[int]:
    """The lessons that may close: all but free previews."""
    assert course.latest_release_id is not None, "only a course that was released has lessons to close"
    outline = outline_of_release(course.latest_release_id)
    return frozenset(lesson.id for lesson in outline.lessons if not lesson.is_free_preview)
