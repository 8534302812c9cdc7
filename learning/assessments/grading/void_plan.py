"""Who would change if a question were withdrawn or reinstated. Nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from learning.assessments.models import Attempt, MarkedQuestion
from learning.assessments.quizzes.attempt_rules import AttemptRules
from learning.assessments.quizzes.scoring import CountedMarks, total_with_voids

#: How many attempts a preview looks at.
MOST_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class VoidPlan:
    """looked_at: attempts. changed: whose score changes; gained, lost: a pass; rises: by how much on average,
    in points of %."""

    looked_at: int = 0
    changed: int = 0
    gained: int = 0
    lost: int = 0
    rises: Decimal = Decimal(0)


def void_plan(attempts: Iterable[Attempt], question_id: UUID, void: str) -> VoidPlan:
    """What it would do to these attempts. One query. void: one of `Void`; empty: reinstated."""
    found = list(attempts)
    rows: dict[int, list[CountedMarks]] = defaultdict(list)
    marks = MarkedQuestion.objects.filter(attempt__in=[attempt.pk for attempt in found])
    columns = ("attempt", "question_id", "score", "owed", "most_marks", "voided")
    for attempt_id, question, score, owed, most, voided in marks.values_list(*columns):
        rows[attempt_id].append(CountedMarks(score, owed, most, void if question == question_id else voided))
    changed = gained = lost = 0
    rise = Decimal(0)
    for attempt in found:
        total, _left_out = total_with_voids(rows[attempt.pk], attempt.most_points)
        if total is None or total.score == attempt.score:
            continue
        passes = total.passes(AttemptRules.standing(attempt).passing_score)
        changed += 1
        rise += total.score - (attempt.score or Decimal(0))
        gained += passes and not attempt.passed
        lost += not passes and bool(attempt.passed)
    mean = (rise / changed).quantize(Decimal("0.1")) if changed else Decimal(0)
    return VoidPlan(len(found), changed, gained, lost, mean)
