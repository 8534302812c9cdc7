"""A learner's own screens: all their courses, and one of them lesson by lesson."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from learning.access.models import Enrolment
from learning.certificates.selectors import CertificateStanding, certificate_standings
from learning.classroom.course.added_lessons import added_lessons
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.course_work import last_work, step_to
from learning.classroom.course.curriculum import curriculum_of
from learning.classroom.course.resolve import course_addresses, course_by_slug, course_context_for
from learning.classroom.course.whats_new import whats_new
from learning.classroom.dashboard.completed_course import completed_course
from learning.classroom.dashboard.grades_screen import grades_screen
from learning.classroom.dashboard.screen import dashboard_screen
from learning.classroom.labels import progress_label
from learning.classroom.quiz.exam_panel import exam_panel_for, waits_for_exam
from learning.courses.viewer import viewer_of
from learning.progress.selectors import CourseProgress, TakenCourse, onward, progress_of


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    screen = dashboard_screen(
        request, viewer_of(request), shown=request.GET.get("show", ""), sort=request.GET.get("sort", "")
    )
    return render(request, "classroom/dashboard.html", {"screen": screen})


@login_required
@require_GET
def unsaved(request: HttpRequest) -> HttpResponse:
    """What this browser keeps because it couldn't be saved yet; the list itself is the script's."""
    return render(request, "classroom/unsaved.html")


def _standing(request: HttpRequest, slug: str) -> CourseContext:
    """How whoever looks stands to the course of this name. Raises Http404."""
    viewer = viewer_of(request)
    record = course_by_slug(slug)
    url = course_addresses(request, [record.pk], viewer.language_code).get(record.pk)
    if url is None:
        raise Http404("the course stands nowhere on this site")
    return course_context_for(viewer, record, url=url)


def _certificate_standing(
    standing: CourseContext, enrolment: Enrolment, progress: CourseProgress
) -> CertificateStanding:
    taken = TakenCourse(enrolment, standing.course, standing.outline, progress)
    viewer = standing.viewer
    found = certificate_standings([taken], at=viewer.moment, language_code=viewer.language_code)
    return found[enrolment.pk]


@login_required
@require_GET
def grades(request: HttpRequest, slug: str) -> HttpResponse:
    """What a learner reached in a course. Whoever does not take it is led to its page."""
    standing = _standing(request, slug)
    if standing.enrolment is None:
        return redirect(standing.url)
    context = {"standing": standing, "screen": grades_screen(standing)}
    return render(request, "classroom/grades.html", context)


@login_required
@require_GET
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course, lesson by lesson. Whoever does not take it is led to its page."""
    standing = _standing(request, slug)
    if standing.enrolment is None:
        return redirect(standing.url)
    progress = progress_of(standing.enrolment, standing.outline)
    way = onward(progress, standing.lesson_verdicts)
    grades = grades_screen(standing)
    exam = exam_panel_for(standing)
    work = last_work(standing.course_work) if way.lesson is None and waits_for_exam(progress) else None
    context = {
        "work_step": step_to(work) if work is not None and work.takes_submissions else None,
        "grades": grades,
        "exam": exam,
        "exam_is_next": exam is not None and exam.is_next and waits_for_exam(progress),
        "standing": standing,
        "progress": progress,
        "modules": curriculum_of(standing, progress),
        "way": way,
        "added": added_lessons(standing),
        "news": whats_new(standing),
        "next_url": standing.lesson_url(way.lesson) if way.lesson else "",
        "progress_words": progress_label(progress),
        "certificate_standing": _certificate_standing(standing, standing.enrolment, progress),
        "celebrates": completed_course(standing.enrolment, title=standing.outline.title)
        if "completed" in request.GET
        else None,
    }
    return render(request, "classroom/course_progress.html", context)
