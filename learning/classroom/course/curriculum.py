"""The curriculum of a course as rows: on the course page, beside a lesson and on the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.verdict import Verdict
from learning.classroom.course.course_context import CourseContext
from learning.classroom.labels import span_label
from learning.courses.models import LessonPage
from learning.courses.release.outlines import OutlineLesson, OutlineModule
from learning.progress.selectors import CourseProgress

ICONS = {
    LessonPage.Kind.VIDEO: "circle-play",
    LessonPage.Kind.LIVE: "radio",
    LessonPage.Kind.REPLAY: "rotate-ccw",
    LessonPage.Kind.TEXT: "file-text",
    LessonPage.Kind.DOCUMENT: "file",
}


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One lesson in a curriculum. `status`: not_started, in_progress or completed."""

    id: int
    number: int
    title: str
    url: str
    icon: str
    kind_label: str
    span_label: str
    is_open: bool
    is_free_preview: bool
    is_required: bool
    is_current: bool
    status: str
    percentage: int
    last_at: datetime | None
    opens_label: str = ""

    @property
    def outline_row(self) -> SafeString:
        """The lesson as the outline beside a lesson draws it."""
        tick = self.status if self.is_open or self.status == "completed" else "locked"
        facts = [
            self.kind_label,
            self.span_label,
            _("free") if self.is_free_preview else "",
            self.opens_label,
        ]
        return _outline_row(
            get_language() or "",
            self.id,
            self.title,
            self.url,
            " · ".join(filter(None, facts)),
            tick,
            self.is_current,
        )


@lru_cache(maxsize=40_000)
def _outline_row(
    language_code: str, id: int, title: str, url: str, facts: str, tick: str, is_current: bool
) -> SafeString:
    """Drawn once for all learners who meet the lesson in this state: everything it shows is in the key."""
    return render_to_string(
        "classroom/outline_lesson.html",
        {"id": id, "title": title, "url": url, "facts": facts, "tick": tick, "is_current": is_current},
    )


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module with its lessons; without a title for lessons directly under the course."""

    title: str
    slug: str
    description: str
    span_label: str
    lessons: tuple[LessonRow, ...]
    done: int
    is_open: bool

    @property
    def is_done(self) -> bool:
        return self.done == len(self.lessons)


def curriculum_of(
    standing: CourseContext, progress: CourseProgress, current: OutlineLesson | None = None
) -> tuple[ModuleRow, ...]:
    """Every module with its lessons. current: the lesson that is shown; its module is unfolded."""
    labels = {value: str(label) for value, label in LessonPage.Kind.choices}
    unfolded = current or progress.next_lesson
    return tuple(
        _module(standing, progress, module, labels, current, unfolded) for module in standing.outline.modules
    )


def _module(
    standing: CourseContext,
    progress: CourseProgress,
    module: OutlineModule,
    labels: Mapping[str, str],
    current: OutlineLesson | None,
    unfolded: OutlineLesson | None,
) -> ModuleRow:
    rows = tuple(_lesson(standing, progress, lesson, labels, current) for lesson in module.lessons)
    return ModuleRow(
        title=module.title,
        slug=module.slug,
        description=module.description,
        span_label=span_label(module.seconds),
        lessons=rows,
        done=sum(row.status == "completed" for row in rows),
        is_open=unfolded is not None and unfolded.module_id == module.id,
    )


def _lesson(
    standing: CourseContext,
    progress: CourseProgress,
    lesson: OutlineLesson,
    labels: Mapping[str, str],
    current: OutlineLesson | None,
) -> LessonRow:
    return LessonRow(
        id=lesson.id,
        number=lesson.number,
        title=lesson.title,
        url=standing.lesson_url(lesson),
        icon=ICONS.get(LessonPage.Kind(lesson.kind), "file"),
        kind_label=labels[lesson.kind],
        span_label=span_label(lesson.seconds),
        is_open=bool(standing.lesson_verdicts[lesson.id]),
        is_free_preview=lesson.is_free_preview and not standing.is_learner,
        is_required=lesson.is_required,
        is_current=current is not None and lesson.id == current.id,
        status=progress.lesson_status(lesson),
        percentage=progress.lesson_percentage(lesson),
        last_at=progress.last_at(lesson),
        opens_label=_opens_label(standing.lesson_verdicts[lesson.id]),
    )


def _opens_label(verdict: Verdict) -> str:
    """The day on which a lesson opens, in the reader's zone, for one that opens later."""
    opens_at = verdict.next_step.opens_at if verdict.next_step else None
    if opens_at is None:
        return ""
    return _("opens %(date)s") % {"date": date_format(localtime(opens_at), "SHORT_DATE_FORMAT")}
