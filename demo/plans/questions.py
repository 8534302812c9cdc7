"""Questions of the demo as they are written in `content/assessments/`, made into what their kinds keep.

`ask` is in the marks of `bodies`. Beside it stand, by kind:

single_choice, multiple_choice  options = [{ text, right, say }], partial (multiple choice only)
true_false                      answer, say_right, say_wrong
fill_blank                      text with {{1}}, {{2}} …; blanks = [[accepted, …], …], typos
matching                        pairs = [[left, right], …], extra = [texts that belong to nothing]
ordering                        items, in the right order
numeric                         answer and tolerance as texts, percent, unit
short_text                      accepted, typos
essay                           words = [least, most]

`slips` are wrong answers that people type, `essays` what they write.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from demo.plans.markup import Piece, inline, pieces

Raw = dict[str, Any]


@dataclass(frozen=True)
class QuestionPlan:
    """A question as written. raw: what its kind needs; why: the explanation, with inline marks."""

    kind: str
    ask: str
    raw: Raw = field(default_factory=dict)
    why: str = ""
    tags: tuple[str, ...] = ()
    difficulty: str = "medium"
    marks: str = "1"
    slips: tuple[str, ...] = ()
    essays: tuple[str, ...] = ()

    @property
    def explanation(self) -> str:
        return f"<p>{inline(self.why)}</p>" if self.why else ""

    @property
    def prompt(self) -> list[Raw]:
        """The blocks of the prompt; their ids come from the words, so that they are always the same."""
        return [
            {"type": name, "value": value, "id": str(_named(self.ask, f"prompt {number}"))}
            for number, (name, value) in enumerate(map(_block, pieces(self.ask)))
        ]

    @property
    def data(self) -> Raw:
        """The content as its kind keeps it."""
        return _CONTENT[self.kind](self)


def read(raw: Raw) -> QuestionPlan:
    """A question of the file. Raises KeyError for what is missing."""
    own = {name: raw[name] for name in ("kind", "ask")}
    own |= {name: raw[name] for name in ("why", "difficulty", "marks") if name in raw}
    own |= {name: tuple(raw[name]) for name in ("tags", "slips", "essays") if name in raw}
    return QuestionPlan(**own, raw={name: value for name, value in raw.items() if name not in own})


def _block(piece: Piece) -> tuple[str, Any]:
    if piece.kind == "code":
        return "code", {"language": piece.detail, "code": piece.value}
    return "text", piece.value


def _named(*words: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, "/".join(words))


def _id(plan: QuestionPlan, text: str) -> str:
    """A name that says nothing to whoever reads it in a form."""
    return _named(plan.ask, text).hex[:10]


def _options(plan: QuestionPlan) -> list[Raw]:
    return [
        {
            "id": _id(plan, row["text"]),
            "text": row["text"],
            "is_right": row.get("right", False),
            "feedback": row.get("say", ""),
        }
        for row in plan.raw["options"]
    ]


def _single_choice(plan: QuestionPlan) -> Raw:
    return {"options": _options(plan)}


def _multiple_choice(plan: QuestionPlan) -> Raw:
    return {"options": _options(plan), "partial": plan.raw.get("partial", False)}


def _true_false(plan: QuestionPlan) -> Raw:
    return {
        "is_true": plan.raw["answer"],
        "feedback_right": plan.raw.get("say_right", ""),
        "feedback_wrong": plan.raw.get("say_wrong", ""),
    }


def _accepting(accepted: list[str], typos: int) -> Raw:
    return {"accepted": accepted, "is_case_sensitive": False, "typos": typos}


def _fill_blank(plan: QuestionPlan) -> Raw:
    typos = plan.raw.get("typos", 0)
    return {"text": plan.raw["text"], "blanks": [_accepting(row, typos) for row in plan.raw["blanks"]]}


def _matching(plan: QuestionPlan) -> Raw:
    return {
        "pairs": [{"id": _id(plan, left), "left": left, "right": right} for left, right in plan.raw["pairs"]],
        "distractors": [{"id": _id(plan, text), "text": text} for text in plan.raw.get("extra", ())],
    }


def _ordering(plan: QuestionPlan) -> Raw:
    return {"items": [{"id": _id(plan, text), "text": text} for text in plan.raw["items"]]}


def _numeric(plan: QuestionPlan) -> Raw:
    return {
        "answer": plan.raw["answer"],
        "tolerance": plan.raw.get("tolerance", "0"),
        "tolerance_is_percent": plan.raw.get("percent", False),
        "unit": plan.raw.get("unit", ""),
        "is_unit_required": False,
    }


def _short_text(plan: QuestionPlan) -> Raw:
    return _accepting(plan.raw["accepted"], plan.raw.get("typos", 0))


def _essay(plan: QuestionPlan) -> Raw:
    least, most = plan.raw["words"]
    return {"least_words": least, "most_words": most}


_CONTENT = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short_text": _short_text,
    "essay": _essay,
}
