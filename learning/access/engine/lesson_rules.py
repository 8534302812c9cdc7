"""The rules of one lesson: from the verdict on its course to a verdict on the lesson. No queries here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.verdict import NextStep, TraceStep, Verdict

from .course_rules import NO_PREVIEW_CODES


def evaluate_lesson(
    course_verdict: Verdict,
    *,
    is_free_preview: bool,
    opens_at: datetime | None = None,
    now: datetime | None = None,
    opens_after_days: int = 0,
    is_done: bool = False,
) -> Verdict:
    """May they enter one lesson, given the verdict on its course?

    opens_at: when the lesson opens for this person; None with `opens_after_days`: so long after a start that
    has not been. Without either, it opened with the course. is_done: they have completed it, so whatever day
    it is to open on since, it stays open.
    """
    if not course_verdict:
        if not is_free_preview or course_verdict.code in NO_PREVIEW_CODES:
            return course_verdict
        return Verdict.yes("preview", trace=(*course_verdict.trace, TraceStep("preview", "preview", True)))
    if not opens_after_days or is_free_preview or is_exempt_from_drip(course_verdict):
        return course_verdict
    if opens_at is not None and now is not None and opens_at <= now:
        looked = TraceStep("drip", _("Available since %(date)s") % {"date": _moment(opens_at)}, True)
        return replace(course_verdict, trace=(*course_verdict.trace, looked))
    if is_done:
        looked = TraceStep("drip", _("Completed, so it stays open"), True)
        return replace(course_verdict, trace=(*course_verdict.trace, looked))
    refused = _not_open_yet(opens_at, opens_after_days)
    return replace(refused, trace=(*course_verdict.trace, TraceStep("drip", refused.sentence, False)))


def _not_open_yet(opens_at: datetime | None, days: int) -> Verdict:
    if opens_at is None:
        sentence = ngettext(
            "This lesson opens %(days)d day after the start date.",
            "This lesson opens %(days)d days after the start date.",
            days,
        )
        return Verdict.no("drip", sentence % {"days": days})
    sentence = _("This lesson opens on %(date)s.") % {"date": _moment(opens_at)}
    return Verdict.no("drip", sentence, next_step=NextStep.date(opens_at))


def is_exempt_from_drip(course_verdict: Verdict) -> bool:
    """Whoever teaches the course, or has completed it, waits for no lesson."""
    return bool(course_verdict.trace) and course_verdict.trace[-1].rule in ("teaching", "completion")


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")
