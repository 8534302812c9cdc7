"""The rules of one attempt, frozen when it begins: whatever authors change later, it is judged by these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from learning.assessments.models.quizzes import (
    CountedAttempt,
    Examination,
    ShowAnswers,
    ShowOutcomes,
    ShowScores,
)

from .accommodations import Accommodations

if TYPE_CHECKING:
    from learning.assessments.models import Attempt

#: How long after the deadline the last request of a browser is still taken.
GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class AttemptRules:
    """title: what the quiz or exam was called. passing_score: in %. attempt_limit: with the learner's extra
    ones; 0: none. time_limit_seconds: None: none; the learner has `time_factor` times as long. due_at:
    exclusive, with the learner's extension. cool_down_minutes: between two attempts. penalty_percent: of a
    question's marks. show_answers: one of `ShowAnswers`, and the other two alike. counted_attempt: one of
    `CountedAttempt`.
    """

    title: str = ""
    passing_score: int = 0
    attempt_limit: int = 0
    time_limit_seconds: int | None = None
    time_factor: Decimal = Decimal(1)
    due_at: datetime | None = None
    cool_down_minutes: int = 0
    penalty_percent: int = 0
    shuffles_questions: bool = False
    shuffles_options: bool = False
    show_answers: str = ShowAnswers.NEVER
    counted_attempt: str = CountedAttempt.BEST
    show_scores: str = ShowScores.AT_ONCE
    show_outcomes: str = ShowOutcomes.AFTER_PASSING

    @classmethod
    def of(cls, examination: Examination, allowance: Accommodations) -> AttemptRules:
        """The rules as they are now, for a learner with this allowance."""
        limit, minutes = examination.attempt_limit, examination.time_limit_minutes
        return cls(
            title=examination.title,
            passing_score=examination.passing_score,
            attempt_limit=limit + allowance.extra_attempts if limit else 0,
            time_limit_seconds=minutes * 60 if minutes else None,
            time_factor=allowance.time_factor,
            due_at=allowance.due_after(examination.due_at),
            cool_down_minutes=examination.cool_down_minutes,
            penalty_percent=examination.penalty_percent,
            shuffles_questions=examination.shuffles_questions,
            shuffles_options=examination.shuffles_options,
            show_answers=examination.show_answers,
            counted_attempt=examination.counted_attempt,
            show_scores=examination.show_scores,
            show_outcomes=examination.show_outcomes,
        )

    @classmethod
    def standing(cls, attempt: Attempt) -> AttemptRules:
        """Those of an attempt, with the lower passing score that was given to it since."""
        rules, lowered = cls.from_json(attempt.rules), attempt.lowered_passing_score
        return rules if lowered is None else replace(rules, passing_score=min(rules.passing_score, lowered))

    @property
    def seconds(self) -> int | None:
        """How long the learner has, in whole seconds; None: as long as they like."""
        return int(self.time_limit_seconds * self.time_factor) if self.time_limit_seconds else None

    def deadline(self, started_at: datetime) -> datetime | None:
        """When the time of an attempt that began then is up; exclusive."""
        ends = [self.due_at] if self.due_at else []
        if self.seconds is not None:
            ends.append(started_at + timedelta(seconds=self.seconds))
        return min(ends, default=None)

    def allowing(self, allowance: Accommodations) -> AttemptRules:
        """The same rules with what a learner is allowed now."""
        factor = max(self.time_factor, allowance.time_factor)
        return replace(self, time_factor=factor, due_at=allowance.due_after(self.due_at))

    def or_longer(self, now: AttemptRules) -> AttemptRules:
        """The rules of an open attempt, with the minutes and the date of `now` where they are more."""
        no_limit = self.time_limit_seconds is None or now.time_limit_seconds is None
        no_date = self.due_at is None or now.due_at is None
        return replace(
            self,
            time_limit_seconds=None
            if no_limit
            else max(self.time_limit_seconds or 0, now.time_limit_seconds or 0),
            time_factor=max(self.time_factor, now.time_factor),
            due_at=None if no_date else max(one for one in (self.due_at, now.due_at) if one),
        )

    def may_begin_at(self, last_ended_at: datetime) -> datetime:
        """When the next attempt may begin after one that ended then."""
        return last_ended_at + timedelta(minutes=self.cool_down_minutes)

    def to_json(self) -> dict[str, Any]:
        kept = asdict(self)
        kept["time_factor"] = str(self.time_factor)
        kept["due_at"] = self.due_at.isoformat() if self.due_at else None
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> AttemptRules:
        """What `to_json` wrote; what was not known then is left at its default."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        known["time_factor"] = Decimal(known.get("time_factor", "1"))
        if "show_outcomes" not in kept:  # begun before these had a time of their own
            known["show_outcomes"] = outcomes_with(known.get("show_answers", ShowAnswers.NEVER))
        if known.get("due_at"):
            known["due_at"] = datetime.fromisoformat(known["due_at"])
        return cls(**known)


def outcomes_with(show_answers: str) -> str:
    """When right and wrong are told together with the right answers."""
    return ShowOutcomes.AT_ONCE if show_answers == ShowAnswers.AFTER_EACH else ShowOutcomes(show_answers)
