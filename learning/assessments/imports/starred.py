"""Read questions as people jot them down: an option on each line, a star before what is right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from learning.assessments.question_types.lettered_options import LETTERS, LetteredOption
from learning.assessments.question_types.text_normalisation import cleaned

from .cells import guessed
from .drafts import Collection, DraftQuestion

_NUMBER = re.compile(r"(?:Q(?:uestion)?\s*)?\d{1,4}\s*[.):]\s+(?=\D)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-•–]|\(?[A-Za-z][.)])\s+")  # a star may stand before it or behind it
_RIGHT = re.compile(r"^\s*(?:(?:[-•–]|\(?[A-Za-z][.)])\s*)?\*\s*\S", re.MULTILINE)


def is_starred(text: str) -> bool:
    """Whether a line of it begins with a star, with or without a bullet or a letter."""
    return _RIGHT.search(text) is not None


def read(text: str, collection: Collection) -> None:
    """Take each question into the collection; a blank line ends one. Raises UnreadableFile."""
    for line, block in _blocks(text):
        collection.meet(line)
        asked, *rest = block
        rows = [_row(each) for each in rest]
        options = [
            LetteredOption(words, letter=letter)
            for (words, _is_right), letter in zip(rows, LETTERS, strict=False)
        ]
        right = [letter for (_words, is_right), letter in zip(rows, LETTERS, strict=False) if is_right]
        if len(rows) > len(LETTERS):
            words = _("The question has more than %(count)d options.") % {"count": len(LETTERS)}
            collection.error(line, words, found=asked)
            continue
        if not right:
            collection.error(
                line,
                _("No correct answer is marked."),
                _("Put a * before each correct option."),
                found=asked,
            )
            continue
        # One line below the question is no choice: it is what learners shall type.
        answer = rows[0][0] if len(rows) == 1 else ",".join(right)
        try:
            kind, data = guessed(options if len(rows) > 1 else [], answer)
        except InvalidCell as error:
            collection.invalid(line, error)
            continue
        collection.add(DraftQuestion(kind, _NUMBER.sub("", asked, count=1), data, line=line))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each question, and the number of its first."""
    block: list[str] = []
    begin = 0
    for number, raw in enumerate([*text.split("\n"), ""], start=1):
        line = cleaned(raw)
        if line:
            begin = begin if block else number
            block.append(line)
        elif block:
            yield begin, block
            block = []


def _row(line: str) -> tuple[str, bool]:
    """The words of an option, and whether a star says that it is right."""
    is_right = line.startswith("*")
    words = _BULLET.sub("", line.lstrip("*").strip(), count=1)
    if words.startswith("*"):
        is_right, words = True, words[1:].strip()
    return words, is_right
