"""One lesson: its player, its lock screen, and completing it by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from learning.classroom.course import appearance
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.tabs import lesson_tabs
from learning.classroom.lesson.screen import completed_url, lesson_screen, lock_screen
from learning.courses.release.outlines import OutlineLesson
from learning.progress import actions
from learning.progress.actions import SessionResult


def show(
    request: HttpRequest, standing: CourseContext, lesson: OutlineLesson, *, page_id: int | None = None
) -> HttpResponse:
    """page_id: of the course's page in the tree; None for a preview."""
    if not standing.lesson_verdicts[lesson.id]:
        context = {"screen": lock_screen(standing, lesson), "standing": standing}
        return render(request, "classroom/lesson_locked.html", context, status=403)
    if request.method == "POST":
        return _complete(request, standing, lesson)
    screen = lesson_screen(standing, lesson)
    context = {
        "screen": screen,
        "standing": standing,
        "tabs": lesson_tabs(screen),
        "appearance": appearance.of_lesson(standing, lesson, request, page_id=page_id),
    }
    return render(request, "classroom/lesson.html", context)


def _complete(request: HttpRequest, standing: CourseContext, lesson: OutlineLesson) -> HttpResponse:
    """The learner says that they are done: on to what comes next."""
    try:
        recorded = actions.complete_lesson(viewer=standing.viewer, lesson_public_id=lesson.public_id)
    except (actions.LessonNotDone, actions.LessonRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect(standing.lesson_url(lesson))
    return redirect(_address_after(recorded, standing, lesson))


def _address_after(recorded: SessionResult, standing: CourseContext, lesson: OutlineLesson) -> str:
    if recorded.was_course_completed_now:
        return completed_url(standing)
    following = standing.outline.neighbours(lesson)[1]
    return standing.lesson_url(following) if following else f"{standing.url}?tab=modules"
