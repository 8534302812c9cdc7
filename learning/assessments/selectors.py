"""What screens and rules need to know about attempts and results, in a known number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from learning.access.models import Enrolment
from learning.courses import activities
from learning.courses.activities import ScoredAttempt
from learning.courses.viewer import Viewer

from .models import (
    AnswerEntry,
    Attempt,
    Examination,
    GradeOverride,
    Work,
)
from .quizzes.accommodations import Accommodations, accommodations_for
from .quizzes.attempt_rules import AttemptRules
from .quizzes.placements import PlacedActivity


@dataclass(frozen=True)
class AttemptHistory:
    """What a learner has done of a quiz or exam so far, at whatever place, and the rules for going on.

    attempts: the first one first, without their papers. rules: those of the next attempt.
    """

    attempts: tuple[Attempt, ...]
    rules: AttemptRules

    @cached_property
    def open(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def left(self) -> int | None:
        """How many more attempts may be begun; None: as many as they like."""
        limit = self.rules.attempt_limit
        return max(limit - len(self.attempts), 0) if limit else None

    @property
    def published(self) -> tuple[Attempt, ...]:
        return tuple(
            attempt for attempt in self.attempts if attempt.published_at and attempt.score is not None
        )

    @cached_property
    def best(self) -> Attempt | None:
        return max(self.published, key=lambda attempt: attempt.score or 0, default=None)

    @property
    def has_passed(self) -> bool:
        return any(attempt.passed for attempt in self.published)

    @property
    def begins_at(self) -> datetime | None:
        """When the next attempt may begin; None: there was none before."""
        ends = [attempt.submitted_at for attempt in self.attempts if attempt.submitted_at]
        return self.rules.may_begin_at(max(ends)) if ends else None


def attempt_history_of(enrolment: Enrolment | None, place: PlacedActivity, at: datetime) -> AttemptHistory:
    """What the learner has done of a quiz or exam. Two queries; none for whoever is not enrolled."""
    assert isinstance(place.source, Examination)
    if enrolment is None or enrolment.pk is None:
        return AttemptHistory((), AttemptRules.of(place.source, Accommodations()))
    rules = replace(
        AttemptRules.of(place.source, accommodations_for(enrolment, place.work, at)), title=place.title
    )
    return AttemptHistory(tuple(attempts_of(enrolment, place.work)), rules)


def attempts_of(enrolment: Enrolment, work: Work) -> list[Attempt]:
    """A learner's attempts at a quiz or exam, the first one first, without their papers. One query."""
    rows = Attempt.objects.filter(enrolment=enrolment, placement__work=work)
    return list(rows.select_related("placement").defer("paper").order_by("number", "pk"))


def attempt_of(viewer: Viewer, public_id: UUID) -> Attempt:
    """The viewer's own attempt. Raises Attempt.DoesNotExist, for other people's too."""
    return Attempt.objects.select_related(
        "enrolment__course__latest_release", "placement__work", "placement__lesson"
    ).get(public_id=public_id, enrolment__person=viewer.person)


def last_entries(attempt: Attempt) -> QuerySet[AnswerEntry]:
    """The entry of each question of an attempt that counts."""
    last = AnswerEntry.objects.filter(attempt=attempt).values("place").annotate(last=Max("pk"))
    return AnswerEntry.objects.filter(pk__in=last.values("last"))


def answered_places(attempt: Attempt) -> list[int]:
    """The places of the questions that have an answer, in their order. One query."""
    entries = last_entries(attempt).order_by("place").values_list("place", "answer")
    return [place for place, answer in entries if answer is not None]


def checked_places(attempt: Attempt) -> set[int]:
    """The places of the questions whose right answer the learner asked for. One query."""
    checks = AnswerEntry.objects.filter(attempt=attempt, is_checked=True)
    return set(checks.values_list("place", flat=True))


@dataclass(frozen=True, slots=True)
class Result:
    """What a learner reached in a work, as far as they may know.

    best_score: in %; None: nothing is published yet. pending: submitted, and not published. attempts: how
    many were submitted, or handed in. latest_at: when the last one was.
    """

    work_id: int
    public_id: UUID
    kind: str
    best_score: Decimal | None = None
    passed: bool = False
    attempts: int = 0
    pending: int = 0
    latest_at: datetime | None = None
    is_overridden: bool = False


def results_of(enrolment_ids: Iterable[int]) -> dict[tuple[int, int], Result]:
    """Results by (enrolment, work). Only what is published counts; a grade that a person set decides.

    Three queries; where a person set grades of works that were never taken, up to three more.
    """
    ids = list(enrolment_ids)
    results: dict[tuple[int, int], Result] = {}
    passing: dict[tuple[int, int], Any] = {}
    for scoring in activities.scorings():
        for found in scoring.finished(ids):
            key = (found.enrolment_id, found.item_id)
            results[key] = _with(
                results.get(key) or Result(found.item_id, found.public_id, found.kind), found
            )
            passing[key] = found.passing_score
    return results | _overridden(ids, results, passing)


def items_of(public_ids: Collection[UUID]) -> dict[int, UUID]:
    """The graded items among these activities, by id. One query."""
    return dict(Work.objects.filter(public_id__in=public_ids).values_list("pk", "public_id"))


def begun_by(enrolment_id: int, item_ids: Collection[int]) -> set[int]:
    """Which of these items a learner has begun and not finished. Two queries; none for none."""
    if not item_ids:
        return set()
    return {pk for scoring in activities.scorings() for pk in scoring.begun(enrolment_id, item_ids)}


def passed_by(enrolment_id: int) -> set[UUID]:
    """What a learner has passed, wherever they took it, by public ids. As many queries as `results_of`."""
    return {result.public_id for result in results_of([enrolment_id]).values() if result.passed}


def _with(result: Result, found: ScoredAttempt) -> Result:
    scores = [
        score
        for score in (result.best_score, found.score if found.is_published else None)
        if score is not None
    ]
    return replace(
        result,
        best_score=max(scores, default=None),
        passed=result.passed or (found.is_published and found.passed),
        attempts=result.attempts + 1,
        pending=result.pending + (not found.is_published),
        latest_at=found.submitted_at,
    )


def _overridden(
    ids: list[int], results: dict[tuple[int, int], Result], passing: dict[tuple[int, int], Any]
) -> dict[tuple[int, int], Result]:
    last: dict[tuple[int, int], tuple[Work, Decimal | None]] = {}
    for row in GradeOverride.objects.filter(enrolment__in=ids).select_related("work").order_by("pk"):
        last[row.enrolment_id, row.work_id] = row.work, row.score
    standing = {key: found for key, found in last.items() if found[1] is not None}
    unknown: dict[str, set[int]] = defaultdict(set)
    for key, (work, _score) in standing.items():
        if passing.get(key) is None:
            unknown[work.kind].add(work.pk)
    written = _passing_scores(unknown)
    found = {}
    for key, (work, score) in standing.items():
        assert score is not None
        needed = passing.get(key)
        needed = written.get(work.pk, 0) if needed is None else needed
        before = results.get(key) or Result(work.pk, work.public_id, work.kind)
        found[key] = replace(before, best_score=score, passed=score >= needed, is_overridden=True)
    return found


def _passing_scores(item_ids: dict[str, set[int]]) -> dict[int, int]:
    """As their authors have them now, by item. item_ids: by kind."""
    return {
        item: score
        for kind, ids in item_ids.items()
        for item, score in activities.kind_named(kind).passing_scores(ids).items()
    }
