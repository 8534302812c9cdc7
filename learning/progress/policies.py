"""May they? Questions about what learners write."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.policies import sign_in_step
from common.verdict import Verdict
from learning.access import policies as access
from learning.access.models import Enrolment
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, OutlineLesson
from learning.courses.viewer import Viewer


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
