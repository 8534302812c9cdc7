"""The last day of a course: grants that end on it follow it."""

from __future__ import annotations

from datetime import datetime

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from common.background.batches import in_batches
from learning.courses.models import Course, Release
from learning.courses.rules import CourseRules, Duration

from ..models import AccessEvent, BulkEnrolmentJob, Cohort, CourseAccess
from ..querysets import CourseAccessQuerySet
from .grants import move_dates, rules_of


def follow_last_day(*, course_id: int, at: datetime, using: str = DEFAULT_DB_ALIAS) -> None:
    """Have grants that end on a former last day of the course end on its present one. Safe to repeat.

    It goes both ways, and opens what had ended: what a date closed, a date opens. An end that staff chose,
    or that a cohort names, stays. A transaction for each grant, so that nobody is held up.
    """
    course = Course.objects.using(using).select_related("latest_release").get(pk=course_id)
    if course.latest_release is None:
        return
    rules = rules_of(course)
    if rules.duration == Duration.DAYS:
        return
    last_day = rules.until if rules.duration == Duration.UNTIL else None
    words = _("Last day of “%(course)s” changed") % {"course": course.title}
    for grant in in_batches(ending_with_course(course, _former_last_days(course, last_day, using=using))):
        if last_day is None or last_day > grant.starts_at:
            move_dates(
                grant=grant, starts_at=grant.starts_at, ends_at=last_day, at=at, reason=words, using=using
            )


def ending_with_course(course: Course, last_days: set[datetime]) -> CourseAccessQuerySet:
    """Grants that end on one of these last days of the course because it is its last day."""
    by_hand = AccessEvent.objects.filter(
        grant__course=course, kind=AccessEvent.Kind.EXTENDED, actor__isnull=False
    )
    cohorts = Cohort.objects.filter(ends_at__in=last_days).values_list("pk", flat=True)
    jobs = BulkEnrolmentJob.objects.filter(ends_at__in=last_days).values_list("pk", flat=True)
    chosen = [f"cohort:{pk}" for pk in cohorts] + [f"bulk:{pk}" for pk in jobs]
    return (
        CourseAccess.objects.filter(course=course, ends_at__in=last_days)
        .exclude(status=CourseAccess.Status.REVOKED)
        .exclude(pk__in=by_hand.values("grant"))
        .exclude(source_key__in=chosen)
    )


def _former_last_days(course: Course, present: datetime | None, *, using: str) -> set[datetime]:
    releases = Release.objects.using(using).filter(course=course).values_list("rules", flat=True)
    rules = [CourseRules.from_json(kept) for kept in releases if kept]
    return {one.until for one in rules if one.duration == Duration.UNTIL and one.until} - {present}
