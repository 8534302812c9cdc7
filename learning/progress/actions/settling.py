"""Settle what learners have reached, when something changed that is not of their doing, or a result came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Count, Q, QuerySet

from common.transactions import held
from learning.access.models import Enrolment
from learning.access.selectors import newer_release_for, release_for
from learning.assessments.models import GradedItem
from learning.assessments.selectors import has_passed_exam, required_assignments_of
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, outline_of_release
from learning.courses.viewer import Viewer
from learning.progress.models import LessonCompletion

from .lesson_session import LessonSession
from .lessons import complete_if_rules_met, settle


def settle_course(*, course_id: int, at: datetime) -> int:
    """Complete the course for those who had done all that it takes.

    After a release, or a change of the exam or of the course's own assignments. Returns how many. Each
    learner is settled in a transaction of their own; a repeat changes nothing.
    """
    course = Course.objects.select_related("latest_release").get(pk=course_id)
    if course.latest_release_id is None:
        return 0
    pinned = Enrolment.objects.filter(course=course, course_completion=None, release__isnull=False)
    waiting = list(_waiting(course, None, outline_of_release(course.latest_release_id)))
    for release_id in pinned.values_list("release", flat=True).order_by("release").distinct():
        waiting += _waiting(course, release_id, outline_of_release(release_id))
    return sum(_settle_enrolment(pk, at=at) for pk in waiting)


def _waiting(course: Course, release_id: int | None, outline: Outline) -> QuerySet[Enrolment, int]:
    """Ids of the enrolments that have done all lessons that are required, and are not completed.

    release_id: the release that they are pinned to, which has the outline; None: they follow the latest.
    """
    required = Q(lesson_completions__lesson__in=outline.required_ids)
    found = Enrolment.objects.filter(course=course, release=release_id, course_completion=None)
    if outline.required_ids:
        done = found.annotate(required_done=Count("lesson_completions", filter=required))
        found = done.filter(required_done=len(outline.required_ids))
    elif has_passed_exam(None, course.pk) is None and not required_assignments_of(outline):
        found = found.none()
    return found.values_list("pk", flat=True)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _settle_enrolment(enrolment_id: int, *, at: datetime) -> bool:
    enrolment, outline, done = _held(enrolment_id)
    return outline is not None and settle(enrolment, outline, done, at=at)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def settle_result(*, enrolment_id: int, graded_item_id: int, lesson_id: int | None, at: datetime) -> bool:
    """After a result of a graded item: as `settle_activity`."""
    graded_item = GradedItem.objects.get(pk=graded_item_id)
    return settle_activity(
        enrolment_id=enrolment_id,
        kind=graded_item.kind,
        public_id=graded_item.public_id,
        lesson_id=lesson_id,
        at=at,
    )


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def settle_activity(
    *, enrolment_id: int, kind: str, public_id: UUID, lesson_id: int | None, at: datetime
) -> bool:
    """After something was done in an activity: complete what waited for nothing else.

    kind: of the activity, kept as how the lesson was completed. lesson_id: where it was done; None: every
    lesson that places it. A repeat changes nothing, and no worse result takes anything back. True when the
    course is completed now.
    """
    enrolment, outline, done = _held(enrolment_id)
    if outline is None:
        return False
    viewer = Viewer(person=enrolment.person, moment=at)
    for seat in [*_seats(enrolment, outline, done), *_added_seats(enrolment, outline, done)]:
        lesson = seat.lesson
        places_it = any(activity.public_id == public_id for activity in lesson.activities)
        if lesson.id in done or not places_it or lesson_id not in (None, lesson.id):
            continue
        recorded = complete_if_rules_met(seat, viewer=viewer, how=kind)
        if recorded is not None and recorded.was_course_completed_now:
            return True
    return settle(enrolment, outline, done, at=at)


def _seats(enrolment: Enrolment, outline: Outline, done: set[int]) -> list[LessonSession]:
    return [LessonSession(enrolment, outline, lesson, done) for lesson in outline.lessons]


def _added_seats(enrolment: Enrolment, outline: Outline, done: set[int]) -> list[LessonSession]:
    """Those in lessons that were added since the course was completed."""
    newer = newer_release_for(enrolment, enrolment.course)
    lessons = outline_of_release(newer).lessons if newer else ()
    return [
        LessonSession(enrolment, outline_of_release(newer), lesson, done, achieved=outline)
        for lesson in lessons
        if newer and lesson.id not in outline.by_id
    ]


def _held(enrolment_id: int) -> tuple[Enrolment, Outline | None, set[int]]:
    """An enrolment, held until the transaction ends, what it is shown, and the ids of the lessons done."""
    rows = held(Enrolment.objects.filter(pk=enrolment_id), no_key=True)
    enrolment = rows.select_related("person", "course").get()
    release_id = release_for(enrolment, enrolment.course)
    outline = outline_of_release(release_id) if release_id else None
    done = LessonCompletion.objects.filter(enrolment=enrolment).values_list("lesson_id", flat=True)
    return enrolment, outline, set(done)
