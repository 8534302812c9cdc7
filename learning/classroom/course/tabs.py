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
    """For whoever takes the course: lessons first, and no tab that is empty. Others see one page."""
    if screen.standing.enrolment is None:
        return ()
    tabs = [ScreenTab("modules", _("Modules")), ScreenTab("overview", _("Overview"))]
    if screen.notes:
        tabs.append(ScreenTab("notes", _("Notes"), screen.note_count))
    if screen.offers_certificate:
        tabs.append(ScreenTab("certificates", _("Certificates")))
    return tuple(tabs)


def lesson_tabs(screen: LessonScreen) -> tuple[ScreenTab, ...]:
    """What stands beside the lesson; no tab that is empty."""
    tabs = []
    if screen.may_write_notes:
        tabs.append(ScreenTab("notes", _("Notes"), len(screen.notes) or None))
    if screen.transcript:
        tabs.append(ScreenTab("transcript", _("Transcript")))
    if screen.resources:
        tabs.append(ScreenTab("resources", _("Resources"), len(screen.resources)))
    if screen.content.outcomes:
        tabs.append(ScreenTab("overview", _("Overview")))
    return tuple(tabs)
