"""What the rules ask of a person and a course, put together in one place.

`build` is the only maker of an `AccessContext`: it turns rows into what the rules read, and asks nothing. For
one person `access_contexts_of` gathers the rows; for many people `bulk_eligibility` and `impact` do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from common.verdict import Verdict
from learning.access.models import CourseAccess, PathEdition
from learning.courses.activities import Described, describe, hidden_scores
from learning.courses.models import Course
from learning.courses.policies import may_see_drafts
from learning.courses.viewer import Viewer

from .course_rules import PATH, AccessContext, Blocker, ScoreBlocker, evaluate
from .reachable import ALL_IN_REACH, OutOfReach, blockers
from .sources import AccessSource, CourseState, PastSource, PersonaSource, PresentSource, ReadSource

#: Below every score that a rule may ask for.
NO_SCORE = Decimal(-1)


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """What is recorded of one person (or nobody) that rules may ask for.

    grants: theirs for the course. completed: those courses, of all that rules name, that they completed.
    scores: their best, in %, by the public id of the quiz.
    """

    is_signed_in: bool = True
    is_suspended: bool = False
    grants: tuple[CourseAccess, ...] = ()
    completed: Collection[int] = frozenset()
    scores: Mapping[UUID, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """What blockers are called and where they are. What is missing here has neither title nor address.

    hidden_scores: of which quizzes the learner may not see their score, and why, in a sentence.
    """

    courses: Mapping[int, Blocker] = field(default_factory=dict)
    quizzes: Mapping[UUID, Described] = field(default_factory=dict)
    hidden_scores: Mapping[UUID, str] = field(default_factory=dict)


NO_NAMES = Names()


def build(
    course_id: int,
    state: CourseState,
    learner: LearnerFacts,
    *,
    at: datetime,
    editions: Mapping[int, PathEdition] | None = None,
    has_completed: bool = False,
    names: Names = NO_NAMES,
    gone: OutOfReach = ALL_IN_REACH,
) -> AccessContext:
    """The context of one person and one course at a moment. No query.

    editions: of the paths that opened the course to them, by path id. has_completed: whether their completion
    of the course counts. That they teach or review it is added by whoever asks for it.
    gone: what nobody can do any more, which is asked of nobody.
    Nobody is told what to finish before they have signed in.
    """
    known = AccessContext(
        moment=at,
        is_signed_in=learner.is_signed_in,
        is_suspended=learner.is_suspended,
        course_status=state.status,
        is_released=state.is_released,
        is_withdrawn=state.is_withdrawn,
        is_free=state.is_free,
        rules=state.rules,
        grants=learner.grants,
        has_completed=has_completed,
    )
    if not learner.is_signed_in:
        return known
    return replace(
        known,
        prerequisites=_unfinished(state.rules.prerequisites, learner, names, gone),
        quiz_scores=_unreached(state.rules.quiz_scores, learner, names, gone),
        before_on_path={
            grant.pk: _unfinished(edition.before(course_id), learner, names, gone)
            for grant in learner.grants
            if (edition := _edition_of(grant, editions or {})) is not None
        },
    )


def courses_before(
    course_id: int, rules: Iterable[int], editions: Mapping[int, PathEdition], grants: Iterable[CourseAccess]
) -> set[int]:
    """Everything that a person with these grants may have to finish before a course. No query.

    rules: the courses that its own rules ask for.
    """
    found = set(rules)
    for grant in grants:
        if (edition := _edition_of(grant, editions)) is not None:
            found.update(edition.before(course_id))
    return found


def _edition_of(grant: CourseAccess, editions: Mapping[int, PathEdition]) -> PathEdition | None:
    return editions.get(int(grant.source_id)) if grant.source_kind == PATH else None


def _unfinished(
    course_ids: Iterable[int], learner: LearnerFacts, names: Names, gone: OutOfReach
) -> tuple[Blocker, ...]:
    asked = (pk for pk in course_ids if pk not in learner.completed and pk not in gone.courses)
    return tuple(names.courses.get(pk) or Blocker(pk, "") for pk in asked)


def _unreached(
    asked: Iterable[tuple[UUID, int]], learner: LearnerFacts, names: Names, gone: OutOfReach
) -> tuple[ScoreBlocker, ...]:
    found = []
    for quiz, least in asked:
        best = learner.scores.get(quiz)
        if quiz not in gone.quizzes and (NO_SCORE if best is None else best) < least:
            named = names.quizzes.get(quiz)
            title, url = (named.title, named.url) if named else ("?", "")
            hidden = names.hidden_scores.get(quiz, "")
            found.append(ScoreBlocker(title, least, None if hidden else best, url, hidden))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ReadGrants:
    """All grants that the viewer has for some courses, as they stand: read by a page together with its
    courses.
    """

    course_ids: Collection[int]
    grants: Collection[CourseAccess]


def source_for(viewer: Viewer, read: ReadGrants | None = None) -> AccessSource:
    """Where the rows come from: as they are, as they were, or made up.

    read: what of the rows as they are is known already; it says nothing about the past, nor about who is
    made up.
    """
    if viewer.persona is not None:
        return PersonaSource(viewer.persona, viewer.moment)
    if read is not None and not viewer.looks_back:
        return ReadSource(viewer.person, viewer.moment, read.course_ids, read.grants)
    made = PastSource if viewer.looks_back else PresentSource
    return made(viewer.person, viewer.moment)


def access_contexts_of(
    viewer: Viewer,
    courses: Iterable[Course],
    drafts: Mapping[int, CourseState] | None = None,
    read: ReadGrants | None = None,
    *,
    as_learner: bool = False,
) -> dict[int, AccessContext]:
    """The contexts of a viewer, by course id. See `policies.course_verdicts` for the queries.

    drafts: how courses would stand if their drafts were released, by course id. read: see `source_for`.
    as_learner: without the rights of whoever teaches or reviews, which are asked of nobody then.
    """
    known = judged(viewer, courses, drafts, read, as_learner=as_learner)
    return {pk: one for pk, (one, _verdict) in known.items()}


def judged(
    viewer: Viewer,
    courses: Iterable[Course],
    drafts: Mapping[int, CourseState] | None = None,
    read: ReadGrants | None = None,
    *,
    as_learner: bool = False,
) -> dict[int, tuple[AccessContext, Verdict]]:
    """The contexts of a viewer, each with the verdict that the rules come to, by course id; as above."""
    courses = list(courses)
    source = source_for(viewer, read)
    states = source.courses(courses) | dict(drafts or {})
    grants = source.grants([course.pk for course in courses])
    learner = LearnerFacts(is_signed_in=viewer.is_signed_in, is_suspended=source.is_suspended())
    records = {course.pk: replace(learner, grants=tuple(grants.get(course.pk, ()))) for course in courses}
    if not viewer.is_signed_in:
        strangers = {pk: build(pk, states[pk], record, at=viewer.moment) for pk, record in records.items()}
        return {pk: (known, evaluate(known)) for pk, known in strangers.items()}
    gathered = _gather(viewer, source, states, records)
    known = {
        pk: build(
            pk,
            states[pk],
            record,
            at=viewer.moment,
            editions=gathered.editions,
            names=gathered.names,
            gone=gathered.gone,
        )
        for pk, record in gathered.records.items()
    }
    # Nobody has looked yet who completed or teaches what.
    teaches = False if as_learner else None
    known = {pk: replace(one, has_completed=None, teaches_or_reviews=teaches) for pk, one in known.items()}
    verdicts = {pk: evaluate(one) for pk, one in known.items()}
    _add_what_lets_in(viewer, source, courses, known, verdicts, gathered.completed)
    return {pk: (one, verdicts[pk]) for pk, one in known.items()}


@dataclass(frozen=True, slots=True)
class _Gathered:
    """completed: which of all these courses the viewer completed; None when no rule had to ask."""

    records: dict[int, LearnerFacts]
    editions: dict[int, PathEdition]
    names: Names
    gone: OutOfReach
    completed: set[int] | None


def _gather(
    viewer: Viewer,
    source: AccessSource,
    states: Mapping[int, CourseState],
    records: Mapping[int, LearnerFacts],
) -> _Gathered:
    """The rows that the rules of these courses name. The number of queries does not grow; none for none."""
    held = [grant for record in records.values() for grant in record.grants]
    editions = source.paths({int(grant.source_id) for grant in held if grant.source_kind == PATH})
    wanted: set[int] = set()
    for pk, record in records.items():
        wanted |= courses_before(pk, states[pk].rules.prerequisites, editions, record.grants)
    completed = source.completed(wanted | set(records)) if wanted else None
    asked = {pk: states[pk].rules.quiz_scores for pk in records}
    scores = source.best_scores({quiz for pairs in asked.values() for quiz, _least in pairs})
    unreached = {
        quiz for pairs in asked.values() for quiz, least in pairs if scores.get(quiz, NO_SCORE) < least
    }
    quizzes = describe(unreached)
    person_id = viewer.person.pk if viewer.person else None
    # The sentence tells the best score so far, and scores have a time to be shown.
    hidden = hidden_scores(person_id, unreached & scores.keys(), viewer.moment)
    named, gone = blockers(source, wanted - (completed or set()), quizzes)
    return _Gathered(
        {pk: replace(one, completed=completed or frozenset(), scores=scores) for pk, one in records.items()},
        editions,
        Names(named, quizzes, hidden),
        gone,
        completed,
    )


def _add_what_lets_in(
    viewer: Viewer,
    source: AccessSource,
    courses: list[Course],
    known: dict[int, AccessContext],
    verdicts: dict[int, Verdict],
    completed: set[int] | None,
) -> None:
    """Completion and teaching: asked last, and only where it matters. Most learners pay nothing."""
    refused = [course for course in courses if not verdicts[course.pk]]
    asked = {course.pk for course in refused if completed is not None or known[course.pk].grants}
    if completed is None:
        completed = source.completed(sorted(asked))
    for course in refused:
        pk = course.pk
        if pk in asked:
            known[pk] = replace(known[pk], has_completed=pk in completed)
            verdicts[pk] = evaluate(known[pk])
        if not verdicts[pk] and known[pk].teaches_or_reviews is None:
            teaches = may_see_drafts(viewer.person, course)
            known[pk] = replace(known[pk], teaches_or_reviews=bool(teaches))
            verdicts[pk] = evaluate(known[pk])
