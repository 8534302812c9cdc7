"""The grade of a course from the results of its works. No queries here.

Only results count: what was not taken yet, or waits to be marked, is left out, unless the scheme counts what
was missed as 0; what somebody is excused from never counts. Without any result there is no grade. Practice
counts nothing unless somebody gives it a weight.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """Items that make one score together. weight: of it; None: what the items that count weigh together."""

    name: str
    weight: int | None = None
    drop_lowest: int = 0


@dataclass(frozen=True)
class GradeWeights:
    """How grades are worked out. weights: by item id; a graded item that is not named weighs 1.

    drop_lowest: of the items without a category. scale: (name, lowest score in %) of each grade, best first,
    down to 0; empty: scores only. categories: in their order; category_of: the place of each item's one.
    kept: items that are never dropped. counts_missed: whether what was missed counts 0.
    """

    weights: Mapping[int, int] = field(default_factory=dict)
    drop_lowest: int = 0
    scale: Sequence[tuple[str, Decimal]] = ()
    categories: Sequence[CategoryRule] = ()
    category_of: Mapping[int, int] = field(default_factory=dict)
    kept: frozenset[int] = frozenset()
    counts_missed: bool = False

    def weight(self, graded_item_id: int) -> int:
        return self.weights.get(graded_item_id, 1)

    def category(self, graded_item_id: int) -> CategoryRule | None:
        """That an item belongs to; None: none."""
        place = self.category_of.get(graded_item_id)
        return self.categories[place] if place is not None and place < len(self.categories) else None

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


def course_grade(
    scores: Mapping[int, Decimal | None],
    scheme: GradeWeights,
    *,
    excused: Collection[int] = (),
    missed: Collection[int] = (),
) -> CourseGrade:
    """The grade that these scores amount to: their mean by weight, without the lowest.

    scores: in %, by item id; None: no result yet. excused: items that do not count for this learner. missed:
    items whose date has passed without one. Of equally low results the heavier one is left out, which never
    lowers the grade; of each category, and of the items without one, at least one result always counts.
    """
    weighed = _weighed(scores, scheme, excused, missed)
    groups: dict[int | None, dict[int, Decimal]] = {}
    for graded_item, score in weighed.items():
        place = scheme.category_of.get(graded_item) if scheme.category(graded_item) else None
        groups.setdefault(place, {})[graded_item] = score
    dropped: set[int] = set()
    parts: list[tuple[Decimal, int]] = []
    for place, found in groups.items():
        rule = None if place is None else scheme.categories[place]
        out = _lowest(found, scheme, scheme.drop_lowest if rule is None else rule.drop_lowest)
        dropped |= out
        kept = [(score, scheme.weight(item)) for item, score in found.items() if item not in out]
        if rule is None or rule.weight is None:
            parts += kept
        elif rule.weight:
            parts.append((_mean(kept), rule.weight))
    if not parts:
        return CourseGrade()
    score = _mean(parts).quantize(CENT, rounding=ROUND_HALF_UP)
    return CourseGrade(score, scheme.letter(score), frozenset(weighed) - dropped, frozenset(dropped))


def _weighed(
    scores: Mapping[int, Decimal | None],
    scheme: GradeWeights,
    excused: Collection[int],
    missed: Collection[int],
) -> dict[int, Decimal]:
    """What counts, before anything is dropped."""
    found = dict(scores)
    if scheme.counts_missed:
        for graded_item in missed:
            if found.get(graded_item) is None:
                found[graded_item] = Decimal(0)
    return {
        graded_item: score
        for graded_item, score in found.items()
        if score is not None and scheme.weight(graded_item) > 0 and graded_item not in excused
    }


def _lowest(found: Mapping[int, Decimal], scheme: GradeWeights, count: int) -> set[int]:
    """Which of them are left out: of those that may be, the lowest; the last one always counts."""
    droppable = [graded_item for graded_item in found if graded_item not in scheme.kept]
    droppable.sort(key=lambda graded_item: (found[graded_item], -scheme.weight(graded_item), graded_item))
    return set(droppable[: min(count, len(found) - 1)])


def _mean(parts: Sequence[tuple[Decimal, int]]) -> Decimal:
    total = sum(weight for _score, weight in parts)
    return sum((score * weight for score, weight in parts), Decimal(0)) / total
