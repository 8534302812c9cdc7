"""Attempts of one quiz or exam that resemble each other: facts with their sources, and no verdicts."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from learning.assessments.models import AnswerEntry, Attempt, AttemptStatus, GradedItem, MarkedQuestion
from learning.assessments.question_types import scored_by_hand

#: The newest attempts that a report looks at: their pairs are compared in memory.
MOST_ATTEMPTS = 500
MOST_LISTED = 100
#: A pair is told of from so many wrong answers in common, and such a share of those that both got wrong.
LEAST_COMMON, LEAST_SHARE = 3, 0.5
FAST_SECONDS = 2


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two people's attempts. same_wrong: questions that both answered wrongly and alike, of `both_wrong`
    that both answered wrongly."""

    one: Attempt
    other: Attempt
    same_wrong: int
    both_wrong: int

    @property
    def share(self) -> float:
        return self.same_wrong / self.both_wrong if self.both_wrong else 0.0


@dataclass(frozen=True, slots=True)
class SameAddress:
    """Two people's attempts from one IP address whose times overlap."""

    one: Attempt
    other: Attempt
    address: str


@dataclass(frozen=True, slots=True)
class FastAttempt:
    """An attempt that took less than two seconds for each question."""

    attempt: Attempt
    questions: int
    seconds: int

    @property
    def seconds_each(self) -> float:
        return self.seconds / self.questions


@dataclass(frozen=True, slots=True)
class SimilarityReport:
    """looked_at: how many attempts were compared, of `attempts` in all."""

    pairs: tuple[SimilarPair, ...]
    addresses: tuple[SameAddress, ...]
    fast: tuple[FastAttempt, ...]
    looked_at: int
    attempts: int


def report_on(graded_item: GradedItem) -> SimilarityReport:
    """What the newest attempts of a graded item have in common. Four queries."""
    rows = Attempt.objects.filter(placement__graded_item=graded_item).exclude(
        status=AttemptStatus.IN_PROGRESS
    )
    newest = rows.select_related("enrolment__person").defer("paper").order_by("-submitted_at", "-pk")
    attempts = list(newest[:MOST_ATTEMPTS])
    marked = MarkedQuestion.objects.filter(attempt__in=attempts)
    wrong: dict[int, dict[str, str]] = defaultdict(dict)
    counts: Counter[int] = Counter()
    by_hand = scored_by_hand()
    columns = ("attempt_id", "question_id", "content_hash", "answer", "is_correct", "kind")
    for attempt_id, question, edition, answer, is_correct, kind in marked.values_list(*columns):
        counts[attempt_id] += 1
        if is_correct is False and answer is not None and kind not in by_hand:
            wrong[attempt_id][f"{question}/{edition}"] = json.dumps(answer, sort_keys=True)
    return SimilarityReport(
        pairs=_pairs(attempts, wrong),
        addresses=_same_address(attempts, _addresses(attempts)),
        fast=_fast(attempts, counts),
        looked_at=len(attempts),
        attempts=rows.count(),
    )


def compare(one: dict[str, str], other: dict[str, str]) -> tuple[int, int]:
    """How many questions were answered wrongly and alike, and how many wrongly at all, in both."""
    both = one.keys() & other.keys()
    return sum(one[question] == other[question] for question in both), len(both)


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two spans have a moment in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def _pairs(attempts: Sequence[Attempt], wrong: dict[int, dict[str, str]]) -> tuple[SimilarPair, ...]:
    found = []
    with_wrong = [attempt for attempt in attempts if len(wrong.get(attempt.pk, {})) >= LEAST_COMMON]
    for one, other in combinations(with_wrong, 2):
        if one.enrolment.person_id == other.enrolment.person_id:
            continue
        same, both = compare(wrong[one.pk], wrong[other.pk])
        if same >= LEAST_COMMON and same >= LEAST_SHARE * both:
            found.append(SimilarPair(one, other, same, both))
    found.sort(key=lambda pair: (-pair.same_wrong, -pair.share))
    return tuple(found[:MOST_LISTED])


def _addresses(attempts: Iterable[Attempt]) -> dict[int, set[str]]:
    """The IP addresses that an attempt was started or answered from. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    for attempt in attempts:
        if attempt.ip_address:
            found[attempt.pk].add(attempt.ip_address)
    entries = AnswerEntry.objects.filter(attempt__in=list(attempts), ip_address__isnull=False)
    for attempt_id, address in entries.values_list("attempt_id", "ip_address").distinct().order_by():
        found[attempt_id].add(str(address))
    return found


def _same_address(attempts: Sequence[Attempt], addresses: dict[int, set[str]]) -> tuple[SameAddress, ...]:
    by_address: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        for address in addresses.get(attempt.pk, ()):
            by_address[address].append(attempt)
    found = []
    for address, shared in sorted(by_address.items()):
        for one, other in combinations(shared, 2):
            if one.enrolment.person_id != other.enrolment.person_id and overlap(_span(one), _span(other)):
                found.append(SameAddress(one, other, address))
            if len(found) >= MOST_LISTED:
                return tuple(found)
    return tuple(found)


def _span(attempt: Attempt) -> tuple[datetime, datetime]:
    return attempt.started_at, attempt.submitted_at or attempt.started_at


def _fast(attempts: Iterable[Attempt], counts: Counter[int]) -> tuple[FastAttempt, ...]:
    found = [
        FastAttempt(attempt, counts[attempt.pk], attempt.seconds_taken)
        for attempt in attempts
        if attempt.seconds_taken is not None
        and counts[attempt.pk]
        and attempt.seconds_taken < FAST_SECONDS * counts[attempt.pk]
    ]
    found.sort(key=lambda one: one.seconds_each)
    return tuple(found[:MOST_LISTED])
