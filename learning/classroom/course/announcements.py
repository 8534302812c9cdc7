"""What instructors and staff announced to the learners of a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from learning.access.audiences import name_of_course_audience
from learning.classroom.course.course_context import CourseContext
from notifications.selectors import announcements_to


@dataclass(frozen=True, slots=True)
class CourseAnnouncement:
    """One of them, as templates/classroom/announcements.html draws it."""

    subject: str
    text: str
    sender: str
    announced_at: datetime


def announcements(standing: CourseContext) -> tuple[CourseAnnouncement, ...]:
    """Newest first, for whoever may enter the course. One query for them, none for anybody else."""
    viewer, course = standing.viewer, standing.course
    if not standing.verdict or standing.shows_only or viewer.looks_back or course.pk is None:
        return ()
    return tuple(
        CourseAnnouncement(each.subject, each.text, each.sender.get_display_name(), each.started_at)
        for each in announcements_to(name_of_course_audience(course))
        if each.started_at is not None
    )
