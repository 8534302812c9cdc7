"""Whom a change would shut out: the same judgement twice, as things stand and as they would stand.

Nothing is written. The number of queries does not depend on how many people there are, but for one more round
for each `BATCH` of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from learning.access.actions.cohorts import COHORT
from learning.access.actions.paths import edition_of
from learning.access.engine.access_context import NO_SCORE
from learning.access.engine.course_rules import PATH, AccessContext, Blocker, ScoreBlocker, evaluate
from learning.access.engine.drip import anchor_of
from learning.access.engine.sources import CourseState, PresentSource, best_scores_of_many, last_editions
from learning.access.models import (
    Cohort,
    CohortMember,
    CourseAccess,
    Enrolment,
    Milestone,
    PathEdition,
)
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.courses.rules import CourseRules, DripAnchor

if TYPE_CHECKING:
    from learning.access.models import LearningPath

BATCH = 1000
Grants = tuple[CourseAccess, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom a change would shut out, by their ids.

    people: how many are in. shut_out: who would no longer be let in on account of a grant. finished: those of
    them who have finished, and so stay in. lessons_close: who stays in, but for whom lessons close that are
    open to them.
    """

    people: int = 0
    shut_out: tuple[int, ...] = ()
    finished: frozenset[int] = frozenset()
    lessons_close: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.shut_out or self.lessons_close)

    def sentences(self) -> tuple[str, ...]:
        """What to tell before it is done; nothing where nobody is concerned."""
        count, done, closing = len(self.shut_out), len(self.finished), len(self.lessons_close)
        words = []
        if count:
            locks = ngettext(
                "This change affects %(count)d person who has access now.",
                "This change affects %(count)d people who have access now.",
                count,
            )
            words.append(locks % {"count": count})
        if done:
            stays = ngettext(
                "%(count)d of them has completed the course and will keep access.",
                "%(count)d of them have completed the course and will keep access.",
                done,
            )
            words.append(stays % {"count": done})
        elif count:
            words.append(_("None of them has completed the course, so all of them will lose access."))
        if closing:
            closes = ngettext(
                "%(count)d person will lose access to lessons that are open now.",
                "%(count)d people will lose access to lessons that are open now.",
                closing,
            )
            words.append(closes % {"count": closing})
        return tuple(words)

    def and_(self, other: Impact) -> Impact:
        """Both changes, each person counted once."""
        shut = tuple(dict.fromkeys((*self.shut_out, *other.shut_out)))
        return Impact(
            people=max(self.people, other.people),
            shut_out=shut,
            finished=self.finished & other.finished
            | self.finished - set(other.shut_out)
            | other.finished - set(self.shut_out),
            lessons_close=tuple(
                pk for pk in dict.fromkeys((*self.lessons_close, *other.lessons_close)) if pk not in shut
            ),
        )


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

    def lets_in(
        self,
        course_id: int,
        grants: Grants,
        completed: set[int],
        scores: Mapping[UUID, Decimal],
        *,
        is_active: bool,
    ) -> bool:
        """Whether a grant lets them in; that whoever is done stays in is left out of account."""
        held = self.grants(grants)
        known = AccessContext(
            moment=self.moment,
            is_signed_in=True,
            is_suspended=not is_active,
            course_status=self.state.status,
            is_released=self.state.is_released,
            is_withdrawn=self.state.is_withdrawn,
            is_free=self.state.is_free,
            rules=self.state.rules,
            grants=held,
            prerequisites=_missing(self.state.rules.prerequisites, completed),
            quiz_scores=tuple(
                ScoreBlocker("", least)
                for quiz, least in self.state.rules.quiz_scores
                if scores.get(quiz, NO_SCORE) < least
            ),
            before_on_path={
                grant.pk: _missing(self.editions[int(grant.source_id)].before(course_id), completed)
                for grant in held
                if grant.source_kind == PATH and int(grant.source_id) in self.editions
            },
        )
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
    return _compare(course, before, after)


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


def impact_of_cohort(cohort: Cohort, *, ends_at: datetime | None, at: datetime) -> Impact:
    """Who of a cohort would be shut out at its new end, and would not be then as it stands."""
    if ends_at is None or (cohort.ends_at is not None and ends_at >= cohort.ends_at):
        return Impact()
    moment = max(at, ends_at)

    def ended(grants: Grants) -> Grants:
        return tuple(_ending(grant, ends_at) if _is_of(grant, cohort) else grant for grant in grants)

    found = Impact()
    for course in _released(cohort.courses.values_list("pk", flat=True)):
        state = PresentSource(None, at).courses([course])[course.pk]
        editions = _editions_for(course.pk, at)
        before = _World(moment, state, editions)
        after = _World(moment, state, editions, ended)
        found = found.and_(_compare(course, before, after))
    return found


def _is_of(grant: CourseAccess, cohort: Cohort) -> bool:
    return (grant.source_kind, grant.source_id) == (COHORT, str(cohort.pk))


def _ending(grant: CourseAccess, ends_at: datetime) -> CourseAccess:
    """The grant as it would be. Not to be saved."""
    return CourseAccess(
        pk=grant.pk,
        status=grant.status,
        source_kind=grant.source_kind,
        source_id=grant.source_id,
        starts_at=grant.starts_at,
        ends_at=min(ends_at, grant.ends_at) if grant.ends_at else ends_at,
    )


def _compare(course: Course, before: _World, after: _World) -> Impact:
    """Everybody who has an open grant for a course, judged in both worlds."""
    wanted = before.courses_before(course.pk) | after.courses_before(course.pk) | {course.pk}
    quizzes = before.quizzes_before() | after.quizzes_before()
    drip_changes = _Drip.of(course, before, after)
    shut_out: list[int] = []
    finished: set[int] = set()
    closing: list[int] = []
    authors: set[int] | None = None
    people = 0
    for ids in _batches(course, before.moment):
        grants, completed = _grants(course, ids), _completed(ids, wanted, before.moment)
        scores = best_scores_of_many(ids, quizzes, before.moment)
        active = set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
        shut: list[int] = []
        stay: list[int] = []
        for person in ids:
            held, done = tuple(grants[person]), completed[person]
            told = (course.pk, held, done, scores[person])
            is_active = person in active
            if not before.lets_in(*told, is_active=is_active):
                continue
            people += 1
            lets_in = after.lets_in(*told, is_active=is_active)
            (stay if lets_in else shut).append(person)
        if shut and authors is None:
            authors = _who_see_drafts(course)
        shut = [person for person in shut if person not in (authors or ())]
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


def _completed(people: Collection[int], courses: Collection[int], moment: datetime) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Milestone.objects.filter(
        person__in=people,
        course__in=courses,
        kind=Milestone.Kind.COURSE_COMPLETED,
        lesson=None,
        achieved_at__lte=moment,
    )
    for person, course in rows.values_list("person_id", "course_id"):
        found[person].add(course)
    return found


def _who_see_drafts(course: Course) -> set[int]:
    """Those whom `courses.policies.may_see_drafts` lets in whatever the rules say: few, in one query."""
    people = User.objects.order_by().values_list("pk")
    found = people.filter(is_superuser=True).union(
        people.filter(groups__permissions__codename="review_course"),
        people.filter(user_permissions__codename="review_course"),
        course.course_instructors.order_by().values_list("account_id"),
    )
    return {pk for (pk,) in found}


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


def _missing(course_ids: Iterable[int], completed: set[int]) -> tuple[Blocker, ...]:
    return tuple(Blocker(pk, "") for pk in course_ids if pk not in completed)


@dataclass(frozen=True, slots=True)
class _Drip:
    """Two ways in which the lessons of a course open one after another."""

    course_id: int
    before: CourseRules
    after: CourseRules
    lessons: frozenset[int]

    @classmethod
    def of(cls, course: Course, before: _World, after: _World) -> _Drip | None:
        """None where nothing about it changes."""
        old, new = before.state.rules, after.state.rules
        same = (old.drip, old.drip_anchor, old.drip_from) == (new.drip, new.drip_anchor, new.drip_from)
        if same or not new.has_drip or course.latest_release_id is None:
            return None
        outline = outline_of_release(course.latest_release_id)
        closable = frozenset(lesson.id for lesson in outline.lessons if not lesson.is_free_preview)
        return cls(course.pk, old, new, closable)

    def closes_for(self, people: Collection[int], moment: datetime) -> list[int]:
        """Those for whom a lesson closes that is open now. Two queries."""
        enrolments: dict[int, Enrolment] = {}
        for row in Enrolment.objects.filter(course=self.course_id, person__in=people).order_by("run"):
            enrolments[row.person_id] = row
        starts = self._cohort_starts(people, moment)
        return [
            person
            for person in people
            if self._open(self.before, enrolments.get(person), starts[person], moment)
            - self._open(self.after, enrolments.get(person), starts[person], moment)
        ]

    def _cohort_starts(
        self, people: Collection[int], moment: datetime
    ) -> dict[int, list[tuple[datetime, str]]]:
        found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
        if DripAnchor.COHORT not in (self.before.drip_anchor, self.after.drip_anchor):
            return found
        members = CohortMember.objects.filter(person__in=people, cohort__courses=self.course_id)
        rows = members.in_at(moment).values_list("person_id", "cohort__starts_at", "cohort__time_zone")
        for person, starts_at, zone in rows:
            found[person].append((starts_at, zone))
        return found

    def _open(
        self,
        rules: CourseRules,
        enrolment: Enrolment | None,
        starts: list[tuple[datetime, str]],
        moment: datetime,
    ) -> frozenset[int]:
        """The lessons that are open to somebody who is in."""
        if not rules.has_drip:
            return self.lessons
        anchor = anchor_of(rules, starts, enrolment)
        shut = {
            lesson
            for lesson, days in rules.drip
            if days and (anchor is None or anchor + timedelta(days=days) > moment)
        }
        return self.lessons - shut
