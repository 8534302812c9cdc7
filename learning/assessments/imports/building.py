"""The data of each kind, put together from what a file says. The kinds judge whether it is valid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, folded, is_number, number_of
from learning.assessments.question_types.base import name_of

from .values import truth_of

LETTERS = tuple("ABCDEFGHIJ")
_LETTERED = re.compile(r"\(?([A-J])[.)]?(?:\s*(?:[,;&/+|]|and|\s)\s*\(?([A-J])[.)]?)*", re.IGNORECASE)
_LISTED = re.compile(r"[A-J](?:;[A-J])+")
_LETTER = re.compile(r"\b([A-J])\b", re.IGNORECASE)
_GLUED = re.compile(r"[A-J]{2,10}")


@dataclass(frozen=True, slots=True)
class DraftOption:
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


def choice(options: Sequence[DraftOption], *, is_partial: bool | None = None) -> dict[str, Any]:
    """is_partial: whether part of the right options earns part of the marks; None for a single choice."""
    rows = [
        {"id": name, "text": option.text, "is_right": option.is_right, "feedback": option.feedback}
        for name, option in zip(names_for(option.text for option in options), options, strict=True)
    ]
    return {"options": rows} if is_partial is None else {"options": rows, "partial": is_partial}


def true_false(is_true: bool, feedback_right: str = "", feedback_wrong: str = "") -> dict[str, Any]:
    return {"is_true": is_true, "feedback_right": feedback_right, "feedback_wrong": feedback_wrong}


def short_text(accepted: Sequence[str], *, is_case_sensitive: bool = False, typos: int = 0) -> dict[str, Any]:
    return {"accepted": list(accepted), "is_case_sensitive": is_case_sensitive, "typos": typos}


def numeric(
    answer: str, tolerance: str = "", *, unit: str = "", is_unit_required: bool = False
) -> dict[str, Any]:
    """tolerance: a number, or a share with a percent sign; empty for none."""
    is_percent = tolerance.strip().endswith("%")
    margin = tolerance.strip().removesuffix("%")
    return {
        "answer": number_of(answer),
        "tolerance": number_of(margin) if margin else "0",
        "tolerance_is_percent": is_percent,
        "unit": unit,
        "is_unit_required": is_unit_required,
    }


def matching(pairs: Sequence[tuple[str, str]], distractors: Sequence[str]) -> dict[str, Any]:
    names = names_for([*(left for left, _right in pairs), *distractors])
    return {
        "pairs": [
            {"id": name, "left": left, "right": right}
            for name, (left, right) in zip(names, pairs, strict=False)
        ],
        "distractors": [
            {"id": name, "text": text} for name, text in zip(names[len(pairs) :], distractors, strict=True)
        ],
    }


def ordering(texts: Sequence[str]) -> dict[str, Any]:
    return {"items": [{"id": name, "text": text} for name, text in zip(names_for(texts), texts, strict=True)]}


def marked(options: Sequence[DraftOption], answer: str) -> list[DraftOption]:
    """The options with those marked right that the answer names, by letter or by text. Raises InvalidCell."""
    right = _named(options, answer)
    return [
        DraftOption(option.text, option.feedback, place in right, option.letter)
        for place, option in enumerate(options)
    ]


def _named(options: Sequence[DraftOption], answer: str) -> set[int]:
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


def _texts(options: Sequence[DraftOption]) -> dict[str, set[int]]:
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


def guessed(options: Sequence[DraftOption], answer: str) -> tuple[str, dict[str, Any]]:
    """Kind and data of a question whose file does not say the kind. Raises InvalidCell."""
    if not answer.strip():
        raise InvalidCell(
            _("The correct answer is missing."), _("Enter the letter of the correct option, for example B.")
        )
    truth = truth_of(answer)
    if not options:
        if truth is not None:
            return "true_false", true_false(truth)
        if answer.strip().upper() in LETTERS:
            raise InvalidCell(_("The answer is a letter, but there are no options."), found=answer)
        if is_number(answer):
            return "numeric", numeric(answer)
        return "short_text", short_text([answer.strip()])
    right = marked(options, answer)
    truths = [truth_of(option.text) for option in right]
    if sorted(map(str, truths)) == ["False", "True"] and sum(option.is_right for option in right) == 1:
        chosen = next(option for option in right if option.is_right)
        other = next(option for option in right if not option.is_right)
        return "true_false", true_false(bool(truth_of(chosen.text)), chosen.feedback, other.feedback)
    if sum(option.is_right for option in right) > 1:
        return "multiple_choice", choice(right, is_partial=False)
    return "single_choice", choice(right)
