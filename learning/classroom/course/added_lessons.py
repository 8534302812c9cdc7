"""What is new in a course for somebody who has completed it: lessons that were added since."""

from __future__ import annotations

from dataclasses import dataclass

from learning.classroom.course.course_context import CourseContext
from learning.classroom.labels import span_label
from learning.progress.selectors import progress_of


@dataclass(frozen=True, slots=True)
class AddedLesson:
    """One of them, as templates/classroom/added_lessons.html draws it."""

    title: str
    url: str
    module_title: str
    span_label: str
    is_completed: bool


def added_lessons(standing: CourseContext) -> tuple[AddedLesson, ...]:
    """In the order of the course. No query for who follows the latest release; three where there are any."""
    if not standing.added or standing.newer is None:
        return ()
    done = progress_of(standing.enrolment, standing.newer).completed
    modules = {module.id: module.title for module in standing.newer.modules}
    return tuple(
        AddedLesson(
            title=lesson.title,
            url=standing.lesson_url(lesson),
            module_title=modules.get(lesson.module_id, ""),
            span_label=span_label(lesson.seconds),
            is_completed=lesson.id in done,
        )
        for lesson in standing.added
    )
