"""When the lessons of a course open for one person, where they open one after another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import get_default_timezone

from learning.access.models import Enrolment
from learning.courses.release.outlines import Outline
from learning.courses.rules import CourseRules, DripAnchor
from learning.courses.viewer import Viewer

from .access_context import source_for


def opening_times(
    outline: Outline, cohort_starts: list[tuple[datetime, str]], enrolment: Enrolment | None
) -> dict[int, datetime | None]:
    """By lesson id, when each lesson that opens later does; None: nothing has begun that days count from.

    Days are counted by the clock of their anchor: a cohort's zone, the academy's for a date, UTC for an
    enrolment; so a lesson of a cohort opens at the same time of day before and after a change of the clocks.
    cohort_starts: as `anchor_of` takes them. No query.
    """
    if not outline.rules.has_drip:
        return {}
    anchor = anchor_of(outline.rules, cohort_starts, enrolment)
    return {
        lesson_id: anchor + timedelta(days=days) if anchor else None for lesson_id, days in outline.rules.drip
    }


def cohort_starts_for(viewer: Viewer, outlines: Iterable[Outline]) -> dict[int, list[tuple[datetime, str]]]:
    """By course id, the (start, time zone) of the viewer's cohorts, of courses that open by a cohort's start.

    One query; none where no course does.
    """
    asked = [
        outline.course_id
        for outline in outlines
        if outline.rules.has_drip and outline.rules.drip_anchor == DripAnchor.COHORT
    ]
    return source_for(viewer).cohort_starts(asked) if asked else {}


def anchor_of(
    rules: CourseRules, cohort_starts: list[tuple[datetime, str]], enrolment: Enrolment | None
) -> datetime | None:
    """From when the days of lessons count, by the clock that they are counted by. Asks nothing.

    cohort_starts: (start, time zone) of the cohorts that they are in and that open the course.
    """
    if rules.drip_anchor == DripAnchor.DATE:
        return rules.drip_from.astimezone(get_default_timezone()) if rules.drip_from else None
    if rules.drip_anchor == DripAnchor.COHORT and cohort_starts:
        starts_at, zone = min(cohort_starts)
        return starts_at.astimezone(ZoneInfo(zone))
    return enrolment.enrolled_at.astimezone(UTC) if enrolment else None
