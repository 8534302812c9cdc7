"""What access tells the other apps."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class AccessOpened(Fact):
    """A grant lets a person into a course."""

    grant_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True)
class AccessEnded(Fact):
    """A grant no longer lets its person in; another one may still do so."""

    grant_id: int
    person_id: int
    course_id: int
