"""What handing in late costs. Pure arithmetic."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from learning.assessments.quizzes.attempt_rules import GRACE

DAY = timedelta(days=1)
CENT = Decimal("0.01")


def days_late(due_at: datetime | None, handed_in_at: datetime) -> int:
    """How many days after the due date have begun; 0 for in time, which the grace of quizzes still is."""
    if due_at is None or handed_in_at <= due_at + GRACE:
        return 0
    return -((due_at - handed_in_at) // DAY)


def late_penalty(points: Decimal, most_points: Decimal, *, days: int, percent_per_day: int) -> Decimal:
    """What comes off the marks that were earned: a share of all marks for each day, never more than there is.

    points: what was earned, at least 0.
    """
    share = min(days * percent_per_day, 100)
    due = (most_points * share / 100).quantize(CENT, ROUND_HALF_UP)
    return min(due, points)
