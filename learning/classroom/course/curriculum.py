"""The curriculum of a course as rows: on the course page and on the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.formats import date_format
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


@dataclass(frozen=True, slots=True, eq=False)
class Curriculum:
    """The curriculum as it is shown to everybody who takes nothing of it; one object as long as it is the
    same.
    """

    modules: tuple[ModuleRow, ...]


def anybodys_curriculum(standing: CourseContext, progress: CourseProgress) -> Curriculum | None:
    """That of somebody who is not enrolled; None for others, for drafts, and where lessons open by the
    day.
    """
    outline, verdicts = standing.outline, standing.lesson_verdicts
    if standing.enrolment is not None or outline.release_id is None or progress.is_started:
        return None
    if any(opens_label(verdict) for verdict in {id(one): one for one in verdicts.values()}.values()):
        return None
    kept = _curricula(outline.release_id, outline.language_code, get_language() or "", standing.url)
    open_ones = frozenset(pk for pk, verdict in verdicts.items() if verdict)
    if open_ones not in kept:
        kept[open_ones] = Curriculum(curriculum_of(standing, progress))
    return kept[open_ones]


@lru_cache(maxsize=128)
def _curricula(
    release_id: int, content_language: str, language: str, url: str
) -> dict[frozenset[int], Curriculum]:
    """Where the curricula of a release are kept, by the lessons that are open: few, none or all of them."""
    return {}


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
        opens_label=opens_label(standing.lesson_verdicts[lesson.id]),
    )


def opens_label(verdict: Verdict) -> str:
    """The day on which a lesson opens, in the reader's zone, for one that opens later."""
    opens_at = verdict.next_step.opens_at if verdict.next_step else None
    if opens_at is None:
        return ""
    return _("opens %(date)s") % {"date": date_format(localtime(opens_at), "SHORT_DATE_FORMAT")}


def forget() -> None:
    """Empty this process's store of curricula, as between two tests that reuse the same ids."""
    _curricula.cache_clear()
