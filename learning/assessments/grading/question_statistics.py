"""How questions do: facility and discrimination, as pure functions, and the marks that they come from.

Facility is the mean share of its marks that a question earned. Discrimination is the corrected item-total
correlation: Pearson's coefficient between what the question earned and what the rest of the paper did, each
as a share (Ebel and Frisbie, Essentials of Educational Measurement, 5th ed. 1991, chapter 13). For questions
that are right or wrong it is the point-biserial coefficient. Only first attempts count: later ones have met
the questions before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from ..models import MarkedQuestion

FEWEST = 5  # attempts below which a coefficient says nothing
MOST_ROWS = 20_000
GOOD, POOR = 0.3, 0.1  # Ebel's bounds: at 0.3 and above a question tells apart well, below 0.1 hardly


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """seen: how often it was put, in all attempts. firsts: in first ones that are marked.

    facility: 0 to 1; discrimination: -1 to 1; None: unknown.
    """

    seen: int = 0
    firsts: int = 0
    facility: float | None = None
    discrimination: float | None = None

    @property
    def facility_percent(self) -> int | None:
        return None if self.facility is None else round(self.facility * 100)

    @property
    def verdict(self) -> str:
        """good, fair or poor; empty while nothing can be said."""
        if self.discrimination is None:
            return ""
        return "good" if self.discrimination >= GOOD else "fair" if self.discrimination >= POOR else "poor"

    @property
    def advice(self) -> str:
        """What the verdict means for whoever writes the question; empty while nothing can be said."""
        match self.verdict:
            case "good":
                return _("This question separates stronger from weaker learners well.")
            case "fair":
                return _("This question separates stronger from weaker learners only slightly.")
            case "poor":
                return _(
                    "Stronger learners don't do better on this question. "
                    "Check its correct answers and wording."
                )
        return ""


def difficulty_of(shares: Sequence[float]) -> float | None:
    """The mean of shares from 0 to 1; None without any."""
    return sum(shares) / len(shares) if shares else None


def discrimination_of(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's coefficient of (item, rest) pairs; None below `FEWEST` of them, or where one is constant."""
    if len(pairs) < FEWEST:
        return None
    items, rests = [item for item, _rest in pairs], [rest for _item, rest in pairs]
    item_mean, rest_mean = sum(items) / len(items), sum(rests) / len(rests)
    together = sum((item - item_mean) * (rest - rest_mean) for item, rest in pairs)
    item_spread = sqrt(sum((item - item_mean) ** 2 for item in items))
    rest_spread = sqrt(sum((rest - rest_mean) ** 2 for rest in rests))
    if item_spread < 1e-9 or rest_spread < 1e-9:
        return None
    return max(-1.0, min(1.0, together / (item_spread * rest_spread)))


def statistics_of(
    question_ids: Iterable[UUID], *, graded_item_id: int | None = None
) -> dict[UUID, QuestionStatistics]:
    """For each public id of a question. work_id: of one quiz or exam only. Two queries, however many."""
    wanted = set(question_ids)
    rows = MarkedQuestion.objects.filter(question_id__in=wanted)
    if graded_item_id is not None:
        rows = rows.filter(attempt__placement__graded_item=graded_item_id)
    seen: dict[UUID, int] = dict(
        rows.order_by()
        .values_list("question_id")
        .annotate(count=Count("pk"))
        .values_list("question_id", "count")
    )
    pairs = _pairs(rows)
    return {
        question_id: QuestionStatistics(
            seen=seen.get(question_id, 0),
            firsts=len(pairs[question_id]),
            facility=difficulty_of([item for item, _rest in pairs[question_id]]),
            discrimination=discrimination_of(
                [(item, rest) for item, rest in pairs[question_id] if rest is not None]
            ),
        )
        for question_id in wanted
    }


def _pairs(rows: QuerySet[MarkedQuestion]) -> dict[UUID, list[tuple[float, Any]]]:
    """Per question what it and the rest of each paper earned; no rest in a paper of one question."""
    firsts = rows.filter(attempt__number=1, score__isnull=False, attempt__points__isnull=False)
    found = firsts.order_by("-pk").values_list(
        "question_id", "score", "most_marks", "attempt__points", "attempt__most_points"
    )[:MOST_ROWS]
    pairs: dict[UUID, list[tuple[float, Any]]] = defaultdict(list)
    for question_id, *marks in found:
        score, most, points, most_points = (float(each or 0) for each in marks)
        left = most_points - most
        rest = (points - score) / left if left > 0 else None
        pairs[question_id].append((score / most, rest))
    return pairs
