"""May they? The one place that answers it for courses and lessons: catalogue, pages, files, API ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from common.verdict import Verdict
from learning.courses.models import Course, Release
from learning.courses.outlines import Outline, OutlineLesson
from learning.courses.policies import may_see_drafts
from learning.courses.viewer import Viewer

from .judgement import Circumstances, judge, judge_lesson
from .models import CourseAccess, Milestone


def course_verdicts(viewer: Viewer, courses: Iterable[Course]) -> dict[int, Verdict]:
    """May the viewer enter each of these courses? By course id.

    One query for a learner (grants), none for a stranger, whatever the number of courses; one more when the
    courses come without `latest_release`, one (milestones) when a grant does not open its course, and at most
    three when somebody is refused who might teach or review.
    """
    return {course_id: judge(known) for course_id, known in _circumstances(viewer, courses).items()}


def course_verdict(viewer: Viewer, course: Course) -> Verdict:
    """May the viewer enter this course?"""
    return course_verdicts(viewer, [course])[course.pk]


def lesson_verdicts(viewer: Viewer, course: Course, outline: Outline) -> dict[int, Verdict]:
    """May the viewer enter each lesson of this outline? By lesson id; no query but for the course."""
    return lesson_verdicts_given(course_verdict(viewer, course), outline)


def lesson_verdicts_given(verdict: Verdict, outline: Outline) -> dict[int, Verdict]:
    """The same, for whoever has the verdict on the course already."""
    return {
        lesson.id: judge_lesson(verdict, is_free_preview=lesson.is_free_preview) for lesson in outline.lessons
    }


def lesson_verdict(viewer: Viewer, course: Course, lesson: OutlineLesson) -> Verdict:
    """May the viewer enter this lesson?"""
    return judge_lesson(course_verdict(viewer, course), is_free_preview=lesson.is_free_preview)


def may_enrol(viewer: Viewer, course: Course) -> Verdict:
    """May the viewer take this course? Yes for whoever is in, and for anybody signed in if it is free.

    Whoever teaches or reviews it enters without enrolling, and enrols on the same terms as everybody.
    """
    known = _circumstances(viewer, [course])[course.pk].as_learner()
    verdict = judge(known)
    if verdict or verdict.code != "no_grant" or not (known.is_free and known.is_signed_in):
        return verdict
    return Verdict.yes(trace=verdict.trace)


def _circumstances(viewer: Viewer, courses: Iterable[Course]) -> dict[int, Circumstances]:
    courses = list(courses)
    releases = _latest_releases(courses)
    grants = _grants(viewer, courses)
    known = {
        course.pk: _of_course(
            viewer, course, releases.get(course.latest_release_id or 0), tuple(grants[course.pk])
        )
        for course in courses
    }
    # What follows is asked last, and only where it makes a difference: learners need not pay for it.
    refused = [course for course in courses if viewer.person and not judge(known[course.pk])]
    completed = _completed(viewer, [course for course in refused if grants[course.pk]])
    for course in refused:
        if course.pk in completed:
            known[course.pk] = replace(known[course.pk], has_completed=True)
        if not judge(known[course.pk]) and may_see_drafts(viewer.person, course):
            known[course.pk] = replace(known[course.pk], teaches_or_reviews=True)
    return known


def _of_course(
    viewer: Viewer,
    course: Course,
    release: Release | None,
    grants: tuple[CourseAccess, ...],
) -> Circumstances:
    person = viewer.person
    return Circumstances(
        moment=viewer.moment,
        is_signed_in=person is not None,
        is_suspended=person is not None and not person.is_active,
        course_status=course.status,
        is_released=release is not None,
        is_withdrawn=release is not None and release.is_withdrawn,
        is_free=release is not None and release.is_free,
        grants=grants,
    )


def _latest_releases(courses: Collection[Course]) -> dict[int, Release]:
    """The latest releases by their id; a query only for those that the courses do not bring along."""
    loaded: dict[int, Release] = {}
    missing: list[int] = []
    for course in courses:
        if course.latest_release_id is None:
            continue
        if not Course.latest_release.is_cached(course):
            missing.append(course.latest_release_id)
        elif release := course.latest_release:
            loaded[release.pk] = release
    if missing:
        loaded |= Release.objects.only("is_withdrawn", "is_free").in_bulk(missing)
    return loaded


def _grants(viewer: Viewer, courses: Collection[Course]) -> dict[int, list[CourseAccess]]:
    found: dict[int, list[CourseAccess]] = defaultdict(list)
    if viewer.person is not None:
        for grant in CourseAccess.objects.filter(person=viewer.person, course__in=_ids(courses)):
            found[grant.course_id].append(grant)
    return found


def _completed(viewer: Viewer, courses: Collection[Course]) -> set[int]:
    """Those of these courses that the viewer has completed. Without a grant it would not count: no query."""
    if viewer.person is None or not courses:
        return set()
    return set(
        Milestone.objects.filter(
            person=viewer.person,
            course__in=_ids(courses),
            kind=Milestone.Kind.COURSE_COMPLETED,
            lesson=None,
            achieved_at__lte=viewer.moment,
        ).values_list("course_id", flat=True)
    )


def _ids(courses: Iterable[Course]) -> list[int]:
    return [course.pk for course in courses]
