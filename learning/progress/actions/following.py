"""Which learners move to which release of a course: by themselves, by how the course is set, or by staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.transactions import held
from learning.access.actions import follow_again, pin_followers, put_on_release
from learning.access.models import Enrolment, ReleaseMove
from learning.access.selectors import moves_on
from learning.assessments.models import Attempt
from learning.courses.actions import change_follow
from learning.courses.models import Course, Release
from learning.courses.release.outlines import outline_of_release
from learning.progress.models import ChecklistTick, CourseCompletion, LessonCompletion, LessonPosition
from learning.progress.selectors import share_done

from .lessons import HALF, settle

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 200


class MoveRefused(Exception):
    """Learners can't be moved to this release, as the words say; nothing was written."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def set_follow(*, course: Course, follow: str, by: User | None, at: datetime) -> None:
    """Say what learners of a course do when there is a new release. Nothing changes for anybody today.

    Those who are to stay, or to move with their next lesson, are pinned to the release that they are shown;
    when everybody is to move right away, those on the latest release follow it again. Who is on an earlier
    one stays there until staff move them, and who completed the course stays in any case. Some queries for
    each `BATCH` of learners.
    """
    before = change_follow(course=course, follow=follow, by=by, at=at)
    if before == follow:
        return
    if follow != Course.Follow.NOW:
        pin_followers(course_id=course.pk)
        return
    latest = Enrolment.objects.filter(course=course, release=course.latest_release_id)
    rest = iter(list(latest.order_by("pk").values_list("pk", flat=True)))
    while ids := list(islice(rest, BATCH)):
        held = _held(ids)
        completed = _completed(ids)
        follow_again(enrolment_ids=[row.pk for row in held if row.pk not in completed])


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def move_learners(
    *,
    enrolment_ids: Collection[int],
    release: Release,
    by: User | None,
    at: datetime,
    words: str = "",
    reason: str = ReleaseMove.Reason.STAFF,
) -> list[int]:
    """Move these learners to a release of their course; returns the ids of the enrolments that were moved.

    Who completed the course, or is there already, stays as they are. What they completed counts on; a course
    that is complete in the release is completed by the move. About six queries, and some for each learner
    who reaches something by it. Raises MoveRefused.
    """
    if release.is_withdrawn:
        raise MoveRefused(_("This release marks when the course was unpublished. Choose another one."))
    held = [row for row in _held(enrolment_ids) if row.course_id == release.course_id]
    completed = _completed([row.pk for row in held])
    going = [row for row in held if row.pk not in completed and _goes(row, release)]
    if not going:
        return []
    course = going[0].course
    follows = course.follow == Course.Follow.NOW and release.pk == course.latest_release_id
    put_on_release(
        enrolments=going, release=release, follows=follows, reason=reason, by=by, at=at, words=words
    )
    _settle(going, release, at=at)
    return [row.pk for row in going]


def _goes(enrolment: Enrolment, release: Release) -> bool:
    """Whether something changes for them: what they are shown, or whether they follow later releases."""
    course = enrolment.course
    shown = enrolment.release_id or course.latest_release_id
    if shown is None:
        return False
    follows = course.follow == Course.Follow.NOW and release.pk == course.latest_release_id
    return shown != release.pk or follows != (enrolment.release_id is None)


def _held(ids: Iterable[int]) -> list[Enrolment]:
    rows = held(Enrolment.objects.filter(pk__in=list(ids)), no_key=True)
    return list(rows.select_related("person", "course__latest_release").order_by("pk"))


def _completed(ids: Iterable[int]) -> set[int]:
    """Those that are completed, asked once they are held."""
    rows = CourseCompletion.objects.filter(enrolment__in=list(ids))
    return set(rows.values_list("enrolment_id", flat=True))


def _settle(enrolments: list[Enrolment], release: Release, *, at: datetime) -> None:
    """Record what their completed lessons amount to in the release."""
    outline = outline_of_release(release.pk)
    done: dict[int, set[int]] = defaultdict(set)
    rows = LessonCompletion.objects.filter(enrolment__in=enrolments)
    for enrolment_id, lesson_id in rows.values_list("enrolment_id", "lesson_id"):
        done[enrolment_id].add(lesson_id)
    for enrolment in enrolments:
        if not outline.required_ids or share_done(outline, done[enrolment.pk]) >= HALF:
            settle(enrolment, outline, done[enrolment.pk], at=at)


def move_at_next_lesson(*, enrolment: Enrolment, lesson_id: int, at: datetime) -> bool:
    """Move a learner on to the latest release as they open a lesson, if the course is set so. True: moved.

    In a lesson that they have begun they stay where they are: nothing changes under their hands. No query for
    whom it does not concern, and none where they are on the latest release.
    """
    latest = enrolment.course.latest_release
    if latest is None or not moves_on(enrolment, enrolment.course) or _has_begun(enrolment.pk, lesson_id):
        return False
    moved = move_learners(
        enrolment_ids=[enrolment.pk],
        release=latest,
        by=None,
        at=at,
        reason=ReleaseMove.Reason.NEXT_LESSON,
    )
    if moved:
        enrolment.refresh_from_db(fields=["release"])
    return bool(moved)


def _has_begun(enrolment_id: int, lesson_id: int) -> bool:
    """Whether a learner has done something in a lesson that they have not completed yet. Three queries."""
    there = {"enrolment": enrolment_id, "lesson": lesson_id}
    if LessonCompletion.objects.filter(**there).exists():
        return False
    return (
        LessonPosition.objects.filter(**there).exists()
        or ChecklistTick.objects.filter(**there).exists()
        or Attempt.objects.filter(enrolment=enrolment_id, placement__lesson=lesson_id).exists()
    )
