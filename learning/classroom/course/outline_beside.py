"""The outline beside a lesson: each lesson's line is drawn once for all learners, their ticks choose among
them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.verdict import Verdict
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.curriculum import opens_label
from learning.classroom.labels import span_label
from learning.courses.models import LessonPage
from learning.courses.release.outlines import OutlineLesson, OutlineModule
from learning.progress.selectors import CourseProgress


@dataclass(frozen=True, slots=True)
class OutlineHead:
    """A module as it is to everybody. title: none for lessons directly under the course. total: of its
    lessons.
    """

    title: str
    total: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ModuleBeside:
    """A module in the outline as a learner meets it. lines: its lessons. done: how many they completed."""

    head: OutlineHead
    lines: SafeString
    done: int

    @property
    def own(self) -> dict[str, object]:
        """What templates/classroom/outline_module.html has room for."""
        return {"done": self.done, "lines": self.lines}


def outline_beside(
    standing: CourseContext, progress: CourseProgress, current: OutlineLesson | None = None
) -> tuple[ModuleBeside, ...]:
    """Every module with its lessons. current: the lesson that is shown; its module is unfolded. No query."""
    unfolded = current or progress.next_lesson
    line = _line_of(standing)
    return tuple(
        _part(standing, progress, module, current, unfolded, line) for module in standing.outline.modules
    )


def _part(
    standing: CourseContext,
    progress: CourseProgress,
    module: OutlineModule,
    current: OutlineLesson | None,
    unfolded: OutlineLesson | None,
    line: Callable[[OutlineLesson, str, bool, Verdict], SafeString],
) -> ModuleBeside:
    verdicts, completed, visited = standing.lesson_verdicts, progress.completed, progress.visited
    lines, done = [], 0
    for lesson in module.lessons:
        verdict = verdicts[lesson.id]
        if lesson.id in completed:
            tick, done = "completed", done + 1
        elif not verdict:
            tick = "locked"
        else:
            tick = "in_progress" if lesson.id in visited else "not_started"
        lines.append(line(lesson, tick, current is not None and lesson.id == current.id, verdict))
    is_open = unfolded is not None and unfolded.module_id == module.id
    return ModuleBeside(
        OutlineHead(module.title, len(module.lessons), is_open),
        lines=mark_safe("".join(lines)),  # noqa: S308 - drawn by a template
        done=done,
    )


def _line_of(standing: CourseContext) -> Callable[[OutlineLesson, str, bool, Verdict], SafeString]:
    """What gives the line of a lesson: one that was drawn before, where nothing but its key is on it."""
    outline, language, is_learner = standing.outline, get_language() or "", standing.is_learner
    # What a release says never changes. Drafts do: theirs are drawn each time.
    kept = (
        {}
        if outline.release_id is None
        else _lines(outline.release_id, outline.language_code, language, standing.url, is_learner)
    )

    def line(lesson: OutlineLesson, tick: str, is_current: bool, verdict: Verdict) -> SafeString:
        key = (lesson.id, tick, is_current)
        opens = opens_label(verdict) if verdict.next_step is not None else ""
        if not opens and key in kept:
            return kept[key]
        is_free = lesson.is_free_preview and not is_learner
        label = str(LessonPage.Kind(lesson.kind).label)
        facts = [label, span_label(lesson.seconds), _("free") if is_free else "", opens]
        words = " · ".join(filter(None, facts))
        drawn = _drawn_line(language, *key, lesson.title, standing.lesson_url(lesson), words)
        if not opens:
            kept[key] = drawn
        return drawn

    return line


@lru_cache(maxsize=96)
def _lines(
    release_id: int, content_language: str, language: str, url: str, is_learner: bool
) -> dict[tuple[int, str, bool], SafeString]:
    """Where the lines of the lessons of a release are kept: by lesson, its tick, and whether it is shown."""
    return {}


@lru_cache(maxsize=2_000)
def _drawn_line(
    language: str, id: int, tick: str, is_current: bool, title: str, url: str, facts: str
) -> SafeString:
    """Drawn once for all learners who meet the lesson in this state: everything it shows is in the key."""
    return render_to_string(
        "classroom/outline_lesson.html",
        {"id": id, "title": title, "url": url, "facts": facts, "tick": tick, "is_current": is_current},
    )


def forget() -> None:
    """Empty this process's store of lines, as between two tests that reuse the same ids."""
    _lines.cache_clear()
