"""How things stand, or stood at a past moment: the rows that rules go by, from whichever tables tell them.

Three sources give the same: `PresentSource` reads the rows as they are (`ReadSource` goes on from rows that a
page read with its course), `PastSource` puts them together from what is dated, and `PersonaSource` makes up
what belongs to a learner who does not exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import Suspension, User
from learning.access.models import (
    AccessEvent,
    AchievementCorrection,
    Cohort,
    CohortChange,
    CohortMember,
    CourseAccess,
    Milestone,
    PathEdition,
)
from learning.courses.models import Course, CoursePriceChange, CourseStatusChange, Release
from learning.courses.rules import CourseRules
from learning.courses.viewer import Persona


@dataclass(frozen=True, slots=True)
class CourseState:
    """What the rules ask of a course itself. `status` is empty while it did not exist."""

    status: str
    is_released: bool
    is_withdrawn: bool
    is_free: bool
    rules: CourseRules


class AccessSource(Protocol):
    """Where the rules' rows come from. Each method is one query, or none where nothing is asked."""

    def is_suspended(self) -> bool: ...

    def courses(self, courses: Collection[Course]) -> dict[int, CourseState]: ...

    def grants(self, course_ids: Collection[int]) -> dict[int, list[CourseAccess]]: ...

    def paths(self, path_ids: Collection[int]) -> dict[int, PathEdition]: ...

    def cohort_starts(self, course_ids: Collection[int]) -> dict[int, list[tuple[datetime, str]]]: ...

    def completed(self, course_ids: Collection[int]) -> set[int]: ...

    def best_scores(self, quizzes: Collection[UUID]) -> dict[UUID, Decimal]: ...


class PresentSource:
    """As things stand."""

    def __init__(self, person: User | None, moment: datetime) -> None:
        self.person, self.moment = person, moment

    def is_suspended(self) -> bool:
        return self.person is not None and not self.person.is_active

    def courses(self, courses: Collection[Course]) -> dict[int, CourseState]:
        """A query only for the releases that the courses do not bring along."""
        releases = _loaded_releases(courses)
        return {course.pk: _state(course, releases.get(course.latest_release_id or 0)) for course in courses}

    def grants(self, course_ids: Collection[int]) -> dict[int, list[CourseAccess]]:
        if self.person is None:
            return {}
        return _by_course(CourseAccess.objects.filter(person=self.person, course__in=course_ids))

    def paths(self, path_ids: Collection[int]) -> dict[int, PathEdition]:
        return last_editions(path_ids, self.moment)

    def cohort_starts(self, course_ids: Collection[int]) -> dict[int, list[tuple[datetime, str]]]:
        """(start, time zone) of the cohorts that the person is in and that open these courses, by course."""
        if self.person is None:
            return {}
        members = CohortMember.objects.filter(person=self.person).in_at(self.moment)
        return _starts_by_course(Cohort.objects.filter(members__in=members), course_ids)

    def completed(self, course_ids: Collection[int]) -> set[int]:
        """Those of these courses that the person had completed by the moment."""
        return completed_by(self.person, course_ids, self.moment)

    def best_scores(self, quizzes: Collection[UUID]) -> dict[UUID, Decimal]:
        """The person's best score, in %, of each of these quizzes that they had one of by the moment."""
        return best_scores_of(self.person, quizzes, self.moment)


class ReadSource(PresentSource):
    """As things stand, with one person's grants for some courses that were read together with these."""

    def __init__(
        self,
        person: User | None,
        moment: datetime,
        course_ids: Collection[int],
        grants: Collection[CourseAccess],
    ) -> None:
        super().__init__(person, moment)
        self._course_ids, self._grants = set(course_ids), grants

    def grants(self, course_ids: Collection[int]) -> dict[int, list[CourseAccess]]:
        """No query for the courses whose grants were read."""
        if set(course_ids) != self._course_ids:
            return super().grants(course_ids)
        return _by_course(self._grants)


class PastSource:
    """As things stood at a moment, from what is dated and never overwritten."""

    def __init__(self, person: User | None, moment: datetime) -> None:
        self.person, self.moment = person, moment

    def is_suspended(self) -> bool:
        if self.person is None:
            return False
        begun = Suspension.objects.filter(person=self.person, suspended_at__lte=self.moment)
        return begun.exclude(lifted_at__lte=self.moment).exists()

    def courses(self, courses: Collection[Course]) -> dict[int, CourseState]:
        statuses = CourseStatusChange.objects.filter(course=OuterRef("pk"), changed_at__lte=self.moment)
        releases = Release.objects.filter(course=OuterRef("pk"), released_at__lte=self.moment)
        last_status, last = statuses.order_by("-changed_at", "-pk"), releases.order_by("-number")
        rows = Course.objects.filter(pk__in=[course.pk for course in courses]).annotate(
            stood=Subquery(last_status.values("status")[:1]),
            was_withdrawn=Subquery(last.values("is_withdrawn")[:1]),
            was_paid=Exists(_prices_standing_at(self.moment)),
            rules=Subquery(last.values("rules")[:1]),
        )
        return {
            pk: CourseState(
                status=stood or "",
                is_released=withdrawn is not None,
                is_withdrawn=bool(withdrawn),
                is_free=not was_paid,
                rules=CourseRules.from_json(rules or {}),
            )
            for pk, stood, withdrawn, was_paid, rules in rows.values_list(
                "pk", "stood", "was_withdrawn", "was_paid", "rules"
            )
        }

    def grants(self, course_ids: Collection[int]) -> dict[int, list[CourseAccess]]:
        if self.person is None:
            return {}
        events = AccessEvent.objects.filter(grant__person=self.person, grant__course__in=course_ids)
        return _by_course(
            _as_it_stood(event) for event in events.last_before(self.moment).select_related("grant")
        )

    def paths(self, path_ids: Collection[int]) -> dict[int, PathEdition]:
        return last_editions(path_ids, self.moment)

    def cohort_starts(self, course_ids: Collection[int]) -> dict[int, list[tuple[datetime, str]]]:
        if self.person is None:
            return {}
        memberships = CohortMember.objects.filter(person=self.person).in_at(self.moment)
        changes = CohortChange.objects.filter(cohort__members__in=memberships, at__lte=self.moment)
        stood = {change.cohort_id: change for change in changes.order_by("at", "pk")}
        return {
            course_id: [
                (change.starts_at, change.time_zone)
                for change in stood.values()
                if course_id in change.course_ids
            ]
            for course_id in course_ids
        }

    def completed(self, course_ids: Collection[int]) -> set[int]:
        """Those of these courses that the person had completed by the moment."""
        return completed_by(self.person, course_ids, self.moment)

    def best_scores(self, quizzes: Collection[UUID]) -> dict[UUID, Decimal]:
        """The person's best score, in %, of each of these quizzes that they had one of by the moment."""
        return best_scores_of(self.person, quizzes, self.moment)


class PersonaSource:
    """For a learner who does not exist: their grants, cohort and finished courses are made up, while courses
    and cohorts are as they stand."""

    def __init__(self, persona: Persona, moment: datetime) -> None:
        self.persona, self.moment = persona, moment
        self.present = PresentSource(None, moment)

    def is_suspended(self) -> bool:
        return False

    def courses(self, courses: Collection[Course]) -> dict[int, CourseState]:
        return self.present.courses(courses)

    def grants(self, course_ids: Collection[int]) -> dict[int, list[CourseAccess]]:
        """None of them is ever to be saved."""
        return _by_course(
            CourseAccess(
                course_id=grant.course_id,
                type=CourseAccess.Type.MANUAL,
                status=CourseAccess.Status.UNLOCKED,
                source_kind="invented",
                granted_at=grant.starts_at,
                starts_at=grant.starts_at,
                ends_at=grant.ends_at,
            )
            for grant in self.persona.grants
            if grant.course_id in course_ids
        )

    def paths(self, path_ids: Collection[int]) -> dict[int, PathEdition]:
        return {}

    def cohort_starts(self, course_ids: Collection[int]) -> dict[int, list[tuple[datetime, str]]]:
        if not self.persona.cohort_id:
            return {}
        return _starts_by_course(Cohort.objects.filter(pk=self.persona.cohort_id), course_ids)

    def completed(self, course_ids: Collection[int]) -> set[int]:
        return set(self.persona.finished.intersection(course_ids))

    def best_scores(self, quizzes: Collection[UUID]) -> dict[UUID, Decimal]:
        return {quiz: Decimal(score) for quiz, score in self.persona.scores if quiz in quizzes}


def _starts_by_course(
    cohorts: QuerySet[Cohort], course_ids: Collection[int]
) -> dict[int, list[tuple[datetime, str]]]:
    found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    rows = cohorts.filter(courses__in=course_ids).values_list("courses", "starts_at", "time_zone")
    for course_id, starts_at, zone in rows:
        found[course_id].append((starts_at, zone))
    return found


def completed_by(person: User | None, course_ids: Collection[int], moment: datetime) -> set[int]:
    """Those of these courses that the person had completed by `moment`. One query; none for nothing asked."""
    if person is None or not course_ids:
        return set()
    return completed_by_many([person.pk], course_ids, moment)[person.pk]


def completed_by_many(
    people: Collection[int], course_ids: Collection[int], moment: datetime
) -> dict[int, set[int]]:
    """The same of many people, by their ids; people without any are there, too, once they are asked for."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Milestone.objects.filter(
        person__in=people,
        course__in=course_ids,
        kind=Milestone.Kind.COURSE_COMPLETED,
        lesson=None,
        achieved_at__lte=moment,
    )
    for person, course in rows.values_list("person_id", "course_id"):
        found[person].add(course)
    return found


def best_scores_of(person: User | None, quizzes: Collection[UUID], moment: datetime) -> dict[UUID, Decimal]:
    """A person's best score of each of these quizzes by `moment`. One query; none for nothing asked."""
    return best_scores_of_many([person.pk], quizzes, moment)[person.pk] if person is not None else {}


def best_scores_of_many(
    people: Collection[int], quizzes: Collection[UUID], moment: datetime
) -> dict[int, dict[UUID, Decimal]]:
    """The same of many people, by their ids; people without any are there, too, once they are asked for."""
    found: dict[int, dict[UUID, Decimal]] = defaultdict(dict)
    if not quizzes:
        return found
    corrections = AchievementCorrection.objects.filter(at__lte=moment)
    about = corrections.filter(person=OuterRef("person"), subject=OuterRef("subject"))
    uncorrected = Milestone.objects.filter(
        ~Exists(about),
        person__in=people,
        kind=Milestone.Kind.QUIZ_SCORED,
        subject__in=quizzes,
        achieved_at__lte=moment,
    )
    last = Subquery(about.order_by("-at", "-pk").values("pk")[:1])
    corrected = corrections.filter(person__in=people, subject__in=quizzes, pk=last)
    columns = ("person_id", "subject", "score")
    rows = uncorrected.order_by().values_list(*columns)
    rows = rows.union(corrected.order_by().values_list(*columns), all=True)
    for person, quiz, score in rows:
        if quiz is not None and score is not None:
            found[person][quiz] = max(score, found[person].get(quiz, score))
    return found


def _state(course: Course, release: Release | None) -> CourseState:
    if release is None:
        return CourseState(course.status, False, False, False, CourseRules())
    rules = CourseRules.from_json(release.rules) if release.rules else CourseRules()
    return CourseState(course.status, True, release.is_withdrawn, course.is_free, rules)


def _prices_standing_at(moment: datetime) -> QuerySet[CoursePriceChange]:
    """The last price of the outer course in each currency, where it was not removed."""
    changes = CoursePriceChange.objects.filter(changed_at__lte=moment)
    same = changes.filter(course=OuterRef("course"), currency=OuterRef("currency"))
    last = Subquery(same.order_by("-changed_at", "-pk").values("pk")[:1])
    return changes.filter(course=OuterRef("pk"), pk=last, amount_minor__isnull=False)


def _loaded_releases(courses: Iterable[Course]) -> dict[int, Release]:
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
        loaded |= Release.objects.only("is_withdrawn", "rules").in_bulk(missing)
    return loaded


def _by_course(grants: Iterable[CourseAccess]) -> dict[int, list[CourseAccess]]:
    found: dict[int, list[CourseAccess]] = defaultdict(list)
    for grant in grants:
        found[grant.course_id].append(grant)
    return found


def _as_it_stood(event: AccessEvent) -> CourseAccess:
    """The grant as the event left it. Not to be saved."""
    grant = copy(event.grant)
    grant.status, grant.starts_at, grant.ends_at = event.status, event.starts_at, event.ends_at
    grant.ended_with_source = event.ended_with_source
    grant.revoked_at = event.at if event.status == CourseAccess.Status.REVOKED else None
    return grant


def last_editions(path_ids: Collection[int], moment: datetime) -> dict[int, PathEdition]:
    """By path id, how paths stood at a moment; one query, none for none."""
    if not path_ids:
        return {}
    later = PathEdition.objects.filter(path=OuterRef("path"), at__lte=moment).order_by("-at", "-pk")
    last = PathEdition.objects.filter(path__in=path_ids, at__lte=moment, pk=Subquery(later.values("pk")[:1]))
    return {edition.path_id: edition for edition in last}
