"""Options with letters, as files have them, and the right ones among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, folded

from .base import name_of
from .cell_values import truth_of
from .file_format import Cells, NotHeld
from .interchange import ExchangedQuestion

LETTERS = tuple("ABCDEFGHIJ")
_LETTERED = re.compile(r"\(?([A-J])[.)]?(?:\s*(?:[,;&/+|]|and|\s)\s*\(?([A-J])[.)]?)*", re.IGNORECASE)
_LISTED = re.compile(r"[A-J](?:;[A-J])+")
_LETTER = re.compile(r"\b([A-J])\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,2}(?:\s*[,;|]\s*\d{1,2})*", re.ASCII)
_GLUED = re.compile(r"[A-J]{2,10}")


@dataclass(frozen=True, slots=True)
class LetteredOption:
    """One option of a choice. letter: as the file names it, if it does."""

    text: str
    feedback: str = ""
    is_right: bool = False
    letter: str = ""


def names_for(texts: Iterable[str]) -> list[str]:
    """An opaque name for each text. It depends on the text alone, so that it does not betray any order."""
    names: dict[str, None] = {}
    for text in texts:
        number = 0
        while (name := name_of(f"{number} {text}" if number else text)) in names:
            number += 1
        names[name] = None
    return list(names)


def choice_data(options: Sequence[LetteredOption], *, is_partial: bool | None = None) -> dict[str, Any]:
    """The data of a choice. is_partial: whether a part earns marks; None where one is right."""
    rows = [
        {"id": name, "text": option.text, "is_right": option.is_right, "feedback": option.feedback}
        for name, option in zip(names_for(option.text for option in options), options, strict=True)
    ]
    return {"options": rows} if is_partial is None else {"options": rows, "partial": is_partial}


def marked(options: Sequence[LetteredOption], answer: str) -> list[LetteredOption]:
    """The options with those marked right that the answer names, by letter or by text. Raises InvalidCell."""
    right = _named(options, answer)
    return [
        LetteredOption(option.text, option.feedback, place in right, option.letter)
        for place, option in enumerate(options)
    ]


def _named(options: Sequence[LetteredOption], answer: str) -> set[int]:
    places = {option.letter: place for place, option in enumerate(options)}
    texts = _texts(options)
    wanted = " ".join(answer.split())
    if wanted.upper() in places:
        place = places[wanted.upper()]
        if wanted.islower() and _place(texts, wanted) not in (None, place):
            raise InvalidCell(
                _("The correct answer could mean option %(letter)s or the text of another option.")
                % {"letter": wanted.upper()},
                _("To choose an option by letter, use a capital letter."),
                found=answer,
            )
        return {place}
    if _LISTED.fullmatch(wanted) and set(wanted[::2]) <= places.keys():
        return {places[letter] for letter in wanted[::2]}
    if (found := _place(texts, wanted)) is not None:
        return {found}
    head = re.match(r"\(?([A-J])[.):]\s+(.+)", wanted, re.IGNORECASE)
    if head and _place(texts, head[2]) == places.get(head[1].upper(), -1):
        return {places[head[1].upper()]}
    if _LETTERED.fullmatch(wanted):
        letters = [letter.upper() for letter in _LETTER.findall(wanted)]
    elif _GLUED.fullmatch(wanted):
        letters = list(wanted)
    else:
        return _by_text(texts, wanted)
    missing = [letter for letter in letters if letter not in places]
    if missing:
        raise InvalidCell(
            _("The correct answer is %(letter)s, but that option doesn't exist.") % {"letter": missing[0]},
            _("Enter the letter of an option that isn't empty."),
            found=answer,
        )
    return {places[letter] for letter in letters}


def letters_of(options: Sequence[LetteredOption], numbers: str) -> str:
    """The letters that numbers of options stand for, counted from 1; what is no number stays as it is.

    Raises InvalidCell for a number that no option has, and for one that is the text of another option.
    """
    if not _NUMBERS.fullmatch(numbers.strip()):
        return numbers
    letters = {LETTERS.index(option.letter) + 1: option.letter for option in options}
    wanted = [int(number) for number in re.findall(r"\d+", numbers)]
    if missing := [number for number in wanted if number not in letters]:
        raise InvalidCell(
            _("The correct answer is %(number)d, but that option doesn't exist.") % {"number": missing[0]},
            _("Options are numbered from 1."),
            found=numbers,
        )
    named = _place(_texts(options), numbers)
    if len(wanted) == 1 and named is not None and options[named].letter != letters[wanted[0]]:
        raise InvalidCell(
            _("The correct answer could mean option %(letter)s or the text of another option.")
            % {"letter": wanted[0]},
            _("Name the option by its letter, for example B."),
            found=numbers,
        )
    return ";".join(letters[number] for number in wanted)


def _texts(options: Sequence[LetteredOption]) -> dict[str, set[int]]:
    """Which options have a text, as it is written and as it is without case."""
    texts: dict[str, set[int]] = {}
    for place, option in enumerate(options):
        exact = " ".join(option.text.split())
        for text in (exact, "\0" + folded(exact)):
            texts.setdefault(text, set()).add(place)
    return texts


def _place(texts: dict[str, set[int]], wanted: str) -> int | None:
    """The option with this text; case matters only where it tells two apart."""
    exact = " ".join(wanted.split())
    found = texts.get(exact) or texts.get("\0" + folded(exact), set())
    return min(found) if len(found) == 1 else None


def _by_text(texts: dict[str, set[int]], answer: str) -> set[int]:
    for separator in ("|", ";"):
        found = [_place(texts, part) for part in answer.split(separator) if part.strip()]
        places = {place for place in found if place is not None}
        if len(places) == len(found) > 1:
            return places
    raise InvalidCell(
        _("The correct answer doesn't match any option."),
        _("Enter the letter of the correct option, several letters such as A;C, or the exact option text."),
        found=answer,
    )


def exchanged_options(question: ExchangedQuestion, *, whole_only: bool) -> list[LetteredOption]:
    """The options of another system's choice. whole_only: whether a share of the marks counts as wrong."""
    return [
        LetteredOption(answer.text, answer.feedback, answer.is_whole if whole_only else answer.share > 0)
        for answer in question.answers
    ]


def truth_among(options: Sequence[LetteredOption]) -> bool | None:
    """What the option marked right says, where the options are true and false and nothing else; else None."""
    truths = {truth_of(option.text): option for option in options}
    right = [option for option in options if option.is_right]
    if len(options) != 2 or truths.keys() != {True, False} or len(right) != 1:
        return None
    return truth_of(right[0].text)


def answer_in(cells: Cells) -> str:
    """What a row says is right. Raises InvalidCell."""
    if not cells["correct_answer"]:
        raise InvalidCell(_("The correct answer is missing."), _("Fill in the correct_answer column."))
    return cells["correct_answer"]


def options_in(cells: Cells) -> list[LetteredOption]:
    """The options of a row, with their feedback, none of them marked right."""
    return [
        LetteredOption(text, cells[f"feedback_{letter.lower()}"], letter=letter)
        for letter in LETTERS
        if (text := cells[f"option_{letter.lower()}"])
    ]


def in_option_cells(texts: Sequence[str], name: str = "option") -> dict[str, str]:
    """Texts in the columns of options. Raises NotHeld when there are too many."""
    if len(texts) > len(LETTERS):
        raise NotHeld(
            _("A CSV row holds at most %(count)d options, pairs, blanks or items.") % {"count": len(LETTERS)}
        )
    return {f"{name}_{letter.lower()}": text for letter, text in zip(LETTERS, texts, strict=False)}
