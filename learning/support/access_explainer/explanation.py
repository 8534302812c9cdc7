"""Why can they, or can't they, enter? The verdict at any moment, with every rule that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from common.contact import way_on
from common.natural_order import AsPeopleCount
from common.verdict import Verdict
from learning.access import policies
from learning.access.models import CourseAccess, Enrolment
from learning.access.selectors import enrolment_of, release_for
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, OutlineLesson, outline_of_release
from learning.courses.viewer import Viewer
from learning.support.access_explainer.labels import found_words, rule_name, verdict_words

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One rule that was looked at, in words."""

    question: str
    found: str
    passed: bool


@dataclass(frozen=True, slots=True)
class AccessAnswer:
    """allowed or not, one sentence to staff, what the learner reads and can do, and the rules in order.

    rule: the one that answered.
    """

    allowed: bool
    code: str
    rule: str
    sentence: str
    shown: str
    next_step: str
    steps: tuple[TraceRow, ...]


@dataclass(frozen=True, slots=True)
class AccessInquiry:
    """A person and a course at a moment. `outline` is None where the course was not released yet."""

    viewer: Viewer
    course: Course
    outline: Outline | None
    enrolment: Enrolment | None

    def lesson(self, lesson_id: int | None) -> OutlineLesson | None:
        """The lesson with this id, if the outline has it."""
        return self.outline.by_id.get(lesson_id) if self.outline and lesson_id else None


@dataclass(frozen=True, slots=True)
class CourseAnswer:
    """How a person stands to one of their courses."""

    course: Course
    answer: AccessAnswer


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """Whether a lesson is open to the person, in a list of all. title: with its number."""

    id: int
    title: str
    allowed: bool
    sentence: str


def inquiry(person: User, course: Course, *, moment: datetime, now: datetime) -> AccessInquiry:
    """What the question is asked of: at a past moment the edition and the enrolment that there were then."""
    viewer = Viewer(person=person, moment=moment)
    if moment < now:
        viewer = viewer.back_at(moment)
    enrolment = enrolment_of(viewer, course)
    release_id = release_for(enrolment, course, viewer)
    outline = outline_of_release(release_id) if release_id else None
    return AccessInquiry(viewer, course, outline, enrolment)


def courses_of(person: User, *, now: datetime) -> tuple[CourseAnswer, ...]:
    """The courses that the person takes or ever had a grant for, by title; ten queries, however many."""
    grants = CourseAccess.objects.filter(person=person).values("course")
    taken = Enrolment.objects.filter(person=person).values("course")
    courses = list(
        Course.objects.filter(Q(pk__in=grants) | Q(pk__in=taken))
        .select_related("latest_release")
        .defer("latest_release__content", "latest_release__search_text")
        .order_by(AsPeopleCount("title"))
    )
    verdicts = policies.course_verdicts(Viewer(person=person, moment=now), courses)
    return tuple(CourseAnswer(course, answer_of(verdicts[course.pk])) for course in courses)


def lessons_in(asked: AccessInquiry) -> list[tuple[int, str]]:
    """(id, numbered title) of the lessons that could be asked about."""
    if asked.outline is None:
        return []
    return [(lesson.id, f"{lesson.number}. {lesson.title}") for lesson in asked.outline.lessons]


def lesson_answers(asked: AccessInquiry) -> tuple[LessonAnswer, ...]:
    """Every lesson of the course with its answer. At most four queries but for the course."""
    if asked.outline is None:
        return ()
    verdicts = policies.lesson_verdicts(asked.viewer, asked.course, asked.outline, asked.enrolment)
    return tuple(
        LessonAnswer(pk, title, bool(verdicts[pk]), verdict_words(verdicts[pk]))
        for pk, title in lessons_in(asked)
    )


def answer(asked: AccessInquiry, lesson_id: int | None) -> AccessAnswer:
    """lesson_id: None for the course as a whole, or one of the outline's."""
    lesson = asked.lesson(lesson_id)
    if asked.outline is None or lesson is None:
        verdict = policies.course_verdict(asked.viewer, asked.course)
    else:
        verdict = policies.lesson_verdict(asked.viewer, asked.course, asked.outline, lesson, asked.enrolment)
    return answer_of(verdict)


def answer_of(verdict: Verdict) -> AccessAnswer:
    """A verdict as staff read it. The rule that refused speaks about the learner, not to them."""
    step = way_on(verdict)
    words = verdict_words(verdict)
    return AccessAnswer(
        allowed=verdict.allowed,
        code=verdict.code,
        rule=verdict.trace[-1].rule if verdict.trace else "",
        sentence=words,
        shown=verdict.sentence,
        next_step=step.label if step else "",
        steps=tuple(
            TraceRow(
                rule_name(looked.rule),
                found_words(str(looked.found)) if looked.passed else words,
                looked.passed,
            )
            for looked in verdict.trace
        ),
    )
