"""How each kind of activity is drawn in a lesson and opened at its address: registered by kind.

The kind itself is registered with `learning.courses.activities`, which also says what its address looks like.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from learning.assessments.selectors import CourseAccommodations, Result
from learning.courses import activities
from learning.courses.activities import ActivityAddress

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from learning.classroom.course.course_context import CourseContext
    from learning.courses.release.outlines import OutlineActivity, OutlineLesson


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """What templates/classroom/activity_card.html draws. key: unique on the page, for its anchor.

    facts: short, for one line. state, tone: of the badge; empty where there is nothing to say yet. step: the
    label of the link.
    """

    key: str
    kind_label: str
    icon: str
    title: str
    url: str
    step: str
    facts: tuple[str, ...] = ()
    due_at: datetime | None = None
    state: str = ""
    tone: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """What a learner reached in graded items, by their public ids. begun: what they have not finished.

    given: what they were given beyond the others, in the whole course.
    """

    results: Mapping[UUID, Result] = field(default_factory=dict)
    begun: Collection[UUID] = ()
    given: CourseAccommodations = field(default_factory=CourseAccommodations)


class ActivityScreen(Protocol):
    """The screens of one kind of activity."""

    def cards(
        self,
        standing: CourseContext,
        lesson: OutlineLesson,
        placed: Collection[OutlineActivity],
        reached: Reached,
    ) -> Mapping[UUID, ActivityCard]:
        """The cards of what a lesson places of this kind, by public id; what is gone has none."""

    def show(self, request: HttpRequest, standing: CourseContext, address: ActivityAddress) -> HttpResponse:
        """The page of an activity. Raises Http404."""


_screens: dict[str, ActivityScreen] = {}


def register(kind: str, screen: ActivityScreen) -> None:
    """Have `screen` draw and open the activities of a kind. The same kind again replaces it."""
    _screens[kind] = screen


def unregister(kind: str) -> None:
    """Take a screen back: for tests."""
    del _screens[kind]


def screen_of(kind: str) -> ActivityScreen | None:
    """The screen of a kind; None for one that has none."""
    return _screens.get(kind)


def screen_at(path: tuple[str, ...]) -> tuple[ActivityScreen, ActivityAddress] | None:
    """Whose address this is, below a course; None where it is no activity's."""
    for kind in activities.kinds():
        address = kind.address_in(path)
        screen = _screens.get(kind.name)
        if address is not None and screen is not None:
            return screen, address
    return None
