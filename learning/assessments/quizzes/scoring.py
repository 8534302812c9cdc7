"""Marks a whole paper. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from learning.assessments.question_types import ScoredAnswer, question_type

from .snapshots import QuestionSnapshot

CENT = Decimal("0.01")
_FULL, _OUT = "full", "out"


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """What one question of a paper earned. answer: as it counted. score: None while a person has to mark."""

    frozen: QuestionSnapshot
    answer: Any
    marked: ScoredAnswer

    @property
    def score(self) -> Decimal | None:
        return None if self.marked.is_correct is None else self.marked.score


@dataclass(frozen=True, slots=True)
class ScoreTotal:
    """points, most_points: in marks. score: in %, in hundredths."""

    points: Decimal
    most_points: Decimal

    @property
    def score(self) -> Decimal:
        if not self.most_points:
            return Decimal("0.00")
        return (self.points * 100 / self.most_points).quantize(CENT, ROUND_HALF_UP)

    def passes(self, passing_score: int) -> bool:
        """passing_score: in %. What is shown decides: 70.00 passes where 70 are asked for."""
        return self.score >= passing_score


def score_question(frozen: QuestionSnapshot, answer: Any, penalty_percent: int) -> ScoredAnswer:
    """What an answer earned by the rules of its time. penalty_percent: of the marks, for a wrong answer."""
    asked = frozen.asked
    kind = question_type(asked.kind)
    penalty = asked.marks * penalty_percent / 100
    return kind.score_by(frozen.edition, kind.from_data(asked.data), answer, asked.marks, penalty)


def score_attempt(
    paper: Sequence[QuestionSnapshot], answers: Mapping[int, Any], *, penalty_percent: int
) -> tuple[ScoredQuestion, ...]:
    """What every question of a paper earned. answers: by place; one that is missing was not given."""
    return tuple(
        ScoredQuestion(frozen, answer, score_question(frozen, answer, penalty_percent))
        for frozen in paper
        for answer in [answers.get(frozen.place)]
    )


def total_of(scores: Iterable[tuple[Decimal | None, Decimal]], most_points: Decimal) -> ScoreTotal | None:
    """The sum of (score, owed) of each question; None while one of them waits for a person.

    What penalties are still owed comes off the sum, down to nothing.
    """
    rows = list(scores)
    if any(score is None for score, _owed in rows):
        return None
    gained = sum((score for score, _owed in rows if score is not None), Decimal(0))
    owed = sum((owed for _score, owed in rows), Decimal(0))
    return ScoreTotal(max(gained - owed, Decimal(0)), most_points)


@dataclass(frozen=True, slots=True)
class CountedMarks:
    """The marks of one question as they count. voided: one of `Void`; empty: it counts as it was scored."""

    score: Decimal | None
    owed: Decimal
    most_marks: Decimal
    voided: str = ""


def total_with_voids(
    questions: Iterable[CountedMarks], most_points: Decimal
) -> tuple[ScoreTotal | None, Decimal]:
    """The sum, and the marks that were left out of it; None while a question waits for a person.

    Nobody loses by a question that is left out: it stays where the score is higher with it.
    """
    rows = list(questions)
    left_out = sum((row.most_marks for row in rows if row.voided == _OUT), Decimal(0))
    kept = [_counted(row) for row in rows if row.voided != _OUT]
    without = total_of(kept, most_points - left_out)
    if not left_out:
        return without, left_out
    if without is not None and left_out >= most_points:
        return ScoreTotal(most_points, most_points), Decimal(0)
    whole = total_of([_counted(row) for row in rows], most_points)
    if without is not None and (whole is None or without.score >= whole.score):
        return without, left_out
    return (whole, Decimal(0)) if without is not None else (None, left_out)


def _counted(row: CountedMarks) -> tuple[Decimal | None, Decimal]:
    return (row.most_marks, Decimal(0)) if row.voided == _FULL else (row.score, row.owed)
