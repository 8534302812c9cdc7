"""From a question of another system's XML to a draft: which type it is, and what could not be kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from learning.assessments.question_types import question_types
from learning.assessments.question_types.html_text import PlainText, has_markup, plain_of_html
from learning.assessments.question_types.interchange import ExchangedQuestion
from learning.assessments.question_types.text_normalisation import cleaned

from .drafts import DIFFICULTIES, MEDIUM, MOST_MARKS, Collection, DraftQuestion
from .values import tags_of

_DIFFICULTY = re.compile(r"difficulty:\s*(\w+)", re.IGNORECASE)


class UnsupportedQuestion(Exception):
    """A question of a kind that we don't have. kind: how the file calls it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(slots=True)
class TextReader:
    """Turns texts of a file into plain ones, and remembers what was lost."""

    has_dropped: bool = False
    warnings: list[str] = field(default_factory=list)

    def html(self, text: str) -> str:
        return self._noted(plain_of_html(text))

    def plain(self, text: str) -> str:
        return cleaned(text)

    def either(self, text: str) -> str:
        """A text of which the file doesn't say whether it is HTML."""
        return self.html(text) if has_markup(text) else self.plain(text)

    def _noted(self, read: PlainText) -> str:
        self.has_dropped |= read.has_dropped
        return read.text


@dataclass(frozen=True, slots=True)
class ForeignQuestion:
    """A question as a reader found it. line: where it begins in the file. tags: words as found."""

    prompt: str
    asked: ExchangedQuestion
    line: int = 0
    title: str = ""
    explanation: str = ""
    marks: str = ""
    tags: Sequence[str] = ()


def take(question: ForeignQuestion, texts: TextReader, collection: Collection) -> None:
    """Keep one question, or tell everything that is wrong with it, and what of it was left out."""
    found = question.prompt or question.asked.text or question.title
    try:
        kind = next(
            (each for each in question_types().values() if each.files.reads_exchanged(question.asked)), None
        )
        if kind is None:
            raise InvalidCell(_("The question type can't be detected."))
        content = kind.files.from_exchanged(question.asked)
        tags, difficulty = _tags_and_difficulty(question.tags)
        marks = marks_from(question.marks)
    except InvalidCell as error:
        error.found = error.found or found
        collection.invalid(question.line, error)
        return
    draft = DraftQuestion(
        kind.name,
        question.prompt,
        content.data,
        marks,
        difficulty,
        tags,
        question.explanation,
        question.title,
        line=question.line,
    )
    collection.add(draft)
    warnings = [*texts.warnings, *content.warnings]
    if texts.has_dropped:
        warnings.append(_("Images and other media were skipped. Only text is imported."))
    for words in warnings:
        collection.warn(question.line, words, found=found)


def skip(kind: str, line: int, found: str, collection: Collection) -> None:
    """Tell that a question was left out, because there is no such type here."""
    words = _("Questions of the type “%(name)s” aren't supported. This one was skipped.") % {"name": kind}
    collection.skip(line, words, found=found)


def marks_from(text: str) -> Decimal:
    """The marks that another system gives, in two decimals; 1 where it gives none, or nothing above 0."""
    try:
        marks = Decimal(text.strip().replace(",", ".") or 1)
        marks = marks.quantize(Decimal("0.01"), ROUND_HALF_UP)
    except InvalidOperation:
        return Decimal(1)
    return marks.normalize() + 0 if 0 < marks <= MOST_MARKS else Decimal(1)


def number_in(text: str) -> Decimal | None:
    """A number as programs write it, or None."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def plain_number(number: Decimal) -> str:
    """A number in digits, without zeros that say nothing."""
    text = format(number.normalize(), "f")
    return text if text != "-0" else "0"


def _tags_and_difficulty(words: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Our own export writes the difficulty as a tag. Raises InvalidCell."""
    tags, difficulty = [], MEDIUM
    for word in words:
        found = _DIFFICULTY.fullmatch(word.strip())
        if found and found[1].casefold() in DIFFICULTIES:
            difficulty = found[1].casefold()
        else:
            tags.append(word)
    return tags_of(tags), difficulty
