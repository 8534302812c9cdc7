"""What the pages of a course say by now, as plain values.

Building page objects from revisions costs queries for each page (`trees.draft_tree`); a screen with three
hundred lessons reads the kept values instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from learning.courses.models import CoursePage, LessonPage, ModulePage

PartPage = ModulePage | LessonPage
Said = Mapping[str, Any]

STREAMS = frozenset({"body", "outcomes"})
OF_MODULES = ("title", "slug", "description")
OF_LESSONS = (
    "title",
    "slug",
    "kind",
    "body",
    "transcript",
    "outcomes",
    "is_free_preview",
    "is_required",
    "opens_after_days",
    "minutes_override",
    "watch_threshold",
    "reading_completes",
)


@dataclass(frozen=True, slots=True)
class DraftedPart:
    """A module or lesson page as it is stored, and what its latest draft says."""

    page: PartPage
    said: Said

    @property
    def is_module(self) -> bool:
        return isinstance(self.page, ModulePage)

    @property
    def identity_id(self) -> int:
        page = self.page
        return page.module_id if isinstance(page, ModulePage) else page.lesson_id

    @property
    def differs_from_published(self) -> bool:
        """Whether learners would be shown something else. A page that was never published does differ."""
        page = self.page
        return not page.live or (page.has_unpublished_changes and self.said != said_by_page(page))


def fields_of(page: PartPage) -> tuple[str, ...]:
    return OF_MODULES if isinstance(page, ModulePage) else OF_LESSONS


def said_by_page(page: PartPage) -> Said:
    """What the stored page itself says."""
    return {
        name: list(getattr(page, name).raw_data) if name in STREAMS else getattr(page, name)
        for name in fields_of(page)
    }


def said_by_content(page: PartPage, content: Mapping[str, Any]) -> Said:
    """What serialised content of the page says: of a revision or a candidate."""
    stored = said_by_page(page)
    return {name: _plain(name, content[name]) if name in content else stored[name] for name in stored}


def _plain(name: str, value: Any) -> Any:
    return json.loads(value or "[]") if name in STREAMS and isinstance(value, str) else value


def drafted_parts(course_page: CoursePage) -> list[DraftedPart]:
    """The modules and lessons below a course page in the order of the tree. Two queries."""
    pages: list[PartPage] = []
    for model in (ModulePage, LessonPage):
        pages += model.objects.descendant_of(course_page).select_related("latest_revision")
    return [
        DraftedPart(
            page,
            said_by_content(page, page.latest_revision.content)
            if page.latest_revision
            else said_by_page(page),
        )
        for page in sorted(pages, key=lambda page: page.path)
    ]
