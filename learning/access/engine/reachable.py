"""What may be asked of people before a course: what it is called, where it is, and whether it can be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from learning.courses.activities import Described
from learning.courses.models import Course, CoursePage

from .course_rules import Blocker
from .sources import AccessSource, CourseState


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """What nobody new can do: courses that are archived, off the site, deleted or were never published, by
    their ids, and quizzes of such courses, by their public ids. It is asked of nobody."""

    courses: frozenset[int] = frozenset()
    quizzes: frozenset[UUID] = frozenset()


ALL_IN_REACH = OutOfReach()


def is_out_of_reach(state: CourseState) -> bool:
    """Whether nobody can begin the course any more. What is locked, or still to come, is only put off."""
    is_absent = not state.is_released and state.status != Course.Status.COMING_SOON
    return state.is_withdrawn or is_absent or state.status == Course.Status.ARCHIVED


def out_of_reach(
    source: AccessSource, course_ids: Collection[int], quizzes: Mapping[UUID, Described]
) -> OutOfReach:
    """Which of these can't be done at the source's moment. One query, two looking back; none for none."""
    wanted = set(course_ids) | {one.course_id for one in quizzes.values()}
    if not wanted:
        return ALL_IN_REACH
    courses = Course.objects.filter(pk__in=wanted).select_related("latest_release")
    courses = courses.defer("latest_release__content", "latest_release__search_text")
    return _of(source.courses(list(courses)), quizzes)


def blockers(
    source: AccessSource, course_ids: Collection[int], quizzes: Mapping[UUID, Described]
) -> tuple[dict[int, Blocker], OutOfReach]:
    """What these courses are called and where they are, and what of it all can't be done.

    One query, one more for courses without a page and one looking back; none for none.
    """
    wanted = set(course_ids) | {one.course_id for one in quizzes.values()}
    if not wanted:
        return {}, ALL_IN_REACH
    pages = CoursePage.objects.filter(course__in=wanted, alias_of=None)
    pages = pages.select_related("course__latest_release").defer(
        "course__latest_release__content", "course__latest_release__search_text"
    )
    courses, named = {}, {}
    for page in pages:
        courses[page.course_id] = page.course
        url = page.url or "" if page.live else ""
        named[page.course_id] = Blocker(page.course_id, page.course.title, url)
    if missing := wanted - set(courses):
        without_page = Course.objects.select_related("latest_release").in_bulk(missing)
        courses |= without_page
        named |= {pk: Blocker(pk, course.title) for pk, course in without_page.items()}
    return named, _of(source.courses(list(courses.values())), quizzes)


def _of(states: Mapping[int, CourseState], quizzes: Mapping[UUID, Described]) -> OutOfReach:
    gone = frozenset(pk for pk, state in states.items() if is_out_of_reach(state))
    return OutOfReach(gone, frozenset(key for key, one in quizzes.items() if one.course_id in gone))
