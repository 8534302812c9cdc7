"""May they? Questions about what learners write."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from common.verdict import NextStep, Verdict
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
        step = NextStep(label=_("Sign in or sign up"), url=reverse("account_login"))
        return Verdict.no("no_grant", _("Sign in to take notes."), next_step=step)
    return access.lesson_verdict(viewer, course, outline, lesson, enrolment)
