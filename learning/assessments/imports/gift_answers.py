"""What stands between the braces of a GIFT question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, number_of
from learning.assessments.question_types.gift_text import plain

from . import building
from .building import DraftOption
from .values import truth_of

_ANSWER = re.compile(r"([~=])([^~=]*)")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:[.,]\d{1,10})?)%", re.ASCII)
_RANGE = re.compile(r"(.+?)\.\.(.+)", re.DOTALL)
ARROW = "->"
_MOST_ANSWERS = 100


@dataclass(slots=True)
class Answers:
    """Kind and data; of a text with a gap, the data of the gap. warnings: what could not be kept."""

    kind: str
    data: dict[str, Any]
    explanation: str = ""
    warnings: list[str] = field(default_factory=list)
    has_dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """weight: the percent of the marks that it earns; None if none is written."""

    is_right: bool
    text: str
    feedback: str
    weight: Decimal | None

    @property
    def is_whole(self) -> bool:
        return self.is_right and (self.weight is None or self.weight == 100)


class _Reader:
    """Reads masked texts, and remembers whether something in them was dropped."""

    def __init__(self) -> None:
        self.has_dropped = False

    def text(self, masked: str) -> str:
        text, has_dropped = plain(masked)
        self.has_dropped |= has_dropped
        return text

    def answers(self, body: str) -> list[_Answer]:
        first = re.search("[~=]", body)
        if first is None or body[: first.start()].strip():
            raise InvalidCell(
                _("The braces contain text that isn't an answer."),
                _("Put = before a correct answer and ~ before an incorrect one."),
            )
        found = _ANSWER.findall(body)
        if len(found) > _MOST_ANSWERS:
            raise InvalidCell(_("The question has more than %(count)d answers.") % {"count": _MOST_ANSWERS})
        return [self._answer(sign, rest) for sign, rest in found]

    def _answer(self, sign: str, rest: str) -> _Answer:
        weight = None
        if found := _WEIGHT.match(rest):
            weight, rest = Decimal(found[1].replace(",", ".")), rest[found.end() :]
        words, _hash, feedback = rest.partition("#")
        return _Answer(sign == "=", self.text(words), self.text(feedback), weight)


def answers_of(body: str, *, is_inside: bool) -> Answers:
    """body: masked. is_inside: whether the braces stand in the middle of a sentence. Raises InvalidCell."""
    reader = _Reader()
    body, _hashes, explanation = body.partition("####")
    answers = _answers_of(body.strip(), reader, is_inside=is_inside)
    answers.explanation = reader.text(explanation)
    answers.has_dropped = reader.has_dropped
    return answers


def _answers_of(body: str, reader: _Reader, *, is_inside: bool) -> Answers:
    if not body:
        return Answers("essay", {"least_words": 0, "most_words": 0})
    if body.startswith("#"):
        return _numeric(body[1:].strip(), reader)
    word, _hash, feedback = body.partition("#")
    truth = truth_of(word)
    if truth is not None:
        wrong, _hash, right = feedback.partition("#")
        return Answers("true_false", building.true_false(truth, reader.text(right), reader.text(wrong)))
    answers = reader.answers(body)
    if all(answer.is_right for answer in answers):
        if ARROW in body:
            return _matching(answers)
        return _short_text(answers, is_inside=is_inside)
    return _choice(answers)


def _choice(answers: Sequence[_Answer]) -> Answers:
    warnings: list[str] = []
    whole = [answer for answer in answers if answer.is_right]
    if whole:  # one of those with = is to be chosen
        options = [DraftOption(answer.text, answer.feedback, answer.is_right) for answer in answers]
        if any(not answer.is_right and (answer.weight or 0) > 0 for answer in answers):
            warnings.append(_("Options with partial marks count as incorrect here."))
        if len(whole) == 1:
            return Answers("single_choice", building.choice(options), warnings=warnings)
        warnings.append(_("Several options are correct, so learners must choose all of them."))
        return Answers("multiple_choice", building.choice(options, is_partial=False), warnings=warnings)
    options = [DraftOption(answer.text, answer.feedback, (answer.weight or 0) > 0) for answer in answers]
    weights = [weight for answer in answers if (weight := answer.weight or Decimal(0)) > 0]
    if not weights:
        raise InvalidCell(
            _("No option is correct."), _("Put = before the correct option, or ~%50% before each of two.")
        )
    if max(weights) - min(weights) > 1:
        warnings.append(
            _("The correct options have different weights in the file. Here they all count the same.")
        )
    return Answers("multiple_choice", building.choice(options, is_partial=True), warnings=warnings)


def _short_text(answers: Sequence[_Answer], *, is_inside: bool) -> Answers:
    warnings = []
    accepted = [answer.text for answer in answers if answer.is_whole]
    if len(accepted) < len(answers):
        warnings.append(_("Answers with partial marks were skipped."))
    if any(answer.feedback for answer in answers):
        warnings.append(
            _("Feedback on individual answers was skipped. This question type doesn't support it.")
        )
    kind = "fill_blank" if is_inside else "short_text"
    return Answers(kind, building.short_text(accepted), warnings=warnings)


def _matching(answers: Sequence[_Answer]) -> Answers:
    pairs, distractors, warnings = [], [], []
    for answer in answers:
        left, arrow, right = answer.text.partition(ARROW)
        if not arrow:
            raise InvalidCell(_("This pair has no ->."), _("Use the form =left -> right."), found=answer.text)
        if left.strip():
            pairs.append((left.strip(), right.strip()))
        else:
            distractors.append(right.strip())
    if any(answer.feedback for answer in answers):
        warnings.append(_("Feedback on individual pairs was skipped. This question type doesn't support it."))
    return Answers("matching", building.matching(pairs, distractors), warnings=warnings)


def _numeric(body: str, reader: _Reader) -> Answers:
    warnings = []
    if body[:1] not in ("=", "~"):
        body = "=" + body
    answers = reader.answers(body)
    whole = [answer for answer in answers if answer.is_whole]
    if len(whole) != 1:
        raise InvalidCell(
            _("A numeric question must have exactly one correct answer."),
            _("Use {#3.14:0.01} for a tolerance, or {#1..5} for a range."),
        )
    if len(answers) > 1:
        warnings.append(_("Answers with partial marks or no marks were skipped."))
    if any(answer.feedback for answer in answers):
        warnings.append(
            _("Feedback on individual answers was skipped. This question type doesn't support it.")
        )
    return Answers("numeric", building.numeric(*_number(whole[0].text)), warnings=warnings)


def _number(text: str) -> tuple[str, str]:
    """The number and its tolerance, of `3:0.1` or of `1..5`."""
    if found := _RANGE.fullmatch(text):
        low, high = Decimal(number_of(found[1])), Decimal(number_of(found[2]))
        if low > high:
            low, high = high, low
        return _written((low + high) / 2), _written((high - low) / 2)
    number, _colon, tolerance = text.partition(":")
    return number_of(number), number_of(tolerance) if tolerance.strip() else ""


def _written(number: Decimal) -> str:
    text = str(number.normalize())
    return text if "E" in text and abs(number.adjusted()) > 12 else format(number.normalize(), "f")
