"""Roll a course back to an earlier release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from learning.courses.models import Course, Release
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.courses.release.put_back import PagesPutBack, put_back

from .release_notes import write_note
from .releases import keep_release, lock_course, releasing_once

if TYPE_CHECKING:
    from accounts.models import User


class RollBackRefused(Exception):
    """The course can't be rolled back to this release, as the words say; nothing was written."""


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The release that was made, and what became of the pages."""

    release: Release
    pages: PagesPutBack


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def roll_back(*, release: Release, actor: User | None, at: datetime, note: str = "") -> RolledBack:
    """Make a release that holds exactly what an earlier one held. Raises RollBackRefused.

    The published pages say again what they said then. What authors have written since stays as drafts, and
    what was published since becomes drafts; submissions stay as they are. Prices, status, instructors and
    results of learners are no part of a release, and stay. note: what learners are told.
    """
    course = lock_course(release.course_id)
    if refusal := why_not_to(course, release):
        raise RollBackRefused(refusal)
    snapshot = snapshot_of_release(release)
    if course.latest_release is not None and snapshot.content_hash == course.latest_release.content_hash:
        raise RollBackRefused(_("The latest release already has the same content."))
    with releasing_once(course.pk):
        pages = put_back(course, snapshot, actor=actor)
    made = keep_release(
        course=course,
        edition=snapshot,
        actor=actor,
        at=at,
        reason=Release.Reason.ROLLED_BACK,
        restores=release,
    )
    write_note(release=made, text=note, by=actor, at=at)
    return RolledBack(made, pages)


def why_not_to(course: Course, release: Release) -> str:
    """Why a course can't be rolled back to a release, in words; empty when it can."""
    latest = course.latest_release
    if latest is None or latest.is_withdrawn:
        return _("This course isn't published. Publish it before you roll back.")
    if release.is_withdrawn:
        return _("This release marks when the course was unpublished. Choose another one.")
    if release.pk == latest.pk:
        return _("This is the latest release already.")
    return ""
