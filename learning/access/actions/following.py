"""On which release of a course learners are: where they begin, where they stay, where they are moved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS

from common.transactions import in_transaction
from learning.courses.models import Course, Release

from ..models import Enrolment, ReleaseMove

if TYPE_CHECKING:
    from accounts.models import User


def begins_on(course: Course) -> int | None:
    """The release that a new enrolment is pinned to; None: it follows the latest. No query."""
    return None if course.follow == Course.Follow.NOW else course.latest_release_id


@in_transaction
def pin_followers(*, course_id: int, using: str = DEFAULT_DB_ALIAS) -> int:
    """Pin those who follow the latest release of a course to the one that they are shown, unless the course
    has everybody follow. Returns how many. One statement, and one query before it."""
    course = Course.objects.using(using).get(pk=course_id)
    release_id = begins_on(course)
    if release_id is None:
        return 0
    following = Enrolment.objects.using(using).filter(course=course_id, release=None)
    return following.update(release=release_id)


@in_transaction
def put_on_release(
    *,
    enrolments: Collection[Enrolment],
    release: Release,
    follows: bool,
    reason: str,
    by: User | None,
    at: datetime,
    words: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Let these learners be shown this release from now on, and keep in the history where they were.

    enrolments: held by the caller, with `course`; who may be moved is the caller's to say. follows: they go
    on to later releases by themselves, so this one has to be the latest. Two statements, however many.
    """
    if not enrolments:
        return
    ids = [enrolment.pk for enrolment in enrolments]
    Enrolment.objects.using(using).filter(pk__in=ids).update(release=None if follows else release)
    ReleaseMove.objects.using(using).bulk_create(
        ReleaseMove(
            enrolment=enrolment,
            old_release_id=enrolment.release_id or enrolment.course.latest_release_id or release.pk,
            new_release=release,
            followed=enrolment.release_id is None,
            follows=follows,
            reason=reason,
            words=words,
            moved_at=at,
            moved_by=by,
        )
        for enrolment in enrolments
    )
    for enrolment in enrolments:
        enrolment.release = None if follows else release


@in_transaction
def follow_again(*, enrolment_ids: Collection[int], using: str = DEFAULT_DB_ALIAS) -> int:
    """Let those who are pinned to the latest release follow it again: nothing changes today."""
    return Enrolment.objects.using(using).filter(pk__in=enrolment_ids).update(release=None)
