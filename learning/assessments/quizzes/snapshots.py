"""Papers: the questions of one attempt as they read when it began, in the order it was given."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from learning.assessments.question_types import EDITION, question_type


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question as it reads now.

    question: its public name. prompt: as JSON. data: its content as `to_data` of its kind gives it.
    explanation: rich text that goes with the right answer; it tells no editions apart.
    """

    question: str
    kind: str
    prompt: Any
    data: Mapping[str, Any]
    marks: Decimal
    explanation: str = ""

    @property
    def content_hash(self) -> str:
        return content_hash(self.kind, self.prompt, self.data, self.marks)


@dataclass(frozen=True, slots=True)
class QuestionSnapshot:
    """A question of a paper. place: from 1. shown: what a browser may have. hash: of what was asked.

    edition: of the scorer's rules when it was frozen, by which it is scored whatever becomes of them.
    """

    place: int
    asked: QuestionText
    shown: Mapping[str, Any]
    hash: str
    edition: int = EDITION

    @property
    def is_intact(self) -> bool:
        """Whether it still reads as it did when it was frozen."""
        return self.hash == self.asked.content_hash

    def to_data(self) -> dict[str, Any]:
        """As JSON, to be kept with the attempt."""
        return {
            "place": self.place,
            "question": self.asked.question,
            "kind": self.asked.kind,
            "prompt": self.asked.prompt,
            "data": dict(self.asked.data),
            "marks": _plain(self.asked.marks),
            "shown": dict(self.shown),
            "hash": self.hash,
            "explanation": self.asked.explanation,
            "edition": self.edition,
        }

    @classmethod
    def from_data(cls, kept: Mapping[str, Any]) -> QuestionSnapshot:
        """What `to_data` wrote; what was frozen before editions were kept is of the first."""
        asked = QuestionText(
            kept["question"],
            kept["kind"],
            kept["prompt"],
            kept["data"],
            Decimal(kept["marks"]),
            kept.get("explanation", ""),
        )
        return cls(kept["place"], asked, kept["shown"], kept["hash"], kept.get("edition", 1))


def content_hash(kind: str, prompt: Any, data: Mapping[str, Any], marks: Decimal) -> str:
    """What tells two editions of a question apart: SHA-256 of its kind, prompt, content and marks.

    The order of keys and the number of zeros behind the marks make no difference.
    """
    told = {"kind": kind, "prompt": prompt, "content": dict(data), "marks": _plain(marks)}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return sha256(text.encode()).hexdigest()


def snapshots_hash(rows: Sequence[Mapping[str, Any]]) -> str:
    """What tells two papers apart: SHA-256 of what is kept of them."""
    text = json.dumps(list(rows), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return sha256(text.encode()).hexdigest()


def take_snapshots(
    asked: Sequence[QuestionText], *, seed: str, shuffles_questions: bool, shuffles_options: bool
) -> tuple[QuestionSnapshot, ...]:
    """The paper for these questions. The same seed and questions give the same paper.

    seed: kept with the attempt, and never sent to a browser. Raises InvalidContent if a question can't
    be used.
    """
    order = list(asked)
    if shuffles_questions:
        _random(seed, "questions").shuffle(order)
    return tuple(
        QuestionSnapshot(
            place, question, _shown(question, seed if shuffles_options else None), question.content_hash
        )
        for place, question in enumerate(order, 1)
    )


def _shown(asked: QuestionText, seed: str | None) -> dict[str, Any]:
    kind = question_type(asked.kind)
    # Each question has its own chance, so that its options do not depend on where it stands.
    chance = None if seed is None else _random(seed, asked.question)
    return kind.shown(kind.from_data(asked.data), chance)


def _random(seed: str, purpose: str) -> random.Random:
    # Good enough to mix with; nothing secret hangs on it. A text as seed works the same in every process.
    return random.Random(f"{seed}/{purpose}")


def _plain(marks: Decimal) -> str:
    """Marks as text, without zeros at the end."""
    return f"{marks.normalize():f}" if marks else "0"
