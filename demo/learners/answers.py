"""What learners of the demo answer: what is right, and what people get wrong."""

from __future__ import annotations

import random
from typing import Any

from demo.plans.questions import QuestionPlan
from learning.assessments.question_types import question_type
from learning.assessments.selectors import QuestionSnapshot

Fields = dict[str, list[str]]


def fields_for(
    frozen: QuestionSnapshot, plan: QuestionPlan, *, is_right: bool, dice: random.Random
) -> Fields:
    """What a browser sends for a question of a paper: a right answer, or one that earns nothing."""
    kind = question_type(frozen.asked.kind)
    content = kind.from_data(frozen.asked.data)
    answer = _ANSWERS[frozen.asked.kind](frozen.asked.data, plan, is_right, dice)
    return kind.filled(content, answer)


def _single_choice(data: Any, _plan: QuestionPlan, is_right: bool, dice: random.Random) -> str:
    options = [row["id"] for row in data["options"] if row["is_right"] == is_right]
    return dice.choice(options)


def _multiple_choice(data: Any, _plan: QuestionPlan, is_right: bool, dice: random.Random) -> list[str]:
    right = [row["id"] for row in data["options"] if row["is_right"]]
    wrong = [row["id"] for row in data["options"] if not row["is_right"]]
    return right if is_right else [dice.choice(right), *wrong]


def _true_false(data: Any, _plan: QuestionPlan, is_right: bool, _dice: random.Random) -> bool:
    return bool(data["is_true"]) == is_right


def _fill_blank(data: Any, plan: QuestionPlan, is_right: bool, dice: random.Random) -> list[str]:
    if is_right:
        return [blank["accepted"][0] for blank in data["blanks"]]
    return [dice.choice(plan.slips) for _blank in data["blanks"]]


def _matching(data: Any, _plan: QuestionPlan, is_right: bool, _dice: random.Random) -> dict[str, str]:
    names = [pair["id"] for pair in data["pairs"]]
    return dict(zip(names, names if is_right else [*names[1:], names[0]], strict=True))


def _ordering(data: Any, _plan: QuestionPlan, is_right: bool, _dice: random.Random) -> dict[str, int]:
    names = [item["id"] for item in data["items"]]
    return {name: place for place, name in enumerate(names if is_right else [*names[1:], names[0]], 1)}


def _text(data: Any, plan: QuestionPlan, is_right: bool, dice: random.Random) -> str:
    right = data["accepted"][0] if "accepted" in data else str(data["answer"])
    return right if is_right else dice.choice(plan.slips)


def _essay(_data: Any, plan: QuestionPlan, _is_right: bool, dice: random.Random) -> str:
    return dice.choice(plan.essays)


_ANSWERS = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _text,
    "short_text": _text,
    "essay": _essay,
}
