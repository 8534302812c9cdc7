"""What courses tell the other apps."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class CourseReleased(Fact):
    """A course has a new release: what learners see of it changed."""

    course_id: int
    release_id: int
    number: int


@dataclass(frozen=True)
class CourseArchived(Fact):
    """A course was closed to newcomers; whoever is in stays in."""

    course_id: int
