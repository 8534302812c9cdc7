"""Whose grade would change if a course were graded otherwise. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from learning.access.models import Enrolment

from .course_grade import CourseGrade, GradeWeights
from .gradebook import CourseGrading, gradebook_rows

#: How many people a preview looks at, and how many it lists.
MOST_LOOKED_AT, MOST_LISTED = 2000, 100


@dataclass(frozen=True, slots=True)
class GradeChange:
    """One person whose grade changes."""

    enrolment: Enrolment
    before: CourseGrade
    after: CourseGrade

    @property
    def rises(self) -> bool:
        return (self.after.score or 0) > (self.before.score or 0)


@dataclass(frozen=True, slots=True)
class GradeChanges:
    """changes: the first of them. changed, higher, lower: how many people; looked_at: of how many."""

    changes: Sequence[GradeChange]
    changed: int
    higher: int
    lower: int
    looked_at: int


def grade_changes(
    grading: CourseGrading, scheme: GradeWeights, enrolments: Sequence[Enrolment], *, at: datetime
) -> GradeChanges:
    """What another scheme would do to these people. As many queries as `gradebook_rows`, twice."""
    before = gradebook_rows(grading, enrolments, at=at)
    after = gradebook_rows(replace(grading, scheme=scheme), enrolments, at=at)
    found = [
        GradeChange(old.enrolment, old.grade, new.grade)
        for old, new in zip(before, after, strict=True)
        if (old.grade.score, old.grade.letter) != (new.grade.score, new.grade.letter)
    ]
    higher = sum(change.rises for change in found)
    level = sum(change.before.score == change.after.score for change in found)
    return GradeChanges(found[:MOST_LISTED], len(found), higher, len(found) - higher - level, len(enrolments))
