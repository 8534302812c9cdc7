"""What learners reached in graded items, as far as they may know: the best published score of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from learning.courses import activities
from learning.courses.activities import ScoredAttempt

from ..models import GradedItem, GradeOverride

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Result:
    """What a learner reached in a work, as far as they may know.

    best_score: the one that counts, in %: of the best attempt, unless the rules of the last attempt name
    another or the mean of all; None: nothing is published yet. passed: in any of them.
    pending: submitted, and not published. attempts: how many were submitted, or handed in.
    latest_at: when the last one was. record_id: of the attempt or
    submission that the score is from; of the last one while there is none.
    """

    graded_item_id: int
    public_id: UUID
    kind: str
    best_score: Decimal | None = None
    passed: bool = False
    attempts: int = 0
    pending: int = 0
    latest_at: datetime | None = None
    record_id: UUID | None = None
    is_overridden: bool = False
    is_excused: bool = False


def results_of(enrolment_ids: Iterable[int]) -> dict[tuple[int, int], Result]:
    """Results by (enrolment, graded item). Only what is published counts; a grade that a person set decides.

    Three queries; where a person set grades of works that were never taken, up to three more.
    """
    ids = list(enrolment_ids)
    finished: dict[tuple[int, int], list[ScoredAttempt]] = defaultdict(list)
    for scoring in activities.scorings():
        for found in scoring.finished(ids):
            finished[found.enrolment_id, found.item_id].append(found)
    results = {key: _result(attempts) for key, attempts in finished.items()}
    passing = {key: attempts[-1].passing_score for key, attempts in finished.items()}
    return results | _overridden(ids, results, passing)


def items_of(public_ids: Collection[UUID]) -> dict[int, UUID]:
    """The graded items among these activities, by id. One query."""
    return dict(GradedItem.objects.filter(public_id__in=public_ids).values_list("pk", "public_id"))


def begun_by(enrolment_id: int, item_ids: Collection[int]) -> set[int]:
    """Which of these items a learner has begun and not finished. Two queries; none for none."""
    if not item_ids:
        return set()
    return {pk for scoring in activities.scorings() for pk in scoring.begun(enrolment_id, item_ids)}


def passed_by(enrolment_id: int) -> set[UUID]:
    """What a learner has passed, wherever they took it, by public ids. As many queries as `results_of`."""
    return {result.public_id for result in results_of([enrolment_id]).values() if result.passed}


def _result(attempts: Sequence[ScoredAttempt]) -> Result:
    """What one learner's attempts at an item amount to. attempts: the oldest first; at least one."""
    last = attempts[-1]
    published = [one for one in attempts if one.is_published]
    score, source = _counted(published, last.counted) if published else (None, last)
    return Result(
        last.item_id,
        last.public_id,
        last.kind,
        best_score=score,
        passed=any(one.passed for one in published),
        attempts=len(attempts),
        pending=len(attempts) - len(published),
        latest_at=last.submitted_at,
        record_id=source.record_id,
    )


def _counted(published: Sequence[ScoredAttempt], rule: str) -> tuple[Decimal, ScoredAttempt]:
    """The score that counts, and the attempt to look at for it. rule: best, last, first or mean."""
    scores = [one.score or Decimal(0) for one in published]
    if rule == "mean":
        mean = (sum(scores, Decimal(0)) / len(scores)).quantize(_CENT, ROUND_HALF_UP)
        return mean, published[-1]
    place = {"first": 0, "last": len(scores) - 1}.get(rule, scores.index(max(scores)))
    return scores[place], published[place]


def _overridden(
    ids: list[int], results: dict[tuple[int, int], Result], passing: dict[tuple[int, int], Any]
) -> dict[tuple[int, int], Result]:
    last: dict[tuple[int, int], GradeOverride] = {}
    for row in GradeOverride.objects.filter(enrolment__in=ids).select_related("graded_item").order_by("pk"):
        last[row.enrolment_id, row.graded_item_id] = row
    standing = {key: (row.graded_item, row.score) for key, row in last.items() if row.score is not None}
    excused = {key: row.graded_item for key, row in last.items() if row.is_excused}
    unknown: dict[str, set[int]] = defaultdict(set)
    for key, (graded_item, _score) in standing.items():
        if passing.get(key) is None:
            unknown[graded_item.kind].add(graded_item.pk)
    written = _passing_scores(unknown)
    found = {}
    for key, (graded_item, score) in standing.items():
        needed = passing.get(key)
        needed = written.get(graded_item.pk, 0) if needed is None else needed
        found[key] = replace(
            _known(results, key, graded_item), best_score=score, passed=score >= needed, is_overridden=True
        )
    return found | {
        key: replace(_known(results, key, graded_item), is_excused=True)
        for key, graded_item in excused.items()
    }


def _known(results: dict[tuple[int, int], Result], key: tuple[int, int], graded_item: GradedItem) -> Result:
    """What is known so far; where nothing was taken, an empty result."""
    return results.get(key) or Result(graded_item.pk, graded_item.public_id, graded_item.kind)


def _passing_scores(item_ids: dict[str, set[int]]) -> dict[int, int]:
    """As their authors have them now, by item. item_ids: by kind."""
    return {
        item: score
        for kind, ids in item_ids.items()
        for item, score in activities.kind_named(kind).passing_scores(ids).items()
    }
