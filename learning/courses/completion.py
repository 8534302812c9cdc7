"""Rules that complete a lesson: registered by whoever knows when something is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from learning.courses.release.outlines import OutlineLesson


@dataclass(frozen=True, slots=True)
class CompletionCheck:
    """What a rule found: whether it is met, and the evidence that is kept with the completion.

    missing: what is still to do, in a sentence for the learner; empty where it is met.
    """

    is_met: bool
    evidence: dict[str, Any]
    missing: str = ""


class CompletionRule(Protocol):
    """Says whether its part of a lesson is done.

    `name` is kept with the completion. `applies_to` says whether the lesson has that part at all;
    a lesson is completed when every rule that applies is met.
    """

    name: str

    def applies_to(self, lesson: OutlineLesson) -> bool: ...

    def look(self, *, enrolment_id: int, lesson: OutlineLesson) -> CompletionCheck: ...


_rules: dict[str, CompletionRule] = {}


def register(rule: CompletionRule) -> None:
    """Have `rule` asked about every lesson it applies to. The same name again replaces the rule."""
    _rules[rule.name] = rule


def rules_for(lesson: OutlineLesson) -> list[CompletionRule]:
    """The rules that have a say on this lesson, in the order in which they were registered."""
    return [rule for rule in _rules.values() if rule.applies_to(lesson)]
