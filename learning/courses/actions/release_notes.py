"""What learners are told about a release, and what they do when there is a new one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS

from common.transactions import in_transaction
from learning.courses.models import Candidate, Course, Release, ReleaseNote

if TYPE_CHECKING:
    from accounts.models import User


@in_transaction
def write_note(
    *, release: Release, text: str, by: User | None, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Tell learners what is new in a release; an empty text takes the note away. The last one counts."""
    notes = ReleaseNote.objects.using(using)
    if not text.strip():
        notes.filter(release=release).delete()
        return
    notes.update_or_create(
        release=release, defaults={"text": text.strip(), "written_by": by, "written_at": at}
    )


@in_transaction
def propose_note(*, candidate: Candidate, text: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write what learners are to be told once a submission is published."""
    Candidate.objects.using(using).filter(pk=candidate.pk).update(note=text.strip())


@in_transaction
def change_follow(
    *, course: Course, follow: str, by: User | None, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> str:
    """Say what learners of a course do when there is a new release, and keep it in the history.

    It says so for releases to come: whoever keeps enrolments lets each of them follow or stay. The course is
    locked until the transaction ends. Returns what was said before.
    """
    locked = Course.objects.using(using).select_for_update(of=("self",)).get(pk=course.pk)
    before = locked.follow
    if before != follow:
        locked.follow = course.follow = follow
        locked.save(update_fields=["follow"])
        locked.follow_changes.create(follow=follow, changed_at=at, changed_by=by)
    return before
