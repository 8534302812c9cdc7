"""An assignment: read, written on, and handed in. Everything works as a plain form; a script only saves."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.text_version import text_version
from learning.assessments.actions import FileRefused, submissions
from learning.assessments.models import Assignment, Submission
from learning.assessments.selectors import PlacedActivity, course_assignment, find_in
from learning.classroom.assignment.screen import assignment_screen
from learning.classroom.course.course_context import CourseContext
from learning.classroom.dashboard.completed_course import completed_course
from learning.classroom.lesson import views as lesson_views
from learning.progress.selectors import completion_of

MOST_FILES_AT_ONCE = 20


def show(
    request: HttpRequest, standing: CourseContext, lesson_path: tuple[str, ...], slug: str
) -> HttpResponse:
    """lesson_path: of its lesson below the course; empty for an assignment of the course itself."""
    place = _place(standing, lesson_path, slug)
    verdict = standing.lesson_verdicts[place.lesson.id] if place.lesson else standing.verdict
    if not verdict:
        return _what_is_kept(request, standing, place) or _closed(request, standing, place)
    if not standing.shows_only and submissions.hand_in_if_closed(viewer=standing.viewer, place=place):
        messages.info(request, _("The due date has passed. What you had saved was submitted."))
    if request.method == "POST":
        return _worked_on(request, standing, place)
    return _screen(request, standing, place)


def _closed(request: HttpRequest, standing: CourseContext, place: PlacedActivity) -> HttpResponse:
    if place.lesson is not None:
        return lesson_views.show(request, standing, place.lesson)
    messages.error(request, standing.verdict.sentence)
    return redirect(standing.url)


def _what_is_kept(
    request: HttpRequest, standing: CourseContext, place: PlacedActivity
) -> HttpResponse | None:
    """What a learner wrote here, and the feedback on it, stays theirs to read after their access has ended.

    None where they wrote nothing, or are suspended.
    """
    if request.method != "GET" or standing.enrolment is None or standing.verdict.code == "suspended":
        return None
    screen = assignment_screen(standing, place)
    if not (screen.handed_in or screen.text):
        return None
    context = {"screen": screen, "standing": standing}
    return render(request, "classroom/assignment_kept.html", context)


def _place(standing: CourseContext, lesson_path: tuple[str, ...], slug: str) -> PlacedActivity:
    code = standing.viewer.language_code
    if not lesson_path:
        place = course_assignment(standing.course.pk, slug, code)
    else:
        lesson = standing.outline.by_path.get("/".join(lesson_path) + "/")
        place = find_in(lesson, Assignment.ACTIVITY_KIND, slug, code) if lesson else None
    if place is None:
        raise Http404("there is no such assignment here")
    return place


def _screen(
    request: HttpRequest,
    standing: CourseContext,
    place: PlacedActivity,
    *,
    status: int = 200,
    text: str | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    screen = assignment_screen(standing, place, text=text, problems=problems or [])
    context = {"screen": screen, "standing": standing}
    return render(request, "classroom/assignment.html", context, status=status)


def _worked_on(request: HttpRequest, standing: CourseContext, place: PlacedActivity) -> HttpResponse:
    """Keep what was sent, then do what was asked: save, take a file out, hand in."""
    text, draft_id = request.POST.get("text", ""), _uuid(request.POST.get("draft", ""))
    if standing.shows_only:
        return redirect(f"{standing.url}{place.path}")
    try:
        draft = _kept(request, standing, place, text, draft_id)
        problems = _files_taken(request, standing, place, draft_id)
        if gone := _uuid(request.POST.get("remove", "")):
            submissions.remove_file(viewer=standing.viewer, place=place, file_id=gone)
        if "hand_in" in request.POST and not problems:
            return _handed_in(request, standing, place, draft, draft_id)
    except submissions.AlreadySubmitted as repeat:
        if _wants_json(request) and submissions.is_same_text(repeat.submission, text):
            return _told_submitted(_submissions_url(standing, place))  # it had arrived; the answer had not
        return _leads_back(request, standing, place)
    except submissions.SubmissionRefused as refusal:
        return _refused(request, standing, place, refusal, text)
    if _wants_json(request):
        return _told(draft, problems)
    if problems:
        return _screen(request, standing, place, status=422, text=text, problems=problems)
    messages.success(request, _("Draft saved. Only you can see it until you submit it."))
    return redirect(f"{standing.url}{place.path}#work")


def _kept(
    request: HttpRequest, standing: CourseContext, place: PlacedActivity, text: str, draft_id: UUID | None
) -> Submission | None:
    """The draft with its text; None where the assignment takes files alone."""
    assert isinstance(place.source, Assignment)
    if not place.source.takes_text:
        return None
    return submissions.save_draft(
        viewer=standing.viewer,
        place=place,
        text=text,
        draft_id=draft_id,
        base=request.POST.get("base", ""),
        writer=request.POST.get("writer", ""),
    )


def _files_taken(
    request: HttpRequest, standing: CourseContext, place: PlacedActivity, draft_id: UUID | None
) -> list[str]:
    """What is wrong with the files that were sent; the others are kept."""
    problems = []
    for upload in request.FILES.getlist("files")[:MOST_FILES_AT_ONCE]:
        try:
            submissions.add_file(
                viewer=standing.viewer,
                place=place,
                upload=upload,
                name=upload.name or "",
                draft_id=draft_id,
            )
        except FileRefused as refusal:
            problems.append(str(refusal))
    return problems


def _handed_in(
    request: HttpRequest,
    standing: CourseContext,
    place: PlacedActivity,
    draft: Submission | None,
    draft_id: UUID | None,
) -> HttpResponse:
    name = draft.public_id if draft else draft_id
    if name is None:
        raise Http404("no draft is named")
    was_completed = bool(standing.enrolment and completion_of(standing.enrolment.pk))
    submission = submissions.submit_assignment(viewer=standing.viewer, place=place, draft_id=name)
    words = (
        _("Submitted late. We'll notify you when it's graded.")
        if submission.is_late
        else _("Submitted. We'll notify you when it's graded.")
    )
    messages.success(request, words)
    assert standing.enrolment is not None, "submitting asks for one"
    done = None if was_completed else completed_course(standing.enrolment, title=standing.outline.title)
    address = done.url if done else _submissions_url(standing, place)
    return _told_submitted(address) if _wants_json(request) else redirect(address)


def _submissions_url(standing: CourseContext, place: PlacedActivity) -> str:
    return f"{standing.url}{place.path}#handed-in"


def _told_submitted(address: str) -> JsonResponse:
    return JsonResponse({"saved": True, "handed_in": True, "url": address})


def _leads_back(request: HttpRequest, standing: CourseContext, place: PlacedActivity) -> HttpResponse:
    if _wants_json(request):
        sentence = _("You've already submitted this, possibly in another window.")
        return JsonResponse({"saved": False, "is_over": True, "sentence": sentence}, status=409)
    return redirect(_submissions_url(standing, place))


def _refused(
    request: HttpRequest,
    standing: CourseContext,
    place: PlacedActivity,
    refusal: submissions.SubmissionRefused,
    text: str,
) -> HttpResponse:
    sentence = str(refusal)
    if _wants_json(request):
        is_over = not isinstance(refusal, submissions.DraftChanged)
        told = {"saved": False, "is_over": is_over, "code": refusal.verdict.code, "sentence": sentence}
        return JsonResponse(told, status=409)
    return _screen(request, standing, place, status=409, text=text, problems=[sentence])


def _told(draft: Submission | None, problems: list[str]) -> JsonResponse:
    at = time_format(localtime(draft.changed_at), "TIME_FORMAT") if draft else ""
    version = text_version(draft.text if draft else "")
    return JsonResponse({"saved": not problems, "at": at, "version": version, "sentence": " ".join(problems)})


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
