"""The base class of question types, and what they share to score an answer."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from .author_form import AuthorForm
from .display import Display
from .file_format import FileFormat

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
#: Of the rules by which answers are read and compared. Snapshots keep theirs: a new edition scores what
#: begins after it, and what a person regrades.
EDITION = 2


class InvalidContent(ValueError):
    """The content of a question cannot be used. messages: all that is wrong with it, translated."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = tuple(messages)


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """What an answer earned.

    score: from 0 to the marks of the question, in hundredths. owed: what is left of the penalty where the
    score was too small to bear it, in hundredths; it comes off the sum of the attempt. is_correct: whether
    it is wholly right; None while a person has to score it. parts: for each option, blank, pair or item in
    the order of the content whether it is right. option_feedback: by the name of each chosen option what its
    author says to it.
    """

    score: Decimal
    is_correct: bool | None
    parts: tuple[bool, ...] = ()
    option_feedback: Mapping[str, str] = field(default_factory=dict)
    owed: Decimal = NOTHING


class QuestionType(ABC):
    """A question type. Each is a subclass in a folder of its own, beside its form, its display and its files.

    Content is what `from_data` made of the author's data. An answer is plain JSON, or None for a question
    that was not answered. Nothing that comes from a browser makes any of these methods raise.

    name: the folder's, stable. label: what people read. order: of the types as authors are offered them.
    is_scored_by_hand: whether a person scores its answers. asks_by_itself: whether its content may ask
    without a prompt. aliases: further names that a file may give it, in lower case with underscores.
    form, display, files: how it is written by authors, shown to people, and kept in files.
    """

    name: str
    label: StrPromise
    order: int
    is_scored_by_hand = False
    asks_by_itself = False
    aliases: tuple[str, ...] = ()
    form: AuthorForm
    display: Display = Display()
    files: FileFormat

    @property
    def control_template(self) -> str:
        """Draws the fields in which a learner answers, from `row`: a `QuestionRow`."""
        return f"assessments/question_types/{self.name}/control.html"

    @property
    def editor_template(self) -> str:
        """Draws the fields of the author's form, from `prefix` and `fields`: a `FormFields`."""
        return f"assessments/question_types/{self.name}/editor.html"

    @property
    def answer_template(self) -> str:
        """Draws an answer for whoever grades it, from `answer`: an `AnswerToGrade`."""
        return "assessments/question_types/answer.html"

    @abstractmethod
    def from_data(self, data: Mapping[str, Any]) -> Any:
        """The content, checked. Raises InvalidContent."""

    @abstractmethod
    def to_data(self, content: Any) -> dict[str, Any]:
        """The content as JSON; `from_data` reads back the same."""

    @abstractmethod
    def shown(self, content: Any, shuffle: random.Random | None) -> dict[str, Any]:
        """What a browser may see during the attempt: neither the key nor anything that betrays it."""

    @abstractmethod
    def read_answer(self, content: Any, raw: Mapping[str, Sequence[str]]) -> Any:
        """The answer in the fields of a form; what makes no sense is left unanswered.

        raw: each field with all its values, as `dict(request.POST.lists())` has them.
        """

    @abstractmethod
    def filled(self, content: Any, answer: Any) -> dict[str, list[str]]:
        """The fields of the form as the answer left them: what `read_answer` reads as this answer."""

    @abstractmethod
    def score(self, content: Any, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)) -> ScoredAnswer:
        """What the answer earned.

        marks: what a right answer earns, with at most two decimals. penalty: marks that an answer costs that
        was given and is wholly wrong; a partly right one costs as much of it as it lacks.
        """

    def score_by(
        self, edition: int, content: Any, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        """What the answer earned by the rules of an edition; types whose rules changed override this."""
        return self.score(content, answer, marks, penalty)

    @abstractmethod
    def right_answer(self, content: Any) -> list[str]:
        """The key in words, line by line; empty where a person scores."""


def earned(
    share: Fraction | int,
    marks: Decimal,
    penalty: Decimal,
    parts: Sequence[bool],
    option_feedback: Mapping[str, str] | None = None,
) -> ScoredAnswer:
    """The score of an answer that was given. share: how much of it is right, from 0 to 1."""
    if marks < 0 or penalty < 0:
        raise ValueError("neither marks nor penalty may be below 0")
    share = Fraction(share)
    gained = _cents(marks * share.numerator / share.denominator, marks)
    due = _cents(penalty * (share.denominator - share.numerator) / share.denominator, penalty)
    score = max(gained - due, NOTHING)
    return ScoredAnswer(
        score=score,
        is_correct=share == 1,
        parts=tuple(parts),
        option_feedback=dict(option_feedback or {}),
        owed=due - (gained - score),
    )


def unanswered(parts: int) -> ScoredAnswer:
    """The score of a question that was left, or answered with something that makes no sense."""
    return ScoredAnswer(score=NOTHING, is_correct=False, parts=(False,) * parts)


def name_of(text: str) -> str:
    """An opaque name for a text. It comes from the text alone: it tells nothing of its place or partner."""
    return sha256(text.encode()).hexdigest()[:16]


def mixed(names: Sequence[str], shuffle: random.Random | None) -> list[str]:
    """Names in an order that owes nothing to the one they came in. shuffle: None for always the same."""
    order = sorted(names)
    if shuffle is not None:
        shuffle.shuffle(order)
    return order


def first(raw: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a field, or nothing."""
    values = raw.get(name) or [""]
    return values[0] if isinstance(values[0], str) else ""


def _cents(amount: Decimal, most: Decimal) -> Decimal:
    rounded = amount.quantize(CENT, ROUND_HALF_UP)
    return rounded if rounded <= most else amount.quantize(CENT, ROUND_DOWN)
