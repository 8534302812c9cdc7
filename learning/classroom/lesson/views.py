"""One lesson: its player, its lock screen, and completing it by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from learning.classroom.course import appearance
from learning.classroom.course.course_context import CourseContext
from learning.classroom.lesson.article import article_of
from learning.classroom.lesson.screen import completed_url, lesson_screen, lock_screen
from learning.courses.release.outlines import OutlineLesson
from learning.progress import actions
from learning.progress.actions import SessionResult
from learning.progress.selectors import onward, open_neighbours, progress_of


def show(
    request: HttpRequest, standing: CourseContext, lesson: OutlineLesson, *, page_id: int | None = None
) -> HttpResponse:
    """page_id: of the course's page in the tree; None for a preview."""
    if not standing.lesson_verdicts[lesson.id]:
        context = {"screen": lock_screen(standing, lesson, back=request.path), "standing": standing}
        return render(request, "classroom/lesson_locked.html", context, status=403)
    if request.method == "POST":
        return _complete(request, standing, lesson)
    screen = lesson_screen(standing, lesson)
    context = {
        "screen": screen,
        "standing": standing,
        "article": article_of(screen, request),
        "appearance": appearance.of_lesson(standing, lesson, request, page_id=page_id),
    }
    return render(request, "classroom/lesson.html", context)


def _complete(request: HttpRequest, standing: CourseContext, lesson: OutlineLesson) -> HttpResponse:
    """The learner says that they are done: on to what comes next."""
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        recorded = actions.complete_lesson(
            viewer=standing.viewer, lesson_public_id=lesson.public_id, was_read="read" in request.POST
        )
    except (actions.LessonNotDone, actions.LessonRefused) as refusal:
        if wants_json:
            return JsonResponse({"saved": False, "sentence": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return redirect(standing.lesson_url(lesson))
    address = _address_after(request, recorded, standing, lesson)
    return JsonResponse({"saved": True, "url": address}) if wants_json else redirect(address)


def _address_after(
    request: HttpRequest, recorded: SessionResult, standing: CourseContext, lesson: OutlineLesson
) -> str:
    """The next lesson that is open; else the list of lessons, and when the next one opens."""
    if recorded.was_course_completed_now:
        return completed_url(standing)
    following = open_neighbours(standing.outline, lesson, standing.lesson_verdicts)[1].lesson
    if following is not None:
        return standing.lesson_url(following)
    left = onward(progress_of(standing.enrolment, standing.outline), standing.lesson_verdicts)
    if left.waits_for is not None and left.opens_at is not None:
        date = date_format(localtime(left.opens_at), "DATETIME_FORMAT")
        words = _("Lesson completed. “%(title)s” opens on %(date)s.")
        messages.success(request, words % {"title": left.waits_for.title, "date": date})
    return f"{standing.url}?tab=modules"
