"""A learner's notes: written as they type, taken away, brought back, carried off as Markdown.

Each address answers a form (it leads back to the lesson), htmx (it answers with the piece of the page) and a
script that saves in the background (it answers with JSON).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from learning.access.selectors import enrolment_of, newer_release_for, outline_with, release_for
from learning.classroom.course.resolve import course_by_slug, lesson_address, lesson_by_id
from learning.classroom.lesson.note_screen import NoteRow, note_row
from learning.classroom.requests import PersonRequest
from learning.courses.models import Lesson
from learning.courses.release.outlines import outline_of_release
from learning.courses.viewer import viewer_of
from learning.progress import actions, policies
from learning.progress.selectors import notes_as_markdown

LONGEST_VIDEO_ID = 36


@login_required
@require_POST
def write(request: PersonRequest, lesson_id: UUID, note_id: UUID | None = None) -> HttpResponse:
    """Write a note, or over one."""
    lesson, refusal = _open_lesson(request, lesson_id)
    if refusal is not None:
        return refusal
    try:
        note = actions.save_note(
            person=request.user,
            lesson_id=lesson.pk,
            body=request.POST.get("body", ""),
            at=timezone.now(),
            public_id=note_id,
            key=_key(request.POST.get("key", "")),
            video_id=request.POST.get("video", "")[:LONGEST_VIDEO_ID],
            video_second=_second(request.POST.get("second", "")),
            base=request.POST.get("base", ""),
            writer=request.POST.get("writer", ""),
        )
    except actions.NoteChanged as error:
        return _refused(request, lesson, str(error), status=409)
    except actions.NoteIsEmpty as error:
        return _refused(request, lesson, str(error), status=422)
    except actions.NoteNotFound as error:
        raise Http404(str(error)) from error
    row = note_row(note, lesson.public_id)
    if _wants_json(request):
        return _told(request, row, is_new=note_id is None)
    if request.htmx:
        return render(request, "classroom/note.html", {"note": row})
    messages.success(request, _("Saved."))
    return redirect(f"{lesson_address(request, lesson)}?tab=notes")


@login_required
@require_POST
def delete(request: PersonRequest, lesson_id: UUID, note_id: UUID) -> HttpResponse:
    """Take a note away; the answer offers to bring it back."""
    try:
        note = actions.delete_note(person=request.user, public_id=note_id, at=timezone.now())
    except actions.NoteNotFound as error:
        raise Http404(str(error)) from error
    row = note_row(note, lesson_id)
    if request.htmx:
        return render(request, "classroom/note_deleted.html", {"note": row, "lesson_id": lesson_id})
    messages.success(request, _("Note deleted."))
    return redirect(f"{lesson_address(request, lesson_by_id(lesson_id))}?tab=notes")


@login_required
@require_POST
def restore(request: PersonRequest, lesson_id: UUID, note_id: UUID) -> HttpResponse:
    """Bring a note back."""
    try:
        note = actions.restore_note(person=request.user, public_id=note_id)
    except actions.NoteNotFound as error:
        raise Http404(str(error)) from error
    if request.htmx:
        return render(request, "classroom/note.html", {"note": note_row(note, lesson_id)})
    return redirect(f"{lesson_address(request, lesson_by_id(lesson_id))}?tab=notes")


@login_required
@require_GET
def export(request: PersonRequest, slug: str) -> HttpResponse:
    """All notes of a course as a Markdown file."""
    viewer = viewer_of(request)
    if viewer.is_preview:
        raise PermissionDenied(_("Notes are private and aren't included in previews."))
    course = course_by_slug(slug)
    enrolment = enrolment_of(viewer, course)
    release_id = release_for(enrolment, course)
    if release_id is None:
        raise Http404("the course was never released")
    outlines = [outline_of_release(release_id, viewer.language_code)]
    if newer := newer_release_for(enrolment, course):
        outlines.append(outline_of_release(newer, viewer.language_code))
    text = notes_as_markdown(request.user, *outlines)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{slug}.md")
    return response


def _open_lesson(request: PersonRequest, lesson_id: UUID) -> tuple[Lesson, HttpResponse | None]:
    """The lesson, and the refusal if the person may not write notes in it."""
    viewer = viewer_of(request)
    lesson = lesson_by_id(lesson_id)
    enrolment = enrolment_of(viewer, lesson.course)
    outline = outline_with(enrolment, lesson.course, lesson.pk, viewer.language_code)
    found = outline.by_id.get(lesson.pk) if outline else None
    if outline is None or found is None:
        raise Http404("the lesson is not in this edition of the course")
    verdict = policies.may_write_note(viewer, lesson.course, outline, found, enrolment)
    return lesson, None if verdict else _refused(request, lesson, verdict.sentence, status=403)


def _refused(request: PersonRequest, lesson: Lesson, sentence: str, *, status: int) -> HttpResponse:
    if _wants_json(request) or request.htmx:
        return JsonResponse({"saved": False, "sentence": sentence}, status=status)
    messages.error(request, sentence)
    return redirect(lesson_address(request, lesson))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _told(request: HttpRequest, row: NoteRow, *, is_new: bool) -> JsonResponse:
    """What a script needs of a saved note; of a new one, also the piece of the page that shows it."""
    told = {
        "saved": True,
        "save_url": row.save_url,
        "public_id": str(row.public_id),
        "version": row.version,
    }
    if is_new:
        told["html"] = render_to_string("classroom/note.html", {"note": row}, request)
    return JsonResponse(told)


def _key(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _second(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() and len(str(value)) < 7 else None
