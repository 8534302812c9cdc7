"""What somebody has to do with the courses on a list: how far they are, and what they keep an eye on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from learning.classroom.catalogue.catalogue_index import CatalogueEntry
from learning.classroom.course.course_context import slug_of
from learning.courses.viewer import Viewer
from learning.progress import selectors as progress
from learning.progress.selectors import Learning, TakenCourse


@dataclass(frozen=True)
class LearnerSummary:
    """A person among many courses; a stranger has none. `is_signed_in`: they may press Favourite."""

    learning: Learning = field(default_factory=lambda: Learning(()))
    favourites: frozenset[int] = frozenset()
    is_signed_in: bool = False

    @cached_property
    def taken(self) -> Mapping[int, TakenCourse]:
        return self.learning.by_course()

    def percentage_in(self, course_id: int) -> int | None:
        """0 to 100, or None in a course they do not take."""
        taken = self.taken.get(course_id)
        return taken.progress.percentage if taken else None

    def has_completed(self, course_id: int) -> bool:
        taken = self.taken.get(course_id)
        return taken is not None and taken.progress.is_completed

    def next_url(self, entry: CatalogueEntry) -> str:
        """Where to go on: the next lesson, the numbers of a completed course, or the course's page."""
        taken = self.taken.get(entry.course_id)
        if taken is None:
            return entry.url
        return url_to_go_on(taken, entry.url)


NOBODYS = LearnerSummary()


def learner_summary_of(viewer: Viewer) -> LearnerSummary:
    """Five queries for somebody signed in, none for a stranger."""
    if viewer.person is None:
        return NOBODYS
    learning = progress.progress_of_many(viewer.person, viewer.language_code)
    return LearnerSummary(learning, progress.favourites_of(viewer.person), is_signed_in=not viewer.is_preview)


def url_to_go_on(taken: TakenCourse, course_url: str) -> str:
    """The next lesson of a course that is taken, or its numbers once it is completed.

    course_url: the address of the course, with a slash at the end.
    """
    following = taken.progress.next_lesson
    if taken.progress.is_completed or following is None:
        return reverse("classroom:course_progress", args=[slug_of(taken.course)])
    return f"{course_url}{following.path}"
