"""How far somebody is on learning paths, in a number of queries that does not grow with the courses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from common.verdict import Verdict
from learning.courses.models import Course
from learning.courses.viewer import Viewer

from . import policies
from .engine.access_context import source_for
from .models import PathMember


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One course of a path for one person."""

    course: Course
    is_required: bool
    is_done: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PathProgress:
    """A path as it stands for one person."""

    title: str
    steps: tuple[StepProgress, ...]
    is_member: bool

    @property
    def required(self) -> int:
        return sum(step.is_required for step in self.steps)

    @property
    def required_done(self) -> int:
        return sum(step.is_required and step.is_done for step in self.steps)

    @property
    def percentage(self) -> int:
        return self.required_done * 100 // self.required if self.required else 0

    @property
    def next_step(self) -> StepProgress | None:
        """The first course that is open and not done."""
        return next((step for step in self.steps if step.verdict and not step.is_done), None)


def progress_on(viewer: Viewer, path_ids: Collection[int]) -> dict[int, PathProgress]:
    """By path id; a path without an edition is left out. Four queries and those of the verdicts."""
    source = source_for(viewer)
    editions = source.paths(path_ids)
    wanted = {course_id for edition in editions.values() for course_id, _required in edition.courses}
    released = Course.objects.filter(latest_release__isnull=False).select_related("latest_release")
    courses = released.defer("latest_release__content", "latest_release__search_text").in_bulk(wanted)
    verdicts = policies.course_verdicts(viewer, courses.values())
    done = source.completed(wanted)
    mine = _paths_of(viewer)
    return {
        path_id: PathProgress(
            edition.title,
            tuple(
                StepProgress(courses[pk], required, pk in done, verdicts[pk])
                for pk, required in edition.courses
                if pk in courses
            ),
            path_id in mine,
        )
        for path_id, edition in editions.items()
    }


def _paths_of(viewer: Viewer) -> frozenset[int]:
    if viewer.person is None:
        return frozenset()
    rows = PathMember.objects.filter(person=viewer.person, left_at=None)
    return frozenset(rows.values_list("path_id", flat=True))
