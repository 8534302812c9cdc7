"""The grade of a course from the results of its works. No queries here.

Only results count: what was not taken yet, or waits to be marked, is left out, and without any result there
is no grade. Practice counts nothing unless somebody gives it a weight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class GradeWeights:
    """How grades are worked out. weights: by item id; a graded item that is not named weighs 1.

    scale: (name, lowest score in %) of each grade, best first, down to 0; empty: scores only.
    """

    weights: Mapping[int, int] = field(default_factory=dict)
    drop_lowest: int = 0
    scale: Sequence[tuple[str, Decimal]] = ()

    def weight(self, graded_item_id: int) -> int:
        return self.weights.get(graded_item_id, 1)

    def letter(self, score: Decimal) -> str:
        """The name of the grade that a score earns."""
        return next((name for name, least in self.scale if score >= least), "")


@dataclass(frozen=True, slots=True)
class CourseGrade:
    """score: in %, to two places; None: there is nothing to grade yet. dropped: works left out as lowest."""

    score: Decimal | None = None
    letter: str = ""
    counted: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()


def course_grade(scores: Mapping[int, Decimal | None], scheme: GradeWeights) -> CourseGrade:
    """The grade that these scores amount to: their mean by weight, without the lowest.

    scores: in %, by item id; None: no result yet. Of equally low results the heavier one is left out, which
    never lowers the grade; at least one result always counts.
    """
    weighed = {
        graded_item: score
        for graded_item, score in scores.items()
        if score is not None and scheme.weight(graded_item) > 0
    }
    if not weighed:
        return CourseGrade()
    lowest_first = sorted(
        weighed, key=lambda graded_item: (weighed[graded_item], -scheme.weight(graded_item), graded_item)
    )
    dropped = frozenset(lowest_first[: min(scheme.drop_lowest, len(weighed) - 1)])
    counted = frozenset(weighed) - dropped
    total = sum(scheme.weight(graded_item) for graded_item in counted)
    mean = (
        sum((weighed[graded_item] * scheme.weight(graded_item) for graded_item in counted), Decimal(0))
        / total
    )
    score = mean.quantize(CENT, rounding=ROUND_HALF_UP)
    return CourseGrade(score, scheme.letter(score), counted, dropped)
