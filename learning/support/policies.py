"""What staff may do about learners. An instructor looks at courses as somebody invented, never at people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.verdict import Verdict
from learning.courses.policies import may_see_drafts

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Course


def may_see_learners(user: User) -> Verdict:
    """See what a person may enter, how far they are, and why something is closed to them."""
    if user.has_perms(["access.view_courseaccess", "access.view_enrolment"]):
        return Verdict.yes()
    return Verdict.no("not_support", _("Your role doesn't allow you to view learners."))


def may_change_access(user: User) -> Verdict:
    """Grant, move, stop and take back access."""
    if user.has_perm("access.change_courseaccess"):
        return may_see_learners(user)
    return Verdict.no("not_grantor", _("Your role doesn't allow you to change access."))


def may_seat(user: User) -> Verdict:
    """Put people into cohorts."""
    if user.has_perm("access.change_cohortmember"):
        return may_see_learners(user)
    return Verdict.no("not_usher", _("Your role doesn't allow you to add people to cohorts."))


def may_mark_paid_up(user: User) -> Verdict:
    """Say when the last instalment was paid."""
    if user.has_perm("access.change_enrolment"):
        return may_see_learners(user)
    return Verdict.no("not_cashier", _("Your role doesn't allow you to record payments."))


def may_preview_courses(user: User) -> Verdict:
    """Look at some courses as an invented learner: whoever writes or reviews them, or sees learners."""
    if user.has_perm("courses.author_course") or user.has_perm("courses.review_course"):
        return Verdict.yes()
    return may_see_learners(user)


def may_preview(user: User, course: Course) -> Verdict:
    """Look at this course as an invented learner: its instructors, and staff."""
    return may_see_drafts(user, course) or may_see_learners(user)


def may_preview_as(user: User, person: User) -> Verdict:
    """Look at the academy through the eyes of this person: those who see learners; never through staff's."""
    allowed = may_see_learners(user)
    if allowed and (person.is_superuser or person.has_perm("wagtailadmin.access_admin")):
        return Verdict.no(
            "is_staff", _("You can't preview as staff, because they don't see what learners see.")
        )
    return allowed
