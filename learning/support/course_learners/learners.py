"""Which learners of a course: filtered, sorted and counted by the database, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
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

from common.admin.long_lists import LongList, SiftedList, most_counted
from common.word_search import MOST_COUNTED, WordSearch
from learning.access.models import CourseAccess, Enrolment
from learning.assessments.models import Attempt, Submission
from learning.assessments.selectors import awaits_grading, has_not_passed
from learning.courses.models import Course, ReleaseLesson
from learning.progress.models import CourseCompletion, LessonCompletion, LessonPosition

#: Without activity for so long, somebody who isn't done counts as idle.
IDLE_AFTER = timedelta(days=14)

#: More learners than these are counted, and sorted by how far they are, in the background or not at all.
MOST_COUNTED_NOW = 2_000
#: So many are named one by one, to be asked the rest.
MOST_OF_FEW = 5_000
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


#: Why somebody counts as stuck.
STUCK = (Where.FAILING, Where.AWAITING, Where.IDLE)


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
    access = Q(person__in=_people_in(course, at))
    found = _with_access(_with_words(_annotated(course, access, at), query), query, access)
    if query.where != Where.ALL:
        found = found.filter(_standings(access, at)[query.where])
    return found.select_related("person").order_by(*_order(query.sort))


def long_list_of(course: Course, query: LearnerQuery, per_page: int, *, at: datetime) -> LongList:
    """A list of `learners_of`, for a course of more than 2,000 learners and no order that is worked out.

    What was asked for is looked up learner by learner, in the order of the list, until a page is full.
    """
    each = Q(Exists(CourseAccess.objects.filter(course=course, person=OuterRef("person")).open_at(at)))
    shown = _annotated(course, each, at).select_related("person")
    most = most_counted(query.text, query.where, query.access)
    if most == MOST_COUNTED:
        return LongList(learners_of(course, query, at=at), per_page, most=most, shown=shown)
    rows = _with_words(_latest(course), query).order_by(*_order(query.sort))
    few = _who_did_nothing(course) if query.where == Where.NOT_STARTED and not query.text else None
    if few is not None:
        rows = rows.filter(pk__one_of=few)
    reasons = STUCK if query.where == Where.STUCK else (query.where,)

    def of_each_reason(some: QuerySet[Any], standings: dict[str, Q]) -> list[QuerySet[Any]]:
        found = _with_access(some, query, each)
        return [found.filter(standings[reason]) if reason != Where.ALL else found for reason in reasons]

    def sift(some: QuerySet[Any]) -> list[QuerySet[Any]]:
        return of_each_reason(some, _standings(each, at))

    def sift_all() -> list[QuerySet[Any]]:
        everybody = _with_words(Enrolment.objects.filter(course=course), query)
        if few is not None:
            everybody = everybody.filter(pk__one_of=few)
        return of_each_reason(everybody, _standings_from_work(course, query, each, at))

    return SiftedList(rows, per_page, sift=sift, sift_all=sift_all, most=most, shown=shown)


def _who_did_nothing(course: Course) -> list[int] | None:
    """Among whom all are that haven't started: enrolments without activity in a lesson. None: they are many.
    One query.

    A database can't know that nearly nobody is left by this one of many conditions. It is a value, not an
    EXISTS, for which all positions of all courses would be read.
    """
    rows = LessonPosition.objects.filter(enrolment=OuterRef("pk"), updated_at__gt=OuterRef("enrolled_at"))
    everybody = Enrolment.objects.filter(course=course).order_by()
    found = everybody.alias(begun=Subquery(rows.order_by().values("pk")[:1])).filter(begun=None)
    few = list(found.values_list("pk", flat=True)[: MOST_OF_FEW + 1])
    return few if len(few) <= MOST_OF_FEW else None


def _standings_from_work(course: Course, query: LearnerQuery, access: Q, at: datetime) -> dict[str, Q]:
    """As `_standings`; who failed or waits is found from their work, where that is little."""
    standings = _standings(access, at)
    if query.where in (Where.STUCK, Where.AWAITING):
        standings[Where.AWAITING] = awaits_grading(in_course=course.pk)
    if query.where in (Where.STUCK, Where.FAILING):
        standings[Where.FAILING] &= has_not_passed(in_course=course.pk)
    return standings


def _with_words(found: QuerySet[Any], query: LearnerQuery) -> QuerySet[Any]:
    names = (*NAMES, "email") if query.reads_addresses else NAMES
    return WordSearch([f"person__{name}" for name in names]).among(found, query.text)


def _with_access(found: QuerySet[Any], query: LearnerQuery, access: Q) -> QuerySet[Any]:
    if query.access == Access.ANY:
        return found
    return found.filter(access if query.access == Access.OPEN else ~access)


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
    access = Q(person__in=_people_in(course, at))
    standings = _standings(access, at)
    wanted = {
        name: Count("pk", filter=standings[where])
        for name, where in (
            ("idle", Where.IDLE),
            ("failing", Where.FAILING),
            ("awaiting", Where.AWAITING),
            ("not_started", Where.NOT_STARTED),
            ("completed", Where.COMPLETED),
        )
    }
    return LearnerCounts(**_latest(course).filter(access).aggregate(people=Count("pk"), **wanted))


def _standings(access: Q, at: datetime) -> dict[str, Q]:
    """Of enrolments: who stands where. access: whether the course is open to somebody."""
    is_completed = Q(Exists(CourseCompletion.objects.filter(enrolment=OuterRef("pk"))))
    has_begun = _active_after(OuterRef("enrolled_at"))
    since = at - IDLE_AFTER
    is_idle = access & Q(enrolled_at__lte=since) & ~is_completed & _inactive_after(Value(since))
    standings: dict[str, Q] = {
        Where.IDLE: is_idle,
        Where.FAILING: ~is_completed & has_not_passed(),
        Where.AWAITING: awaits_grading(),
        Where.NOT_STARTED: ~is_completed & _inactive_after(OuterRef("enrolled_at")),
        Where.UNDER_WAY: ~is_completed & has_begun,
        Where.COMPLETED: is_completed,
    }
    return standings | {Where.STUCK: reduce(or_, (standings[reason] for reason in STUCK))}


def _order(sort: str) -> tuple[Any, ...]:
    name, is_descending = sort.removeprefix("-"), sort.startswith("-")
    if name in _COLUMNS:
        column = F(_COLUMNS[name])
        return (column.desc() if is_descending else column.asc(), *_BY_NAME)
    return tuple(f"-{each}" for each in _BY_NAME) if is_descending else _BY_NAME


def _latest(course: Course) -> QuerySet[Enrolment]:
    """The latest enrolment of each learner."""
    later = Enrolment.objects.filter(person=OuterRef("person"), course=course, run__gt=OuterRef("run"))
    return Enrolment.objects.filter(~Exists(later), course=course)


def idle_enrolments(course: Course, since: datetime, *, at: datetime) -> QuerySet[Any]:
    """The latest enrolments of those who did nothing in an open course since a moment, with `active_at`.

    Who has completed it or awaits grading isn't idle.
    """
    done = Exists(CourseCompletion.objects.filter(enrolment=OuterRef("pk")))
    idle = _latest(course).filter(
        ~Q(done), ~awaits_grading(), _inactive_after(Value(since)), person__in=_people_in(course, at)
    )
    return idle.filter(enrolled_at__lte=since, person__is_active=True).annotate(active_at=_last_activity())


def _annotated(course: Course, access: Q, at: datetime) -> QuerySet[Any]:
    standings = _standings(access, at)
    flags = {
        "has_access": access,
        "is_completed": standings[Where.COMPLETED],
        "has_begun": _active_after(OuterRef("enrolled_at")),
        "is_idle": standings[Where.IDLE],
        "is_failing": standings[Where.FAILING],
        "is_awaiting": standings[Where.AWAITING],
    }
    found = _latest(course).annotate(
        lessons_done=_done(course), lessons_to_do=_to_do(course), active_at=_last_activity()
    )
    percentage = Case(
        When(lessons_to_do=0, then=Value(0)), default=F("lessons_done") * 100 / F("lessons_to_do")
    )
    return found.annotate(
        percentage=percentage,
        **{name: Case(When(condition, then=True), default=False) for name, condition in flags.items()},
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


#: What tells that somebody did something in the course.
_MOMENTS: tuple[tuple[Any, str], ...] = (
    (LessonPosition, "updated_at"),
    (LessonCompletion, "completed_at"),
    (Attempt, "started_at"),
    (Attempt, "submitted_at"),
    (Submission, "changed_at"),
)


def _last_activity() -> Any:
    """When they last did something in the course; before that, when they enrolled."""
    each = [
        Coalesce(Subquery(_last(model, moment)), F("enrolled_at"), output_field=models.DateTimeField())
        for model, moment in _MOMENTS
    ]
    return Greatest(F("enrolled_at"), *each)


def _active_after(moment: Any) -> Q:
    """Of enrolments: whether `_last_activity` is after a moment, without looking for the last one."""
    return reduce(or_, map(Q, _after(moment)))


def _inactive_after(moment: Any) -> Q:
    """Of enrolments: the others. Said of each kind of activity, so that a database may join it."""
    return reduce(and_, (~Q(exists) for exists in _after(moment)))


def _after(moment: Any) -> list[Exists]:
    return [
        Exists(model.objects.filter(enrolment=OuterRef("pk"), **{f"{name}__gt": moment}))
        for model, name in _MOMENTS
    ]


def _last(model: Any, moment: str) -> Any:
    rows = model.objects.filter(enrolment=OuterRef("pk"), **{f"{moment}__isnull": False})
    return rows.order_by(f"-{moment}").values(moment)[:1]
