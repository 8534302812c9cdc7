"""Which learners of a course: filtered, sorted and counted by the database, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from common.word_search import WordSearch
from learning.access.models import CourseAccess, Enrolment
from learning.assessments.models import Attempt, Submission
from learning.assessments.selectors import awaits_grading, has_not_passed
from learning.courses.models import Course, ReleaseLesson
from learning.progress.models import CourseCompletion, LessonCompletion, LessonPosition

#: Without activity for so long, somebody who isn't done counts as idle.
IDLE_AFTER = timedelta(days=14)

#: More learners than these are counted, and sorted by how far they are, in the background or not at all.
MOST_COUNTED_NOW = 2_000
#: What lists are sorted by and no index holds.
WORKED_OUT = ("progress", "seen")
KEPT_SECONDS, ASKED_AGAIN_SECONDS = 600, 60

NAMES = ("first_name", "last_name", "display_name")


class Where(models.TextChoices):
    """Where a learner stands in a course."""

    ALL = "", _("Everyone")
    STUCK = "stuck", _("Stuck")
    IDLE = "idle", _("Idle for 14 days")
    FAILING = "failing", _("Not passed")
    AWAITING = "awaiting", _("Awaiting grading")
    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("In progress")
    COMPLETED = "completed", _("Completed")


class Access(models.TextChoices):
    """Whether the course is open to them now."""

    OPEN = "", _("With access")
    ENDED = "ended", _("Without access")
    ANY = "any", _("With or without access")


class Sort(models.TextChoices):
    """In which order they are listed."""

    NAME = "name", _("Name")
    NAME_DOWN = "-name", _("Name, Z to A")
    PROGRESS = "progress", _("Least progress")
    PROGRESS_DOWN = "-progress", _("Most progress")
    SEEN = "seen", _("Longest away")
    SEEN_DOWN = "-seen", _("Active last")
    ENROLLED = "enrolled", _("Enrolled first")
    ENROLLED_DOWN = "-enrolled", _("Enrolled last")


_BY_NAME = ("person__last_name", "person__first_name", "person__display_name", "pk")
_COLUMNS = {"progress": "percentage", "seen": "active_at", "enrolled": "enrolled_at"}


@dataclass(frozen=True, slots=True)
class LearnerQuery:
    """Whom a list is about. text: words that all have to occur in a name.

    reads_addresses: whether a word may also occur in the email address.
    """

    text: str = ""
    where: str = Where.ALL
    access: str = Access.OPEN
    sort: str = Sort.NAME
    reads_addresses: bool = False


@dataclass(frozen=True, slots=True)
class LearnerCounts:
    """How many learners with access stand where."""

    people: int
    idle: int
    failing: int
    awaiting: int
    not_started: int
    completed: int


def learners_of(course: Course, query: LearnerQuery, *, at: datetime) -> QuerySet[Enrolment]:
    """The latest enrolment of each learner, as asked for. Not evaluated.

    Each has `percentage` (0..100, as learners see it), `active_at` (the last activity, or the enrolment),
    `has_begun`, `is_completed`, `has_access`, `is_idle`, `is_failing` and `is_awaiting`.
    """
    found = _annotated(course, at)
    names = (*NAMES, "email") if query.reads_addresses else NAMES
    found = WordSearch([f"person__{name}" for name in names]).among(found, query.text)
    if query.access != Access.ANY:
        open_now = Q(person__in=_people_in(course, at))
        found = found.filter(open_now if query.access == Access.OPEN else ~open_now)
    if query.where != Where.ALL:
        found = found.filter(_STANDING[query.where])
    return found.select_related("person").order_by(*_order(query.sort))


def kept_counts_of(course: Course, *, at: datetime) -> LearnerCounts | None:
    """How many stand where: counted now in a course of up to 2,000 learners, else at most ten minutes ago.

    None while they are counted in the background. At most two queries.
    """
    from ..tasks import count_learners  # which calls this module

    if may_be_compared(course):
        return counts_of(course, at=at)
    kept: LearnerCounts | None = cache.get(_key(course.pk))
    if kept is None and cache.add(f"{_key(course.pk)}.asked", True, ASKED_AGAIN_SECONDS):
        count_learners.enqueue(course.pk)
    return kept


def may_be_compared(course: Course) -> bool:
    """Whether its learners are few enough to be sorted by what is worked out for each. One query."""
    found = Enrolment.objects.filter(course=course).order_by()[: MOST_COUNTED_NOW + 1]
    return found.count() <= MOST_COUNTED_NOW


def keep_counts(course: Course, *, at: datetime) -> None:
    """Count for `kept_counts_of`."""
    cache.set(_key(course.pk), counts_of(course, at=at), KEPT_SECONDS)


def _key(course_id: int) -> str:
    return f"support.learner-counts.{course_id}"


def counts_of(course: Course, *, at: datetime) -> LearnerCounts:
    """How many stand where, of those who have access. One query."""
    found = _annotated(course, at).filter(has_access=True)
    wanted = {
        name: Count("pk", filter=_STANDING[where])
        for name, where in (
            ("idle", Where.IDLE),
            ("failing", Where.FAILING),
            ("awaiting", Where.AWAITING),
            ("not_started", Where.NOT_STARTED),
            ("completed", Where.COMPLETED),
        )
    }
    return LearnerCounts(**found.aggregate(people=Count("pk"), **wanted))


_STANDING: dict[str, Q] = {
    Where.STUCK: Q(is_idle=True) | Q(is_failing=True) | Q(is_awaiting=True),
    Where.IDLE: Q(is_idle=True),
    Where.FAILING: Q(is_failing=True),
    Where.AWAITING: Q(is_awaiting=True),
    Where.NOT_STARTED: Q(has_begun=False, is_completed=False),
    Where.UNDER_WAY: Q(has_begun=True, is_completed=False),
    Where.COMPLETED: Q(is_completed=True),
}


def _order(sort: str) -> tuple[Any, ...]:
    name, is_descending = sort.removeprefix("-"), sort.startswith("-")
    if name in _COLUMNS:
        column = F(_COLUMNS[name])
        return (column.desc() if is_descending else column.asc(), *_BY_NAME)
    return tuple(f"-{each}" for each in _BY_NAME) if is_descending else _BY_NAME


def _annotated(course: Course, at: datetime) -> QuerySet[Any]:
    later = Enrolment.objects.filter(person=OuterRef("person"), course=course, run__gt=OuterRef("run"))
    found = Enrolment.objects.filter(~Exists(later), course=course).annotate(
        has_access=Case(When(person__in=_people_in(course, at), then=True), default=False),
        is_completed=Exists(CourseCompletion.objects.filter(enrolment=OuterRef("pk"))),
        lessons_done=_done(course),
        lessons_to_do=_to_do(course),
        **_activity(),
    )
    is_left = Q(is_completed=False, has_access=True)
    percentage = Case(
        When(lessons_to_do=0, then=Value(0)), default=F("lessons_done") * 100 / F("lessons_to_do")
    )
    return found.annotate(
        percentage=percentage,
        has_begun=Case(When(active_at__gt=F("enrolled_at"), then=True), default=False),
        is_idle=Case(When(is_left & Q(active_at__lte=at - IDLE_AFTER), then=True), default=False),
        is_failing=Case(When(Q(is_completed=False) & has_not_passed(), then=True), default=False),
        is_awaiting=Case(When(awaits_grading(), then=True), default=False),
    )


def _people_in(course: Course, at: datetime) -> Any:
    """Whom a grant lets in. Read once, not for each learner: SQLite would go through all grants of the course
    every time."""
    return CourseAccess.objects.filter(course=course).open_at(at).values("person")


def _done(course: Course) -> Any:
    """How many lessons of their release they completed: of the required ones, or of all if none is."""
    in_release = ReleaseLesson.objects.filter(
        Q(is_required=True) | Q(release__required_count=0),
        release=OuterRef("enrolment_release"),
        lesson=OuterRef("lesson"),
    )
    own = Coalesce("enrolment__release", Value(course.latest_release_id, output_field=BigIntegerField()))
    done = LessonCompletion.objects.filter(enrolment=OuterRef("pk")).annotate(enrolment_release=own)
    counted = done.filter(Exists(in_release)).order_by().values("enrolment").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), Value(0), output_field=IntegerField())


def _to_do(course: Course) -> Any:
    """How many lessons `_done` counts at most."""
    latest = course.latest_release
    of_latest = (latest.required_count or latest.lesson_count) if latest else 0
    return Case(
        When(release=None, then=Value(of_latest)),
        When(release__required_count__gt=0, then=F("release__required_count")),
        default=F("release__lesson_count"),
        output_field=IntegerField(),
    )


def _activity() -> dict[str, Any]:
    """When they last did something in the course; before that, when they enrolled."""
    moments = (
        (LessonPosition, "updated_at"),
        (LessonCompletion, "completed_at"),
        (Attempt, "started_at"),
        (Attempt, "submitted_at"),
        (Submission, "changed_at"),
    )
    each = [
        Coalesce(Subquery(_last(model, moment)), F("enrolled_at"), output_field=models.DateTimeField())
        for model, moment in moments
    ]
    return {"active_at": Greatest(*each)}


def _last(model: Any, moment: str) -> Any:
    rows = model.objects.filter(enrolment=OuterRef("pk"), **{f"{moment}__isnull": False})
    return rows.order_by(f"-{moment}").values(moment)[:1]
