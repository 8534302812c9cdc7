"""Quizzes and exams: the page before one, the paper, and the result."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.http.client_address import ip_address_of
from learning.assessments import actions, selectors
from learning.assessments.models import Attempt, Quiz
from learning.assessments.selectors import PlacedActivity, exam_of, find_in
from learning.classroom.course.course_context import CourseContext
from learning.classroom.lesson import views as lessons
from learning.classroom.quiz.attempt_screen import attempt_screen, attempt_url, result_screen
from learning.classroom.quiz.start_screen import may_see_sample, sample_screen, start_screen
from learning.classroom.requests import PersonRequest
from learning.courses.viewer import Viewer, viewer_of

_FIELD = re.compile(r"q(\d{1,3})-(.{1,100})", re.ASCII)


def show(request: HttpRequest, standing: CourseContext, path: tuple[str, ...], slug: str) -> HttpResponse:
    """The page before a quiz that a lesson places. path: of the lesson. Raises Http404."""
    lesson = standing.outline.by_path.get("/".join(path) + "/")
    if lesson is None:
        raise Http404(f"no lesson stands at {'/'.join(path)}")
    if not standing.lesson_verdicts[lesson.id]:
        return lessons.show(request, standing, lesson)
    place = find_in(lesson, Quiz.ACTIVITY_KIND, slug, standing.viewer.language_code)
    if place is None:
        raise Http404(f"no quiz is called {slug}")
    return _start(request, standing, place)


def show_exam(request: HttpRequest, standing: CourseContext) -> HttpResponse:
    """The page before the exam of a course. Raises Http404."""
    place = exam_of(standing.course.pk, standing.viewer.language_code)
    if place is None:
        raise Http404("the course has no exam")
    if not standing.verdict:
        return redirect(standing.url)
    return _start(request, standing, place)


def _start(request: HttpRequest, standing: CourseContext, place: PlacedActivity) -> HttpResponse:
    if request.method == "POST":
        return _begin(request, standing, place)
    if "sample" in request.GET and may_see_sample(standing):
        context = {"screen": sample_screen(standing, place), "standing": standing}
        return render(request, "classroom/quiz/paper.html", context)
    context = {"screen": start_screen(standing, place), "standing": standing}
    return render(request, "classroom/quiz/start.html", context)


def _begin(request: HttpRequest, standing: CourseContext, place: PlacedActivity) -> HttpResponse:
    if not standing.viewer.is_signed_in:
        return redirect(standing.sign_in_url)
    address = ip_address_of(request)
    try:
        attempt = actions.start_attempt(viewer=standing.viewer, place=place, ip_address=address)
    except actions.AttemptRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{standing.url}{place.path}")
    return redirect(attempt_url(attempt))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The viewer's own attempt: its paper while it is open, then its result."""
    viewer = viewer_of(request)
    if viewer.person is None or viewer.is_preview:
        raise Http404("attempts are for the eyes of whoever made them")
    try:
        found = selectors.attempt_of(viewer, public_id)
    except Attempt.DoesNotExist as error:
        raise Http404("the viewer has no such attempt") from error
    if request.method == "POST":
        return _take(request, viewer, found)
    was_open = found.is_open
    found = actions.close_if_out_of_time(found, at=viewer.moment)
    if found.is_open:
        screen = attempt_screen(request, viewer, found)
        return render(request, "classroom/quiz/paper.html", {"screen": screen})
    if was_open:
        messages.info(request, _("Time's up. Your saved answers were submitted."))
    return render(request, "classroom/quiz/result.html", {"screen": result_screen(request, viewer, found)})


def _take(request: PersonRequest, viewer: Viewer, found: Attempt) -> HttpResponse:
    """What a form of the paper asks for: to save, to check one question, or to submit."""
    address = ip_address_of(request)
    # A script has kept every answer already, and this form may be older than what another tab kept.
    answers = None if request.POST.get("kept") else _answers(request, len(found.paper))
    if "submit" in request.POST:
        actions.submit_attempt(viewer=viewer, attempt_id=found.public_id, answers=answers, ip_address=address)
        return redirect(f"{attempt_url(found)}?done")
    if answers is not None:
        actions.save_answers(viewer=viewer, attempt_id=found.public_id, answers=answers, ip_address=address)
    if check := _number(request.POST.get("check", "")):
        return _check(request, viewer, found, check, address)
    messages.success(request, _("Answers saved."))
    return redirect(attempt_url(found))


def _check(
    request: PersonRequest, viewer: Viewer, found: Attempt, place: int, address: str | None
) -> HttpResponse:
    try:
        actions.check_answer(viewer=viewer, attempt_id=found.public_id, place=place, ip_address=address)
    except (actions.NothingToCheck, actions.PlaceClosed, actions.AttemptOver) as refusal:
        messages.error(request, str(refusal))
    except actions.AttemptNotFound as error:
        raise Http404(str(error)) from error
    return redirect(f"{attempt_url(found)}#question-{place}")


def _answers(request: HttpRequest, questions: int) -> dict[int, dict[str, list[str]]]:
    """The fields of each question of the form; a question without any was left, or taken back."""
    found: dict[int, dict[str, list[str]]] = {place: {} for place in range(1, questions + 1)}
    for name, values in request.POST.lists():
        field = _FIELD.fullmatch(name)
        if field and int(field[1]) in found:
            found[int(field[1])][field[2]] = [str(value) for value in values]
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
