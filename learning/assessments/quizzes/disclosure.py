"""What a learner may see of a submitted attempt: its score, which answers are right, and the right answers.

Each has its own time. The settings of today decide, also about earlier attempts, for what was once to be kept
may have to be kept now; only where the quiz or exam is gone, those decide that the attempt was begun with.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.verdict import NextStep, Verdict
from learning.assessments.models import Attempt, ShowAnswers, ShowOutcomes, ShowScores

from .attempt_history import AttemptHistory
from .attempt_rules import GRACE, AttemptRules


def rules_in_force(attempt: Attempt, taken: AttemptHistory | None) -> AttemptRules:
    """By which rules an attempt is shown. taken: all of its learner's; None: the quiz or exam is gone.

    Their date is the last moment at which this learner may still take it, in an open attempt, too. No query.
    """
    if taken is None:
        return AttemptRules.from_json(attempt.rules)
    return taken.rules_until_over


def score_verdict(rules: AttemptRules, at: datetime) -> Verdict:
    """May the learner see what a published attempt scored? No query."""
    if rules.show_scores == ShowScores.NEVER:
        return Verdict.no("never", _("Scores aren't shown."))
    if rules.show_scores == ShowScores.AFTER_DEADLINE:
        never = _("Scores aren't shown.")
        return _after_deadline(rules, at, _("Your score will be shown on %(date)s."), never)
    return Verdict.yes()


def outcomes_verdict(rules: AttemptRules, at: datetime, *, has_passed: bool, is_over: bool) -> Verdict:
    """May the learner see which of their answers are right, and what each earned? No query.

    has_passed: in any attempt. is_over: they have no attempt left, so that it helps with none.
    """
    never = _("This doesn't show which answers are correct.")
    if rules.show_outcomes == ShowOutcomes.AT_ONCE:
        return Verdict.yes()
    if rules.show_outcomes == ShowOutcomes.AFTER_PASSING:
        sentence = _("You'll see which answers are correct once you pass or have no attempts left.")
        return Verdict.yes() if has_passed or is_over else Verdict.no("after_passing", sentence)
    if rules.show_outcomes == ShowOutcomes.AFTER_DEADLINE:
        return _after_deadline(rules, at, _("You'll see which answers are correct on %(date)s."), never)
    return Verdict.no("never", never)


def answers_verdict(rules: AttemptRules, at: datetime, *, has_passed: bool) -> Verdict:
    """May the learner see the right answers, and what their author says to theirs? No query."""
    never = _("Correct answers aren't shown.")
    if rules.show_answers == ShowAnswers.AFTER_EACH:
        return Verdict.yes()
    if rules.show_answers == ShowAnswers.AFTER_PASSING:
        sentence = _("Correct answers are shown once you pass.")
        return Verdict.yes() if has_passed else Verdict.no("after_passing", sentence)
    if rules.show_answers == ShowAnswers.AFTER_DEADLINE:
        return _after_deadline(rules, at, _("Correct answers will be shown on %(date)s."), never)
    return Verdict.no("never", never)


def _after_deadline(rules: AttemptRules, at: datetime, sentence: str, never: str) -> Verdict:
    if rules.due_at is None:
        return Verdict.no("never", never)
    if at <= rules.due_at + GRACE:
        date = date_format(localtime(rules.due_at), "DATETIME_FORMAT")
        return Verdict.no("after_deadline", sentence % {"date": date}, next_step=NextStep.date(rules.due_at))
    return Verdict.yes()
