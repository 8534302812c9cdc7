"""When the lessons of a course open for one person, where they open one after another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import get_default_timezone

from learning.access.models import Enrolment
from learning.courses.release.outlines import Outline
from learning.courses.rules import CourseRules, DripAnchor
from learning.courses.viewer import Viewer

from .access_context import source_for


def opening_times(
    viewer: Viewer, outline: Outline, enrolment: Enrolment | None
) -> dict[int, datetime | None]:
    """By lesson id, when each lesson that opens later does; None: nothing has begun that days count from.

    Days are counted by the clock of their anchor: a cohort's zone, the academy's for a date, UTC for an
    enrolment; so a lesson of a cohort opens at the same time of day before and after a change of the clocks.
    One query where a cohort is asked for, else none.
    """
    if not outline.rules.has_drip:
        return {}
    anchor = _anchor(viewer, outline, enrolment)
    return {
        lesson_id: anchor + timedelta(days=days) if anchor else None for lesson_id, days in outline.rules.drip
    }


def _anchor(viewer: Viewer, outline: Outline, enrolment: Enrolment | None) -> datetime | None:
    asks_cohort = outline.rules.drip_anchor == DripAnchor.COHORT
    starts = source_for(viewer).cohort_starts(outline.course_id) if asks_cohort else []
    return anchor_of(outline.rules, starts, enrolment)


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
