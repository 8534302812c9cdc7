"""Who teaches a course: acts at once, keeps a history, and is told to those concerned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.events import emit
from learning.courses.events import InstructorsChanged
from learning.courses.models import Course, CourseInstructor, InstructorChange

from .releases import lock_course

if TYPE_CHECKING:
    from accounts.models import User


class CourseNeedsOwner(Exception):
    """A course is always taught by somebody; nothing was changed."""


class OnlyOwnerHandsOver(Exception):
    """Somebody else would have removed the owner or handed the course over; nothing was changed."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def set_instructors(
    *, course: Course, accounts: Sequence[User], owner: User | None = None, actor: User | None, at: datetime
) -> list[InstructorChange]:
    """Say who teaches a course, in this order, and who owns it; gives what changed, of each person.

    owner: one of them; where nobody or somebody else is named, the owner stays, and where that isn't among
    them, it's the first. actor: None is the site itself, as in an import.
    Raises CourseNeedsOwner when the list is empty, and OnlyOwnerHandsOver.
    """
    from learning.courses.policies import may_hand_over

    if not accounts:
        raise CourseNeedsOwner(_("A course needs at least one instructor."))
    course = lock_course(course.pk)
    before = {row.account_id: row for row in course.course_instructors.all()}
    owned_by = next((account_id for account_id, row in before.items() if row.is_owner), None)
    stays = next((account for account in accounts if account.pk == owned_by), accounts[0])
    new_owner = owner if owner is not None and owner in accounts else stays
    if owned_by is not None and new_owner.pk != owned_by and actor is not None:
        verdict = may_hand_over(actor, course)
        if not verdict:
            raise OnlyOwnerHandsOver(verdict.sentence)
    course.course_instructors.exclude(account__in=accounts).delete()
    course.course_instructors.update(is_owner=False)
    for position, account in enumerate(accounts):
        CourseInstructor.objects.update_or_create(
            course=course,
            account=account,
            defaults={"position": position, "is_owner": account == new_owner},
        )
    return _noted(course, before, accounts, new_owner if new_owner.pk != owned_by else None, actor, at)


def _noted(
    course: Course,
    before: dict[int, CourseInstructor],
    accounts: Sequence[User],
    new_owner: User | None,
    actor: User | None,
    at: datetime,
) -> list[InstructorChange]:
    """Keep what changed, and tell it once; what the site does by itself needs no telling."""
    now = {account.pk for account in accounts}
    changed = [(account.pk, InstructorChange.What.ADDED) for account in accounts if account.pk not in before]
    changed += [(pk, InstructorChange.What.REMOVED) for pk in before if pk not in now]
    if new_owner is not None:
        changed.append((new_owner.pk, InstructorChange.What.MADE_OWNER))
    rows = [
        InstructorChange.objects.create(
            course=course, account_id=account_id, what=what, changed_by=actor, changed_at=at
        )
        for account_id, what in changed
    ]
    if rows and actor is not None:
        fact = InstructorsChanged(course_id=course.pk, first_change_id=rows[0].pk, last_change_id=rows[-1].pk)
        emit(fact)
    return rows
