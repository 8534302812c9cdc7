"""What players report: `/api/v1/lessons/<uuid>/progress/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view
from pydantic import field_validator

from api.problems import ProblemDetail, Refusal
from learning.courses.models import CoursePage
from learning.courses.release.outlines import OutlineLesson
from learning.courses.viewer import Viewer
from learning.progress import actions, bitmap

from .auth import viewer_of
from .plain_reports import LONGEST_AGE_SECONDS, LONGEST_OPENED, LONGEST_VIDEO, answered_at_once

router = Router(tags=["lessons"])

Number = Annotated[float, Field(allow_inf_nan=False)]


class ProgressIn(Schema):
    """Where the player is, and what it has shown so far.

    `parts`: which of the video's 60 equal parts were watched, as a 60-bit integer, as a string of one
    (decimal, or hexadecimal after `0x`: JavaScript's numbers are too short for it), or as a list of the
    numbers 0 to 59. It fills no faster than twice the time that passed since the last report, so the first
    report is sent when playback begins. Without it, `watch_percentage` is believed for the time that passed.
    `video`: the id of the video's block, where a lesson has several. `duration`: the video's length in
    seconds, used where the academy does not know it. `opened`: the word that the lesson's page was given of
    when it was opened, for players that begin without a connection. `age`: seconds that the report waited.
    """

    watch_percentage: Annotated[Number, Field(ge=0, le=100)]
    timestamp: Annotated[Number, Field(ge=0)]
    parts: int | str | list[int] | None = None
    video: Annotated[str, Field(max_length=LONGEST_VIDEO)] = ""
    duration: Annotated[Number, Field(gt=0)] | None = None
    opened: Annotated[str, Field(max_length=LONGEST_OPENED)] = ""
    age: Annotated[Number, Field(ge=0, le=LONGEST_AGE_SECONDS)] = 0

    @field_validator("parts", mode="after")
    @classmethod
    def read_parts(cls, value: int | str | list[int] | None) -> int | None:
        return None if value is None else bitmap.parse(value)


class ProgressOut(Schema):
    """What the academy knows now. `next_lesson_url` is given when the lesson was completed just now."""

    percentage: int
    completed: bool
    completed_now: bool
    course_percentage: int
    course_completed_now: bool
    next_lesson_url: str | None = None
    next_lesson_title: str | None = None


def _record_plain(request: HttpRequest, lesson_id: str, report: Mapping[str, Any]) -> dict[str, Any] | None:
    """None: the lesson refuses it, nothing was written; the operation says why. lesson_id: of the path."""
    viewer = viewer_of(request)
    try:
        return _told(_record(viewer, UUID(lesson_id), report), viewer, request)
    except (actions.LessonNotFound, actions.LessonRefused):
        return None


@router.post(
    "/{uuid:lesson_id}/progress/",
    response={
        200: ProgressOut,
        400: ProblemDetail,
        401: ProblemDetail,
        403: ProblemDetail,
        404: ProblemDetail,
        422: ProblemDetail,
    },
    summary="Report where a player is",
)
@decorate_view(answered_at_once(_record_plain))
def report_progress(request: HttpRequest, lesson_id: UUID, data: ProgressIn) -> ProgressOut:
    """Neither percentage nor completion ever falls; the position to resume at is the last one sent."""
    viewer = viewer_of(request)
    try:
        recorded = _record(viewer, lesson_id, data.model_dump())
    except actions.LessonNotFound as error:
        raise Refusal(404, "not_found", _("This lesson doesn't exist.")) from error
    except actions.LessonRefused as error:
        raise Refusal.of(error.verdict) from error
    return ProgressOut(**_told(recorded, viewer, request))


def _record(viewer: Viewer, lesson_id: UUID, report: Mapping[str, Any]) -> actions.SessionResult:
    """report: by the names of `ProgressIn`."""
    return actions.record_heartbeat(
        viewer=viewer,
        lesson_public_id=lesson_id,
        timestamp=report["timestamp"],
        watch_percentage=report["watch_percentage"],
        parts=report.get("parts"),
        video_id=report.get("video", ""),
        duration=report.get("duration"),
        opened=report.get("opened", ""),
        age_seconds=report.get("age", 0),
    )


def _told(recorded: actions.SessionResult, viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
    """By the names of `ProgressOut`."""
    following = recorded.next_lesson
    return {
        "percentage": recorded.percentage,
        "completed": recorded.is_completed,
        "completed_now": recorded.was_completed_now,
        "course_percentage": recorded.course_percentage,
        "course_completed_now": recorded.was_course_completed_now,
        "next_lesson_url": _address(following, viewer, request) if following else None,
        "next_lesson_title": following.title if following else None,
    }


def _address(lesson: OutlineLesson, viewer: Viewer, request: HttpRequest) -> str | None:
    """The lesson's address in the viewer's language, else in the course's own."""
    pages = CoursePage.objects.filter(course__lessons=lesson.id).select_related("locale")
    by_language = {page.locale.language_code: page for page in pages}
    page = by_language.get(viewer.language_code) or next(iter(by_language.values()), None)
    url = page.get_url(request) if page else None
    return f"{url}{lesson.path}" if url else None
