"""May they? What staff may do to what belongs to a course, in one course and at all.

The rights themselves are derived in `learning.assessments.permissions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.verdict import Verdict

from ..permissions import rights_on_course, rights_somewhere

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Course


def may_somewhere(user: User, right: str) -> Verdict:
    """Do this in at least one course. right: one of those that `permissions` names."""
    return Verdict.yes() if right in rights_somewhere(user) else _refused(right)


def may_in_course(user: User, right: str, course: Course | int | None) -> Verdict:
    """Do this in a course. course: or its id; None for the academy's questions."""
    return Verdict.yes() if right in rights_on_course(user, course) else _refused(right)


def may_grade_somewhere(user: User) -> Verdict:
    """Open the grading queue and the list of gradebooks."""
    return may_somewhere(user, "mark")


def may_grade(user: User, course: Course | int) -> Verdict:
    """Grade what learners submitted in a course, and see its gradebook. course: or its id."""
    return may_in_course(user, "mark", course)


def _refused(right: str) -> Verdict:
    if right == "mark":
        return Verdict.no("not_a_grader", _("Your role doesn't allow you to grade in this course."))
    return Verdict.no("not_an_author", _("You don't have permission to do this in this course."))
