"""Whom a change would shut out: the same rules asked twice, as things stand and as they would stand.

Nothing is written. The number of queries does not depend on how many people there are, but for one more round
for each `BATCH` of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from accounts.models import User
from learning.access.actions.cohorts import COHORT
from learning.access.actions.last_days import ending_with_course
from learning.access.actions.paths import edition_of
from learning.access.engine.access_context import LearnerFacts, build
from learning.access.engine.course_rules import PATH, evaluate
from learning.access.engine.reachable import OutOfReach, out_of_reach
from learning.access.engine.sources import (
    CourseState,
    PresentSource,
    best_scores_of_many,
    completed_by_many,
    last_editions,
)
from learning.access.models import AccessEvent, Cohort, CourseAccess, PathEdition
from learning.courses.activities import describe
from learning.courses.models import Course
from learning.courses.policies import who_may_see_drafts
from learning.courses.rules import CourseRules, Duration

from .drip_change import DripChange
from .result import Impact

if TYPE_CHECKING:
    from learning.access.models import LearningPath

BATCH = 1000
Grants = tuple[CourseAccess, ...]
_Change = Callable[[Grants], Grants]


@dataclass(frozen=True, slots=True)
class _World:
    """How things stand for everybody, at a moment. grants: what becomes of somebody's grants."""

    moment: datetime
    state: CourseState
    editions: dict[int, PathEdition] = field(default_factory=dict)
    grants: Callable[[Grants], Grants] = lambda grants: grants

    def courses_before(self, course_id: int) -> set[int]:
        """Everything that anybody might have to finish before the course."""
        found = set(self.state.rules.prerequisites)
        return found.union(*(edition.before(course_id) for edition in self.editions.values()))

    def quizzes_before(self) -> set[UUID]:
        """Every quiz in which a score has to be reached before the course."""
        return {quiz for quiz, _least in self.state.rules.quiz_scores}

    def lets_in(self, course_id: int, learner: LearnerFacts, gone: OutOfReach) -> bool:
        """Whether a grant lets them in; that whoever is done stays in is left out of account."""
        learner = replace(learner, grants=self.grants(learner.grants))
        known = build(course_id, self.state, learner, at=self.moment, editions=self.editions, gone=gone)
        return bool(evaluate(known))


def impact_of_course(
    course: Course,
    *,
    at: datetime,
    status: str | None = None,
    rules: CourseRules | None = None,
    is_withdrawn: bool = False,
) -> Impact:
    """What another status, or other rules, of a course would do to those who are in. None: as they are.

    is_withdrawn: its page would be unpublished, too.
    """
    stands = PresentSource(None, at).courses([course])[course.pk]
    would = replace(
        stands,
        status=status or stands.status,
        rules=rules or stands.rules,
        is_withdrawn=stands.is_withdrawn or is_withdrawn,
    )
    if would == stands:
        return Impact()
    editions = _editions_for(course.pk, at)
    before, after = _World(at, stands, editions), _World(at, would, editions)
    return _compare(course, before, after).and_(_of_last_day(course, stands.rules, would.rules, at))


def _of_last_day(course: Course, stands: CourseRules, would: CourseRules, at: datetime) -> Impact:
    """What another last day of the course does to those whose access ends on it: whom an earlier one shuts
    out then, and who has access for longer by a later one."""
    old = stands.until if stands.duration == Duration.UNTIL else None
    new = would.until if would.duration == Duration.UNTIL else None
    if old is None or old == new or would.duration == Duration.DAYS:
        return Impact()
    following = ending_with_course(course, {old})
    if new is None or new > old:
        longer = following.filter(person__is_active=True).values_list("person", flat=True)
        return Impact(last_longer=tuple(sorted(set(longer))))
    ids = set(following.filter(starts_at__lt=new).values_list("pk", flat=True))

    def ended(grants: Grants) -> Grants:
        return tuple(_ending(grant, new) if grant.pk in ids else grant for grant in grants)

    return _moved(course, ended, max(at, new), at)


def impact_of_path(path: LearningPath, *, courses: Sequence[Sequence[Any]], at: datetime) -> Impact:
    """What another order would do to those on a path. courses: as editions keep them."""
    last = edition_of(path)
    if last is None or last.courses == [list(pair) for pair in courses]:
        return Impact()
    proposed = PathEdition(path=path, at=at, title=path.title, courses=list(courses))
    found = Impact()
    for course in _released(pk for pk, _is_required in last.courses):
        state = PresentSource(None, at).courses([course])[course.pk]
        editions = _editions_for(course.pk, at)
        before = _World(at, state, editions)
        after = _World(at, state, editions | {path.pk: proposed})
        found = found.and_(_compare(course, before, after))
    return found


def impact_of_cohort(
    cohort: Cohort, *, ends_at: datetime | None, at: datetime, starts_at: datetime | None = None
) -> Impact:
    """Who of a cohort would be shut out until its new start or at its new end, and isn't as it stands; and
    for whom lessons would close that count from its start. starts_at: None: as it is."""
    moved = AccessEvent.objects.filter(kind=AccessEvent.Kind.EXTENDED, actor__isnull=False)
    moved = moved.filter(grant__source_key=f"{COHORT}:{cohort.pk}")
    by_hand = frozenset(moved.values_list("grant", flat=True))
    found = Impact()
    courses = _released(cohort.courses.values_list("pk", flat=True))
    is_earlier = ends_at is not None and (cohort.ends_at is None or ends_at < cohort.ends_at)
    if ends_at is not None and is_earlier:
        for course in courses:
            found = found.and_(_moved(course, _ended(cohort, ends_at, by_hand), max(at, ends_at), at))
    if starts_at is not None and starts_at > cohort.starts_at:
        for course in courses:
            rules = PresentSource(None, at).courses([course])[course.pk].rules
            lessons = DripChange.of_cohort(course, rules, cohort, starts_at)
            found = found.and_(_moved(course, _begun(cohort, starts_at, by_hand), at, at, lessons))
    return found


def _moved(
    course: Course, change: _Change, moment: datetime, at: datetime, lessons: DripChange | None = None
) -> Impact:
    """What becomes of those who have grants for a course when dates of some change. moment: judged then."""
    state = PresentSource(None, at).courses([course])[course.pk]
    editions = _editions_for(course.pk, at)
    return _compare(course, _World(moment, state, editions), _World(moment, state, editions, change), lessons)


def _ended(cohort: Cohort, ends_at: datetime, by_hand: frozenset[int]) -> _Change:
    def ended(grants: Grants) -> Grants:
        return tuple(
            _ending(grant, ends_at) if _follows(grant, cohort, by_hand) else grant for grant in grants
        )

    return ended


def _begun(cohort: Cohort, starts_at: datetime, by_hand: frozenset[int]) -> _Change:
    def begun(grants: Grants) -> Grants:
        return tuple(
            _beginning(grant, starts_at) if _follows(grant, cohort, by_hand) else grant for grant in grants
        )

    return begun


def _follows(grant: CourseAccess, cohort: Cohort, by_hand: frozenset[int]) -> bool:
    is_of_cohort = (grant.source_kind, grant.source_id) == (COHORT, str(cohort.pk))
    return is_of_cohort and grant.pk not in by_hand


def _ending(grant: CourseAccess, ends_at: datetime) -> CourseAccess:
    """The grant as it would be. Not to be saved."""
    made = copy(grant)
    made.ends_at = min(ends_at, grant.ends_at) if grant.ends_at else ends_at
    return made


def _beginning(grant: CourseAccess, starts_at: datetime) -> CourseAccess:
    """The grant as it would be. Not to be saved."""
    made = copy(grant)
    made.starts_at = max(grant.granted_at, starts_at)
    return made


def _compare(course: Course, before: _World, after: _World, lessons: DripChange | None = None) -> Impact:
    """Everybody who has an open grant for a course, judged in both worlds. lessons: how those change."""
    wanted = before.courses_before(course.pk) | after.courses_before(course.pk) | {course.pk}
    quizzes = before.quizzes_before() | after.quizzes_before()
    source = PresentSource(None, before.moment)
    gone = out_of_reach(source, wanted - {course.pk}, describe(quizzes))
    drip_changes = lessons or DripChange.of(course, before.state.rules, after.state.rules)
    shut_out: list[int] = []
    finished: set[int] = set()
    closing: list[int] = []
    people = 0
    for ids in _batches(course, before.moment):
        grants, completed = _grants(course, ids), completed_by_many(ids, wanted, before.moment)
        scores = best_scores_of_many(ids, quizzes, before.moment)
        active = set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
        shut: list[int] = []
        stay: list[int] = []
        for person in ids:
            learner = LearnerFacts(
                is_suspended=person not in active,
                grants=tuple(grants[person]),
                completed=completed[person],
                scores=scores[person],
            )
            if not before.lets_in(course.pk, learner, gone):
                continue
            people += 1
            (stay if after.lets_in(course.pk, learner, gone) else shut).append(person)
        if shut:
            authors = who_may_see_drafts(course, among=shut)
            shut = [person for person in shut if person not in authors]
        shut_out += shut
        finished |= {person for person in shut if course.pk in completed[person]}
        if drip_changes is not None:
            learning = [person for person in stay if course.pk not in completed[person]]
            closing += drip_changes.closes_for(learning, before.moment)
    return Impact(people, tuple(shut_out), frozenset(finished), tuple(closing))


def _batches(course: Course, moment: datetime) -> Iterator[list[int]]:
    """The ids of those with an open grant, some at a time."""
    held = CourseAccess.objects.filter(course=course).open_at(moment).order_by("person_id")
    last = 0
    while ids := list(held.filter(person_id__gt=last).values_list("person_id", flat=True).distinct()[:BATCH]):
        yield ids
        if len(ids) < BATCH:
            return
        last = ids[-1]


def _grants(course: Course, people: Collection[int]) -> dict[int, list[CourseAccess]]:
    found: dict[int, list[CourseAccess]] = defaultdict(list)
    for grant in CourseAccess.objects.filter(course=course, person__in=people):
        found[grant.person_id].append(grant)
    return found


def _editions_for(course_id: int, at: datetime) -> dict[int, PathEdition]:
    """The paths that opened the course to anybody, as they stand."""
    sources = CourseAccess.objects.filter(course=course_id, source_kind=PATH)
    return last_editions({int(pk) for pk in sources.values_list("source_id", flat=True).distinct()}, at)


def _released(course_ids: Iterable[int]) -> list[Course]:
    return list(
        Course.objects.filter(pk__in=list(course_ids), latest_release__isnull=False).select_related(
            "latest_release"
        )
    )
