"""Who may preview the site as a learner, and who may see and email the learners of a course.

Instructors preview it as a test learner, never as a person, and know the learners of their own courses alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common.verdict import Verdict
from learning.access.admin.policies import may_see_learners
from learning.courses.policies import may_see_drafts
from learning.courses.selectors import course_ids_taught_by

if TYPE_CHECKING:
    from learning.courses.models import Course


def colleagues_of(user: User) -> QuerySet[User]:
    """Whom this member of the staff may hand a learner's case on to: others who may see learners, by name."""
    may_see = Q(is_superuser=True) | Q(
        groups__permissions__codename="view_courseaccess",
        groups__permissions__content_type__app_label="access",
    )
    people = User.objects.filter(may_see, is_active=True).exclude(pk=user.pk)
    return people.order_by("first_name", "last_name", "pk").distinct()


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


def may_see_course_learners(user: User, course: Course) -> Verdict:
    """See who takes a course and how far they are: who teaches it, administrators, and support."""
    if may_see_learners(user) or may_write_to_learners(user, course):
        return Verdict.yes()
    return Verdict.no("not_your_course", _("Only instructors of this course can view its learners."))


def may_write_to_learners(user: User, course: Course) -> Verdict:
    """Email the learners of a course: its instructors, and administrators."""
    teaches = user.has_perm("courses.author_course") and course.pk in course_ids_taught_by(user)
    if teaches or user.has_perm("courses.manage_course"):
        return Verdict.yes()
    return Verdict.no("not_your_course", _("Only instructors of this course can email its learners."))
