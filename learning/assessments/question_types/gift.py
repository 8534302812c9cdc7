"""What stands between the braces of a GIFT question: read into answers, and written from texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell

from .cell_values import truth_of
from .gift_text import format_of, plain

ARROW = "->"
#: `~=` is what some programs write before an option that is right.
_ANSWER = re.compile(r"(~\s*=|[~=])([^~=]*)")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:[.,]\d{1,10})?)%", re.ASCII)
_SPECIAL = re.compile(r"[\\~=#{}:]")
_MOST_ANSWERS = 100
# A text that begins like a format, a comment or a category says that it is plain.
_AMBIGUOUS = ("[", "/", "$")


@dataclass(slots=True)
class GiftContent:
    """The data of a question, before its prompt is known. warnings: what could not be kept."""

    data: dict[str, Any]
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GiftAnswer:
    """weight: the percent of the marks that it earns; None if none is written."""

    is_right: bool
    text: str
    feedback: str
    weight: Decimal | None

    @property
    def is_whole(self) -> bool:
        return self.is_right and (self.weight is None or self.weight == 100)


class GiftBody:
    """What stands between the braces. text: masked; is_inside: whether the braces are inside a sentence.

    text_format: of the question's text, which answers and feedback have, too, unless they name another.
    """

    def __init__(self, text: str, *, is_inside: bool, text_format: str = "") -> None:
        self.text, self.is_inside, self.text_format = text.strip(), is_inside, text_format
        self.has_dropped = self.was_html = False
        #: Whether text without a sign is an answer. First, each type is asked without: it may have own signs.
        self.takes_bare_text = False

    @property
    def is_numeric(self) -> bool:
        return self.text.startswith("#")

    @property
    def word(self) -> str:
        """What stands before any feedback."""
        return self.text.partition("#")[0]

    @property
    def answers(self) -> list[GiftAnswer]:
        """The answers with their signs; none where it holds a number or a truth. Raises InvalidCell."""
        if not self.text or self.is_numeric or truth_of(self.word) is not None:
            return []
        if not self.takes_bare_text and not self.text.startswith(("~", "=")):
            return []
        return self.answers_in(self.text)

    @property
    def has_only_right_answers(self) -> bool:
        return bool(self.answers) and all(answer.is_right for answer in self.answers)

    def plain(self, masked: str) -> str:
        """A masked text as people read it."""
        read = plain(masked, self.text_format)
        self.has_dropped |= read.has_dropped
        self.was_html |= read.was_html and self.text_format != "html" and not format_of(masked)
        return read.text

    def answers_in(self, text: str) -> list[GiftAnswer]:
        """The answers of a masked text. Raises InvalidCell for too many.

        What stands before the first sign is an answer, too, as Moodle reads it: a right one, unless there
        are options to choose from.
        """
        first = re.search("[~=]", text)
        if first is None or text[: first.start()].strip():
            text = ("~" if "~" in text else "=") + text
        found = _ANSWER.findall(text)
        if len(found) > _MOST_ANSWERS:
            raise InvalidCell(_("The question has more than %(count)d answers.") % {"count": _MOST_ANSWERS})
        return [self._answer(sign, rest) for sign, rest in found]

    def _answer(self, sign: str, rest: str) -> GiftAnswer:
        weight = None
        if found := _WEIGHT.match(rest):
            weight, rest = Decimal(found[1].replace(",", ".")), rest[found.end() :]
        words, _hash, feedback = rest.partition("#")
        return GiftAnswer(sign.endswith("="), self.plain(words), self.plain(feedback), weight)


def warnings_about(answers: Sequence[GiftAnswer], partial: str, feedback: str) -> list[str]:
    """What of these answers could not be kept. partial, feedback: the words for marks and for feedback."""
    warnings = []
    if not all(answer.is_whole for answer in answers):
        warnings.append(partial)
    if any(answer.feedback for answer in answers):
        warnings.append(feedback)
    return warnings


def backslashed(found: re.Match[str]) -> str:
    return "\\" + found[0]


def escaped(text: str) -> str:
    """A text with a backslash before each sign that means something."""
    return _SPECIAL.sub(backslashed, text).replace("\n", "\\n")


def gift_text(text: str) -> str:
    """A text at the beginning of something."""
    return ("[plain]" if text.startswith(_AMBIGUOUS) else "") + escaped(text)


def gift_answer(sign: str, text: str, feedback: str = "", weight: str = "") -> str:
    """One answer. sign: `=` or `~`. weight: with its percent signs."""
    if not weight and text.startswith("%"):  # or the text would be taken for a weight
        weight = "%100%" if sign == "=" else "%0%"
    return f"{sign}{weight}{gift_text(text)}" + (f"#{gift_text(feedback)}" if feedback else "")


def gift_lines(answers: Iterable[str]) -> str:
    return "".join(f"\n\t{answer}" for answer in answers) + "\n"
