"""Rules that complete a lesson: registered by whoever knows when something is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from learning.courses import activities
from learning.courses.activities import ActivityKind
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

    @property
    def name(self) -> str: ...

    def applies_to(self, lesson: OutlineLesson) -> bool: ...

    def look(self, *, enrolment_id: int, lesson: OutlineLesson) -> CompletionCheck: ...


_rules: dict[str, CompletionRule] = {}


def register(rule: CompletionRule) -> None:
    """Have `rule` asked about every lesson it applies to. The same name again replaces the rule."""
    _rules[rule.name] = rule


@dataclass(frozen=True, slots=True)
class ActivitiesDone:
    """Every activity of one kind that the lesson requires is done, here or wherever else it is placed."""

    kind: ActivityKind

    @property
    def name(self) -> str:
        return self.kind.completion_rule

    def applies_to(self, lesson: OutlineLesson) -> bool:
        return bool(self.kind.required_in(lesson))

    def look(self, *, enrolment_id: int, lesson: OutlineLesson) -> CompletionCheck:
        required = self.kind.required_in(lesson)
        done = set(self.kind.done_by(enrolment_id, required))
        missing = [activity for activity in required if activity.public_id not in done]
        if missing:
            words = " ".join(self.kind.to_do(activity.title) for activity in missing)
            return CompletionCheck(is_met=False, evidence={}, missing=words)
        return CompletionCheck(is_met=True, evidence={"done": [str(each.public_id) for each in required]})


def rules_for(lesson: OutlineLesson) -> list[CompletionRule]:
    """The rules that have a say on this lesson: of the activities that it places, then those registered."""
    placed = {activity.kind for activity in lesson.activities}
    rules: list[CompletionRule] = [
        ActivitiesDone(kind) for kind in activities.kinds() if kind.completion_rule and kind.name in placed
    ]
    return [rule for rule in (*rules, *_rules.values()) if rule.applies_to(lesson)]
