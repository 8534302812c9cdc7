"""How somebody stands to a course: what every screen of the course begins with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode

from accounts.policies import SIGN_IN
from common.contact import way_on
from common.verdict import NextStep, Verdict
from learning.access import policies
from learning.access.models import Enrolment
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, OutlineLesson
from learning.courses.viewer import Viewer


@dataclass(frozen=True)
class CourseContext:
    """A viewer and a course: the outline they are shown, their enrolment, and whether they may enter.

    `url` is the address of the course, with a slash at the end.
    """

    viewer: Viewer
    course: Course
    outline: Outline
    enrolment: Enrolment | None
    verdict: Verdict
    url: str
    is_preview: bool = False

    @cached_property
    def lesson_verdicts(self) -> dict[int, Verdict]:
        """By lesson id; no query, unless lessons open by the start of a cohort."""
        return policies.lesson_verdicts_given(self.viewer, self.verdict, self.outline, self.enrolment)

    def lesson_url(self, lesson: OutlineLesson) -> str:
        return f"{self.url}{lesson.path}"

    def next_step(self, verdict: Verdict) -> NextStep | None:
        """What can be done about a refusal of this course or a part of it, with the addresses it has."""
        step = way_on(verdict)
        if step is None:
            return None
        return step.located(
            {
                SIGN_IN: self.sign_in_url,
                policies.ENROL: f"{self.url}enroll/",
                policies.LESSONS: f"{self.url}?tab=modules",
            }
        )

    @property
    def slug(self) -> str:
        return slug_of(self.course) or self.outline.slug

    @property
    def sign_in_url(self) -> str:
        """Where a stranger signs in, to come back to the course."""
        return f"{reverse('account_login')}?{urlencode({'next': self.url})}"

    @property
    def shows_only(self) -> bool:
        """Nothing that is done here is kept, and no learner's own words are shown: it is a preview."""
        return self.is_preview or self.viewer.is_preview

    @property
    def is_learner(self) -> bool:
        """Enrolled, and let in now."""
        return self.enrolment is not None and bool(self.verdict)


def slug_of(course: Course) -> str:
    """By what a learner's own addresses call a course."""
    return course.latest_release.slug if course.latest_release else ""
