"""What staff may do about people's access, and about cohorts.

Support sees learners and what is open to them; an administrator also changes that. Support sees all cohorts,
adds people and invites; an administrator also makes and changes cohorts. An instructor sees and invites into
those whose courses they all teach, so that no invitation opens somebody else's course; there they read the
names of who is in, and no addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.verdict import Verdict
from learning.courses.models import Course

from ..models import BundlePage, Cohort

if TYPE_CHECKING:
    from accounts.models import User


def visible_cohorts(user: User) -> QuerySet[Cohort]:
    """The cohorts that this member of the staff may look at."""
    if user.has_perm("access.view_cohort"):
        return Cohort.objects.all()
    if not user.has_perm("courses.author_course"):
        return Cohort.objects.none()
    of_others = Course.objects.exclude(course_instructors__account=user)
    return (
        Cohort.objects.filter(courses__course_instructors__account=user)
        .exclude(courses__in=of_others)
        .distinct()
    )


def may_see_cohorts(user: User) -> Verdict:
    """Open the list; whoever teaches finds their own in it."""
    if user.has_perm("access.view_cohort") or user.has_perm("courses.author_course"):
        return Verdict.yes()
    return Verdict.no("not_support", _("Your role doesn't allow you to view cohorts."))


def may_see_members(user: User) -> Verdict:
    """Read who is in and who waits, with their addresses, and carry that off."""
    if user.has_perm("access.view_cohortmember"):
        return Verdict.yes()
    return Verdict.no("not_support", _("Your role doesn't allow you to view learners."))


def may_see_learners(user: User) -> Verdict:
    """See what a person may enter, how far they are, and why something is closed to them."""
    if user.has_perms(["access.view_courseaccess", "access.view_enrolment"]):
        return Verdict.yes()
    return Verdict.no("not_support", _("Your role doesn't allow you to view learners."))


def may_change_access(user: User) -> Verdict:
    """Grant, extend, suspend and revoke access."""
    if user.has_perm("access.change_courseaccess"):
        return may_see_learners(user)
    return Verdict.no("not_grantor", _("Your role doesn't allow you to change access."))


def may_mark_paid_up(user: User) -> Verdict:
    """Record that the last instalment was paid."""
    if user.has_perm("access.change_enrolment"):
        return may_see_learners(user)
    return Verdict.no("not_cashier", _("Your role doesn't allow you to record payments."))


def may_see_all_rules(user: User) -> Verdict:
    """Read which rules of all courses and paths can't work."""
    if user.has_perm("courses.review_course") or user.has_perm("access.view_courseaccess"):
        return Verdict.yes()
    return Verdict.no("not_staff", _("Your role doesn't allow you to view the access rules of all courses."))


def may_see_rules(user: User) -> Verdict:
    """Open the report; whoever teaches finds their own courses in it."""
    return Verdict.yes() if user.has_perm("courses.author_course") else may_see_all_rules(user)


def may_change_members(user: User) -> Verdict:
    """Put people into cohorts and take them out."""
    if user.has_perm("access.change_cohortmember"):
        return Verdict.yes()
    return Verdict.no("not_usher", _("Your role doesn't allow you to add people to cohorts."))


def may_invite(user: User, cohort: Cohort) -> Verdict:
    """Make and withdraw invitations into this cohort."""
    if user.has_perm("access.add_cohortinvitation") or visible_cohorts(user).filter(pk=cohort.pk).exists():
        return Verdict.yes()
    return Verdict.no("not_host", _("Your role doesn't allow you to invite people to this cohort."))


def may_change_cohorts(user: User) -> Verdict:
    """Make cohorts, and change their dates, seats and courses."""
    if user.has_perm("access.change_cohort"):
        return Verdict.yes()
    return Verdict.no("not_organiser", _("Your role doesn't allow you to edit cohorts."))


def may_see_bundle_prices(user: User, page: BundlePage) -> Verdict:
    """Look at what a bundle costs, beside its page: whoever may do something to the page."""
    if page.permissions_for_user(user).permissions:
        return Verdict.yes()
    return Verdict.no("not_your_page", _("You don't have permission to edit this bundle."))


def may_set_bundle_prices(user: User, page: BundlePage) -> Verdict:
    """Say what a bundle costs: whoever may publish its page, for it acts at once."""
    if page.permissions_for_user(user).can_publish():
        return Verdict.yes()
    return Verdict.no("not_publisher", _("Only people who can publish this bundle can change its prices."))
