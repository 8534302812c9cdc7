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
class InstructorsChanged(Fact):
    """Somebody was added to those who teach a course, removed, or made its owner.

    It's the course's changes from the first to the last of these ids.
    """

    course_id: int
    first_change_id: int
    last_change_id: int


@dataclass(frozen=True)
class CourseArchived(Fact):
    """A course was closed to newcomers; whoever is in stays in."""

    course_id: int


@dataclass(frozen=True)
class CourseStatusChanged(Fact):
    """A course was opened, locked, announced or archived."""

    course_id: int


@dataclass(frozen=True)
class CandidateDecided(Fact):
    """What was submitted was approved, sent back, published at its time, or taken out because it can't be."""

    candidate_id: int
