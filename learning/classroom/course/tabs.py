"""The tabs of the course page and of the lesson player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from learning.classroom.course.screen import CourseScreen
    from learning.classroom.lesson.screen import LessonScreen


@dataclass(frozen=True, slots=True)
class ScreenTab:
    """`id` is that of the section it shows, and what stands after `?tab=` and `#`."""

    id: str
    label: str
    count: int | None = None
    icon: str = ""


def course_tabs(screen: CourseScreen) -> tuple[ScreenTab, ...]:
    return (
        ScreenTab("overview", _("Overview")),
        ScreenTab(
            "modules", _("Modules"), len([module for module in screen.modules if module.title]) or None
        ),
        ScreenTab("notes", _("Notes"), screen.note_count or None),
        ScreenTab("certificates", _("Certificates")),
    )


def lesson_tabs(screen: LessonScreen) -> tuple[ScreenTab, ...]:
    return (
        ScreenTab("overview", _("Overview")),
        ScreenTab("notes", _("Notes"), len(screen.notes) or None),
        ScreenTab("resources", _("Resources"), len(screen.resources) or None),
        ScreenTab("transcript", _("Transcript")),
    )
