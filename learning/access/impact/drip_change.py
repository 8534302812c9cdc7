"""For whom lessons close when a course opens them in another order or from another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.access.engine.drip import anchor_of
from learning.access.models import CohortMember, Enrolment
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.courses.rules import CourseRules, DripAnchor


@dataclass(frozen=True, slots=True)
class DripChange:
    """Two ways in which the lessons of a course open one after another."""

    course_id: int
    before: CourseRules
    after: CourseRules
    lessons: frozenset[int]

    @classmethod
    def of(cls, course: Course, old: CourseRules, new: CourseRules) -> DripChange | None:
        """None where nothing about it changes."""
        same = (old.drip, old.drip_anchor, old.drip_from) == (new.drip, new.drip_anchor, new.drip_from)
        if same or not new.has_drip or course.latest_release_id is None:
            return None
        outline = outline_of_release(course.latest_release_id)
        closable = frozenset(lesson.id for lesson in outline.lessons if not lesson.is_free_preview)
        return cls(course.pk, old, new, closable)

    def closes_for(self, people: Collection[int], moment: datetime) -> list[int]:
        """Those for whom a lesson closes that is open now. Two queries."""
        enrolments: dict[int, Enrolment] = {}
        for row in Enrolment.objects.filter(course=self.course_id, person__in=people).order_by("run"):
            enrolments[row.person_id] = row
        starts = self._cohort_starts(people, moment)
        return [
            person
            for person in people
            if self._open(self.before, enrolments.get(person), starts[person], moment)
            - self._open(self.after, enrolments.get(person), starts[person], moment)
        ]

    def _cohort_starts(
        self, people: Collection[int], moment: datetime
    ) -> dict[int, list[tuple[datetime, str]]]:
        found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
        if DripAnchor.COHORT not in (self.before.drip_anchor, self.after.drip_anchor):
            return found
        members = CohortMember.objects.filter(person__in=people, cohort__courses=self.course_id)
        rows = members.in_at(moment).values_list("person_id", "cohort__starts_at", "cohort__time_zone")
        for person, starts_at, zone in rows:
            found[person].append((starts_at, zone))
        return found

    def _open(
        self,
        rules: CourseRules,
        enrolment: Enrolment | None,
        starts: list[tuple[datetime, str]],
        moment: datetime,
    ) -> frozenset[int]:
        """The lessons that are open to somebody who is in."""
        if not rules.has_drip:
            return self.lessons
        anchor = anchor_of(rules, starts, enrolment)
        shut = {
            lesson
            for lesson, days in rules.drip
            if days and (anchor is None or anchor + timedelta(days=days) > moment)
        }
        return self.lessons - shut
