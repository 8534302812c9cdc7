"""Gather what the rules ask of a person and some courses, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from learning.access.models import CourseAccess
from learning.courses.activities import describe
from learning.courses.models import Course, CoursePage
from learning.courses.policies import may_see_drafts
from learning.courses.viewer import Viewer

from .course_rules import PATH, AccessContext, Blocker, ScoreBlocker, evaluate
from .sources import AccessSource, CourseState, PastSource, PersonaSource, PresentSource

Before = dict[int, tuple[int, ...]]

#: Below every score that a rule may ask for.
NO_SCORE = Decimal(-1)


def source_for(viewer: Viewer) -> AccessSource:
    """Where the rows come from: as they are, as they were, or made up."""
    if viewer.persona is not None:
        return PersonaSource(viewer.persona, viewer.moment)
    made = PastSource if viewer.looks_back else PresentSource
    return made(viewer.person, viewer.moment)


def access_contexts_of(
    viewer: Viewer, courses: Iterable[Course], drafts: Mapping[int, CourseState] | None = None
) -> dict[int, AccessContext]:
    """By course id. See `policies.course_verdicts` for the queries.

    drafts: how courses would stand if their drafts were released, by course id.
    """
    courses = list(courses)
    source = source_for(viewer)
    states = source.courses(courses) | dict(drafts or {})
    grants = source.grants([course.pk for course in courses])
    is_suspended = source.is_suspended()
    known = {
        course.pk: _of_course(viewer, states[course.pk], tuple(grants.get(course.pk, ())), is_suspended)
        for course in courses
    }
    if viewer.is_signed_in:
        completed = _add_order(source, known)
        _add_scores(source, known)
        _add_what_lets_in(viewer, source, courses, known, completed)
    return known


def _of_course(
    viewer: Viewer, state: CourseState, grants: tuple[CourseAccess, ...], is_suspended: bool
) -> AccessContext:
    return AccessContext(
        moment=viewer.moment,
        is_signed_in=viewer.is_signed_in,
        is_suspended=is_suspended,
        course_status=state.status,
        is_released=state.is_released,
        is_withdrawn=state.is_withdrawn,
        is_free=state.is_free,
        rules=state.rules,
        grants=grants,
    )


def _add_order(source: AccessSource, known: dict[int, AccessContext]) -> set[int] | None:
    """What has to be finished before: prerequisites, and what comes earlier on a path. Nothing: no query.

    Returns which of all these courses the viewer has completed; None when nobody had to ask.
    """
    before_on_path = _before_on_paths(source, known)
    wanted = {course_id for facts in known.values() for course_id in facts.rules.prerequisites}
    wanted |= {course_id for before in before_on_path.values() for course_id in before}
    if not wanted:
        return None
    completed = source.completed(wanted | set(known))
    blockers = _blockers(wanted - completed)
    for course_id, facts in known.items():
        known[course_id] = replace(
            facts,
            prerequisites=_named(facts.rules.prerequisites, blockers),
            before_on_path={
                grant.pk: _named(before_on_path[grant.pk], blockers)
                for grant in facts.grants
                if grant.pk in before_on_path
            },
        )
    return completed


def _add_scores(source: AccessSource, known: dict[int, AccessContext]) -> None:
    """The quizzes whose least score is not reached. Nothing: no query."""
    wanted = {quiz for facts in known.values() for quiz, _least in facts.rules.quiz_scores}
    if not wanted:
        return
    best = source.best_scores(wanted)
    missing = {
        course_id: [
            (quiz, least) for quiz, least in facts.rules.quiz_scores if best.get(quiz, NO_SCORE) < least
        ]
        for course_id, facts in known.items()
    }
    described = describe({quiz for asked in missing.values() for quiz, _least in asked})
    for course_id, asked in missing.items():
        blockers = tuple(
            ScoreBlocker(described[quiz].title, least, best.get(quiz), described[quiz].url)
            if quiz in described
            else ScoreBlocker("?", least, best.get(quiz))
            for quiz, least in asked
        )
        known[course_id] = replace(known[course_id], quiz_scores=blockers)


def _before_on_paths(source: AccessSource, known: dict[int, AccessContext]) -> Before:
    """By the id of a grant that a path opened: the required courses before its course."""
    opened = [grant for facts in known.values() for grant in facts.grants if grant.source_kind == PATH]
    editions = source.paths({int(grant.source_id) for grant in opened})
    return {
        grant.pk: editions[int(grant.source_id)].before(grant.course_id)
        for grant in opened
        if int(grant.source_id) in editions
    }


def _blockers(course_ids: Collection[int]) -> dict[int, Blocker]:
    """Titles and addresses of the courses that bar the way; one query, none for none."""
    if not course_ids:
        return {}
    pages = CoursePage.objects.filter(course__in=course_ids, alias_of=None).select_related("course")
    found = {
        page.course_id: Blocker(page.course_id, page.course.title, page.url or "" if page.live else "")
        for page in pages
    }
    titles = Course.objects.in_bulk(set(course_ids) - set(found)) if len(found) < len(course_ids) else {}
    return found | {pk: Blocker(pk, course.title) for pk, course in titles.items()}


def _named(course_ids: Iterable[int], blockers: dict[int, Blocker]) -> tuple[Blocker, ...]:
    return tuple(blockers[course_id] for course_id in course_ids if course_id in blockers)


def _add_what_lets_in(
    viewer: Viewer,
    source: AccessSource,
    courses: list[Course],
    known: dict[int, AccessContext],
    completed: set[int] | None,
) -> None:
    """Completion and teaching: asked last, and only where it matters. Most learners pay nothing."""
    refused = [course for course in courses if not evaluate(known[course.pk])]
    if completed is None:
        with_grant = [course.pk for course in refused if known[course.pk].grants]
        completed = source.completed(with_grant)
    for course in refused:
        if course.pk in completed:
            known[course.pk] = replace(known[course.pk], has_completed=True)
        if not evaluate(known[course.pk]) and may_see_drafts(viewer.person, course):
            known[course.pk] = replace(known[course.pk], teaches_or_reviews=True)
