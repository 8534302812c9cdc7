"""How somebody stands to a course: what every screen of the course begins with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.policies import SIGN_IN
from commerce.catalogue.selectors import PriceTag
from common.addresses import address_of
from common.contact import way_on
from common.verdict import NextStep, Verdict
from learning.access import policies
from learning.access.models import Enrolment
from learning.access.selectors import newer_release_for
from learning.classroom.course.course_work import CourseWork, course_work_of
from learning.classroom.labels import preferred_price
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, OutlineLesson, outline_of_release
from learning.courses.selectors import price_tags_of, prices_at
from learning.courses.viewer import Viewer
from learning.progress.selectors import CourseProgress, ProgressRows, progress_of


@dataclass(frozen=True, slots=True)
class OutlineCourse:
    """What stands above the outline of a course. has_required: whether some lessons are required."""

    url: str
    is_beyond: bool
    is_taken: bool
    has_required: bool


@dataclass(frozen=True)
class CourseContext:
    """A viewer and a course: the outline they are shown, their enrolment, and whether they may enter.

    `url` is the address of the course, with a slash at the end. is_beyond: the outline is a newer one than
    that in which they completed the course, for what was added to it. recorded: what is recorded of the
    enrolment, where it was read with the course.
    """

    viewer: Viewer
    course: Course
    outline: Outline
    enrolment: Enrolment | None
    verdict: Verdict
    url: str
    is_preview: bool = False
    is_beyond: bool = False
    recorded: ProgressRows | None = None

    @cached_property
    def lesson_verdicts(self) -> dict[int, Verdict]:
        """By lesson id; no query, unless lessons open by the start of a cohort."""
        return policies.lesson_verdicts_given(self.viewer, self.verdict, self.outline, self.enrolment)

    @cached_property
    def progress(self) -> CourseProgress:
        """How far the viewer is; three queries, none where it was read with the course."""
        return progress_of(self.enrolment, self.outline, self.recorded)

    @cached_property
    def newer(self) -> Outline | None:
        """What the course is now, for somebody who completed it as it was before; queries as
        `newer_release_for`."""
        if self.shows_only or self.viewer.looks_back:
            return None
        newer = newer_release_for(self.enrolment, self.course)
        outline = outline_of_release(newer, self.viewer.language_code) if newer else None
        return None if outline is None or outline.is_withdrawn else outline

    @property
    def added(self) -> tuple[OutlineLesson, ...]:
        """The lessons that were added since they completed the course."""
        lessons = self.newer.lessons if self.newer else ()
        return tuple(lesson for lesson in lessons if lesson.id not in self.outline.by_id)

    def beyond(self) -> CourseContext:
        """How they stand to the course as it is now. Raises AssertionError where nothing is newer."""
        assert self.newer is not None
        return replace(self, outline=self.newer, is_beyond=True)

    @cached_property
    def course_work(self) -> tuple[CourseWork, ...]:
        """Exam and assignments of the course itself; queries as `course_work_of`."""
        return course_work_of(self)

    def lesson_url(self, lesson: OutlineLesson) -> str:
        return f"{self.url}{lesson.path}"

    def next_step(self, verdict: Verdict, back: str = "") -> NextStep | None:
        """What can be done about a refusal of this course or a part of it, with the addresses it has.

        back: the address that somebody wanted to see; signing in leads back to it, else to the course.
        """
        step = way_on(verdict)
        if step is None:
            return None
        if step.place == policies.BUY:
            return self._buy_step()
        return step.located(
            {
                SIGN_IN: self.sign_in_url_for(back or self.url),
                policies.ENROL: f"{self.url}enroll/",
                policies.LESSONS: f"{self.url}?tab=modules",
            }
        )

    def _buy_step(self) -> NextStep:
        """The button with the price that leads to the checkout; nobody buys with eyes that are lent."""
        price = preferred_price([tag.money for tag in self.price_tags])
        if price is None:
            return NextStep.none(_("Not on sale yet"))
        label = _("Buy for %(price)s") % {"price": price.format()}
        if self.shows_only or self.viewer.sees_drafts or self.viewer.persona is not None:
            return NextStep.none(label)
        asked = urlencode({"product": self.course.product_code, "currency": price.currency})
        return NextStep.checkout(label, f"{address_of('add_to_checkout')}?{asked}", place=policies.BUY)

    @cached_property
    def price_tags(self) -> tuple[PriceTag, ...]:
        """What the course costs, or cost at the moment that is looked back at; no query for a free one."""
        if self.viewer.looks_back:
            return tuple(PriceTag(price) for price in prices_at(self.course.pk, self.viewer.moment))
        return () if self.course.is_free else price_tags_of([self.course.pk])[self.course.pk]

    @property
    def outline_course(self) -> OutlineCourse:
        taken = self.enrolment is not None
        return OutlineCourse(self.url, self.is_beyond, taken, bool(self.outline.required_ids))

    @property
    def slug(self) -> str:
        return slug_of(self.course) or self.outline.slug

    @property
    def sign_in_url(self) -> str:
        """Where a stranger signs in, to come back to the course."""
        return self.sign_in_url_for(self.url)

    def sign_in_url_for(self, back: str) -> str:
        """Where a stranger signs in, to come back to an address."""
        return f"{reverse('account_login')}?{urlencode({'next': back})}"

    @property
    def shows_only(self) -> bool:
        """Nothing that is done here is kept, and no learner's own words are shown: it is a preview."""
        return self.is_preview or self.viewer.is_preview

    @property
    def is_staff(self) -> bool:
        """Let in because they teach or review the course."""
        return bool(self.verdict.trace) and self.verdict.trace[-1].rule == "teaching"

    @property
    def is_learner(self) -> bool:
        """Enrolled, and let in now."""
        return self.enrolment is not None and bool(self.verdict)


def slug_of(course: Course) -> str:
    """By what a learner's own addresses call a course."""
    return course.latest_release.slug if course.latest_release else ""
