"""May they? Questions about what learners write, and about who follows which release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.policies import sign_in_step
from common.verdict import Verdict
from learning.access import policies as access
from learning.access.admin import policies as access_staff
from learning.access.models import Enrolment
from learning.assessments.admin.policies import may_grade
from learning.courses.models import Course
from learning.courses.policies import may_change_standing
from learning.courses.release.outlines import Outline, OutlineLesson
from learning.courses.selectors import source_page_of
from learning.courses.viewer import Viewer

if TYPE_CHECKING:
    from accounts.models import User


def may_write_note(
    viewer: Viewer,
    course: Course,
    outline: Outline,
    lesson: OutlineLesson,
    enrolment: Enrolment | None = None,
) -> Verdict:
    """May the viewer write notes in this lesson? Whoever may read it, once signed in."""
    if viewer.person is None:
        return Verdict.no("no_grant", _("Sign in to take notes."), next_step=sign_in_step())
    return access.lesson_verdict(viewer, course, outline, lesson, enrolment)


def may_see_learners_of(user: User, course: Course) -> Verdict:
    """See who learns in a course, on which release and how far: whoever sees learners, or grades there."""
    return access_staff.may_see_learners(user) or may_grade(user, course)


def may_move_learners(user: User, course: Course) -> Verdict:
    """Move learners between the releases of a course: whoever changes access, and those who run it."""
    if verdict := access_staff.may_change_access(user):
        return verdict
    return may_say_who_follows(user, course)


def may_say_who_follows(user: User, course: Course) -> Verdict:
    """Say what learners of a course do when there is a new release: those who run it."""
    page = source_page_of(course)
    if page is None:
        return Verdict.no("not_your_course", _("This course has no page any more."))
    return may_change_standing(user, page)
