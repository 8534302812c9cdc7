"""May they? The one place that answers it for courses and lessons: catalogue, pages, files, API ask here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from common.verdict import Verdict
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, OutlineLesson
from learning.courses.viewer import Viewer

from .engine.access_context import ReadGrants, access_contexts_of, judged, source_for
from .engine.course_rules import AccessContext, Blocker, asks_more, evaluate, shows_cover
from .engine.done_lessons import done_lessons
from .engine.drip import cohort_starts_for, opening_times
from .engine.lesson_rules import evaluate_lesson, is_exempt_from_drip
from .engine.next_steps import BUY, ENROL, LESSONS, NOTIFY, enrol_step, lessons_step
from .engine.sources import CourseState
from .models import CourseAccess, Enrolment

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "BUY",
    "ENROL",
    "LESSONS",
    "NOTIFY",
    "asks_more",
    "check_course_prerequisites",
    "shows_cover",
    "course_verdict",
    "course_verdicts",
    "draft_verdict",
    "enrol_step",
    "enrolment_verdicts",
    "has_course_access",
    "lesson_verdict",
    "lesson_verdicts",
    "lesson_verdicts_given",
    "lesson_verdicts_of_many",
    "lessons_step",
    "may_enrol",
    "offers_to_enrol",
]


def course_verdicts(viewer: Viewer, courses: Iterable[Course]) -> dict[int, Verdict]:
    """May the viewer enter each of these courses? By course id.

    One query for a learner (grants), none for a stranger, whatever the number of courses. At most eight: one
    when the courses come without `latest_release`, three where courses have to be finished before (paths,
    milestones, pages), one (milestones) when a grant does not open its course, two when somebody is refused
    who might teach or review. Where scores of quizzes have to be reached, one more (milestones), and two to
    name those that are not reached, besides outlines that nobody read before. Looking back takes two more for
    what is kept elsewhere then, and one for courses that have to be finished before.
    """
    return {course_id: verdict for course_id, (_known, verdict) in judged(viewer, courses).items()}


def course_verdict(viewer: Viewer, course: Course, grants: Collection[CourseAccess] | None = None) -> Verdict:
    """May the viewer enter this course?

    grants: all that they have for it, for who has read them already; the same rules ask them, for one query
    less.
    """
    read = None if grants is None else ReadGrants((course.pk,), grants)
    return judged(viewer, [course], read=read)[course.pk][1]


def draft_verdict(viewer: Viewer, course: Course, outline: Outline) -> Verdict:
    """May the viewer enter the course, if what its drafts say were released? outline: of the drafts."""
    state = CourseState(course.status, True, False, course.is_free, outline.rules)
    return judged(viewer, [course], {course.pk: state})[course.pk][1]


def lesson_verdicts(
    viewer: Viewer, course: Course, outline: Outline, enrolment: Enrolment | None = None
) -> dict[int, Verdict]:
    """May the viewer enter each lesson of this outline? By lesson id.

    enrolment: the viewer's, if they have one. At most two queries but for the course.
    """
    return lesson_verdicts_given(viewer, course_verdict(viewer, course), outline, enrolment)


def lesson_verdicts_given(
    viewer: Viewer, verdict: Verdict, outline: Outline, enrolment: Enrolment | None
) -> dict[int, Verdict]:
    """The same, for whoever has the verdict on the course already."""
    return lesson_verdicts_of_many(viewer, [(verdict, outline, enrolment)])[outline.course_id]


def lesson_verdicts_of_many(
    viewer: Viewer, courses: Collection[tuple[Verdict, Outline, Enrolment | None]]
) -> dict[int, dict[int, Verdict]]:
    """The same for many courses: by course id, then by lesson id. At most three queries, however many.

    courses: of each the verdict on it, its outline as the viewer meets it, and their enrolment.
    """
    dripped = {
        outline.course_id for verdict, outline, _enrolment in courses if _asks_for_days(verdict, outline)
    }
    source = source_for(viewer) if dripped else None
    # While a course is open its verdict does not ask; no later rule shuts out who is done.
    done = source.completed(dripped) if source else set()
    waiting = [outline for _verdict, outline, _enrolment in courses if outline.course_id in dripped]
    starts = cohort_starts_for(viewer, [outline for outline in waiting if outline.course_id not in done])
    opens_at = {
        outline.course_id: opening_times(outline, starts.get(outline.course_id, []), enrolment)
        if outline.course_id in dripped and outline.course_id not in done
        else {}
        for _verdict, outline, enrolment in courses
    }
    done_ones = _done_lessons(viewer, opens_at)
    return {
        outline.course_id: _by_lesson(viewer, verdict, outline, opens_at[outline.course_id], done_ones)
        for verdict, outline, _enrolment in courses
    }


def _done_lessons(viewer: Viewer, opens_at: Mapping[int, Mapping[int, datetime | None]]) -> Collection[int]:
    """The lessons that the viewer has completed, of the courses with lessons that are still to open.

    opens_at: by course id, then by lesson id. One query; none where all is open, none for somebody made up.
    """
    waiting = [
        course_id
        for course_id, lessons in opens_at.items()
        if any(moment is None or moment > viewer.moment for moment in lessons.values())
    ]
    if viewer.person is None or viewer.persona is not None:
        return ()
    return done_lessons([viewer.person.pk], waiting, viewer.moment)[viewer.person.pk]


def _asks_for_days(verdict: Verdict, outline: Outline) -> bool:
    return bool(verdict) and outline.rules.has_drip and not is_exempt_from_drip(verdict)


def _by_lesson(
    viewer: Viewer,
    verdict: Verdict,
    outline: Outline,
    opens_at: Mapping[int, datetime | None],
    done: Collection[int],
) -> dict[int, Verdict]:
    """opens_at: of the lessons that open after some days. done: what the viewer has completed of them.

    Lessons that the rules are asked the same about get one answer: most are neither free nor still to open.
    """
    days = dict(outline.rules.drip)
    answers: dict[tuple[bool, datetime | None, int, bool], Verdict] = {}
    verdicts: dict[int, Verdict] = {}
    for lesson in outline.lessons:
        after_days = days.get(lesson.id, 0) if lesson.id in opens_at else 0
        asked = (lesson.is_free_preview, opens_at.get(lesson.id), after_days, lesson.id in done)
        if asked not in answers:
            answers[asked] = evaluate_lesson(
                verdict,
                is_free_preview=lesson.is_free_preview,
                opens_at=opens_at.get(lesson.id),
                now=viewer.moment,
                opens_after_days=after_days,
                is_done=lesson.id in done,
            )
        verdicts[lesson.id] = answers[asked]
    return verdicts


def lesson_verdict(
    viewer: Viewer,
    course: Course,
    outline: Outline,
    lesson: OutlineLesson,
    enrolment: Enrolment | None = None,
    grants: Collection[CourseAccess] | None = None,
) -> Verdict:
    """May the viewer enter this lesson? grants: as for `course_verdict`."""
    verdict = course_verdict(viewer, course, grants)
    if not outline.rules.has_drip:
        return evaluate_lesson(verdict, is_free_preview=lesson.is_free_preview)
    return lesson_verdicts_given(viewer, verdict, outline, enrolment)[lesson.id]


def may_enrol(viewer: Viewer, course: Course) -> Verdict:
    """May the viewer take this course? Yes for whoever is in, and for anybody signed in if it is free.

    Whoever teaches or reviews it enters without enrolling, and enrols on the same terms as everybody.
    """
    return enrolment_verdicts(viewer, [course])[course.pk]


def enrolment_verdicts(viewer: Viewer, courses: Iterable[Course]) -> dict[int, Verdict]:
    """May the viewer take each of these courses? By course id; as many queries as `course_verdicts`."""
    found = judged(viewer, courses)
    return {course_id: _may_enrol(known, verdict) for course_id, (known, verdict) in found.items()}


def _may_enrol(known: AccessContext, verdict: Verdict) -> Verdict:
    """verdict: on the course. As a learner somebody is judged anew who teaches it, or of whom nobody
    asked.
    """
    if known.teaches_or_reviews is not False:
        verdict = evaluate(known.as_learner())
    return Verdict.yes(trace=verdict.trace) if offers_to_enrol(verdict) else verdict


def offers_to_enrol(verdict: Verdict) -> bool:
    """Whether the verdict on a course refuses somebody who may just enrol."""
    step = verdict.next_step
    return not verdict and step is not None and step.place == ENROL


def has_course_access(person: User, course: Course, *, at: datetime) -> bool:
    """Whether the person may enter the course at that moment."""
    return bool(course_verdict(Viewer(person=person, moment=at), course))


def check_course_prerequisites(person: User, course: Course, *, at: datetime) -> tuple[Blocker, ...]:
    """The courses that the person still has to finish before this one; none when nothing is missing."""
    viewer = Viewer(person=person, moment=at)
    return access_contexts_of(viewer, [course])[course.pk].prerequisites
