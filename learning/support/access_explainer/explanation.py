"""Why can they, or can't they, enter? The verdict at any moment, with every rule that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from common.verdict import Verdict
from learning.access import policies
from learning.access.models import Enrolment
from learning.access.selectors import enrolment_of, release_for
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, outline_of_release
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
    """allowed or not, one sentence, what they could do about it, and the rules in the order of asking."""

    allowed: bool
    code: str
    sentence: str
    next_step: str
    steps: tuple[TraceRow, ...]


@dataclass(frozen=True, slots=True)
class AccessInquiry:
    """A person and a course at a moment. `outline` is None where the course was not released yet."""

    viewer: Viewer
    course: Course
    outline: Outline | None
    enrolment: Enrolment | None


def inquiry(person: User, course: Course, *, moment: datetime, now: datetime) -> AccessInquiry:
    """What the question is asked of: at a past moment the edition and the enrolment that there were then."""
    viewer = Viewer(person=person, moment=moment)
    if moment < now:
        viewer = viewer.back_at(moment)
    enrolment = enrolment_of(viewer, course)
    release_id = release_for(enrolment, course, viewer)
    outline = outline_of_release(release_id) if release_id else None
    return AccessInquiry(viewer, course, outline, enrolment)


def lessons_in(asked: AccessInquiry) -> list[tuple[int, str]]:
    """(id, numbered title) of the lessons that could be asked about."""
    if asked.outline is None:
        return []
    return [(lesson.id, f"{lesson.number}. {lesson.title}") for lesson in asked.outline.lessons]


def answer(asked: AccessInquiry, lesson_id: int | None) -> AccessAnswer:
    """lesson_id: None for the course as a whole, or one of the outline's."""
    lesson = asked.outline.by_id.get(lesson_id) if asked.outline and lesson_id else None
    if asked.outline is None or lesson is None:
        verdict = policies.course_verdict(asked.viewer, asked.course)
    else:
        verdict = policies.lesson_verdict(asked.viewer, asked.course, asked.outline, lesson, asked.enrolment)
    return trace_row(verdict)


def trace_row(verdict: Verdict) -> AccessAnswer:
    return AccessAnswer(
        allowed=verdict.allowed,
        code=verdict.code,
        sentence=verdict_words(verdict.code, verdict.sentence),
        next_step=verdict.next_step.label if verdict.next_step else "",
        steps=tuple(
            TraceRow(rule_name(looked.rule), found_words(looked.found), looked.passed)
            for looked in verdict.trace
        ),
    )
