"""What access tells the other apps."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class AccessOpened(Fact):
    """A grant lets a person into a course. Who listens to it listens to `AccessOpenedToMany`, too."""

    grant_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True)
class AccessOpenedToMany(Fact):
    """Grants let their people in: what `AccessOpened` tells of one, for up to some hundreds at once."""

    grant_ids: tuple[int, ...]


@dataclass(frozen=True)
class AccessEnded(Fact):
    """A grant no longer lets its person in; another one may still do so.

    Who listens to it listens to `AccessEndedToMany`, too.
    """

    grant_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True)
class AccessEndedToMany(Fact):
    """Grants no longer let their people in: what `AccessEnded` tells of one, for up to some hundreds."""

    grant_ids: tuple[int, ...]


@dataclass(frozen=True)
class SeatOffered(Fact):
    """Somebody who waits for a cohort may have a seat; the invitation is theirs."""

    waiting_id: int
    invitation_id: int


@dataclass(frozen=True)
class CourseIsThere(Fact):
    """Somebody waited for a course that was coming, and now it is there."""

    waiting_id: int
