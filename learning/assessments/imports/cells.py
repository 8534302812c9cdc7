"""From the cells of a row to the data of its kind. Each raises InvalidCell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, count_of, is_number, number_of, split_bars, yes_or_no
from learning.assessments.question_types import KINDS

from . import building
from .building import LETTERS, DraftOption
from .columns import kind_named
from .values import truth_of

Cells = Mapping[str, str]
ARROW = "->"


def data_of(cells: Cells) -> tuple[str, dict[str, Any]]:
    """Kind and data of a row, keyed by the names of all columns; a kind that nobody named is worked out."""
    kind = kind_named(cells["kind"]) or _implied(cells)
    if not kind:
        kind, data = building.guessed(_options(cells), cells["correct_answer"])
        return (kind, data) if kind == "single_choice" else (kind, _BY_KIND[kind](cells))
    if kind not in KINDS:
        raise InvalidCell(
            _("Unknown question type."),
            _("Use one of: %(names)s.") % {"names": ", ".join(KINDS)},
            found=cells["kind"],
        )
    return kind, _BY_KIND[kind](cells)


def _implied(cells: Cells) -> str:
    """The kind that other columns give away; empty for none."""
    if cells["text"] or "{{1}}" in cells["question"]:
        return "fill_blank"
    if cells["tolerance"] or cells["unit"]:
        return "numeric"
    if cells["accepted"] and not _options(cells):
        return "short_text"
    if cells["least_words"] or cells["most_words"]:
        return "essay"
    return ""


def _options(cells: Cells) -> list[DraftOption]:
    return [
        DraftOption(text, cells[f"feedback_{letter.lower()}"], letter=letter)
        for letter in LETTERS
        if (text := cells[f"option_{letter.lower()}"])
    ]


def _answer(cells: Cells) -> str:
    if not cells["correct_answer"]:
        raise InvalidCell(_("The correct answer is missing."), _("Fill in the correct_answer column."))
    return cells["correct_answer"]


def _accepted(cells: Cells) -> list[str]:
    """What is right, in the column correct_answer, accepted or both."""
    further = split_bars(cells["accepted"])
    return [cells["correct_answer"], *further] if cells["correct_answer"] else further or [_answer(cells)]


def _single_choice(cells: Cells) -> dict[str, Any]:
    return building.choice(building.marked(_options(cells), _answer(cells)))


def _multiple_choice(cells: Cells) -> dict[str, Any]:
    right = building.marked(_options(cells), _answer(cells))
    return building.choice(right, is_partial=yes_or_no(cells["partial_marks"]))


def _true_false(cells: Cells) -> dict[str, Any]:
    answer, options = _answer(cells), _options(cells)
    feedback_right, feedback_wrong = cells["feedback_right"], cells["feedback_wrong"]
    if options:
        kind, data = building.guessed(options, answer)
        if kind != "true_false":
            raise InvalidCell(_("The options aren't True and False."), _("Leave the option columns empty."))
        return {
            **data,
            "feedback_right": feedback_right or data["feedback_right"],
            "feedback_wrong": feedback_wrong or data["feedback_wrong"],
        }
    truth = truth_of(answer)
    if truth is None:
        raise InvalidCell(_("The answer must be true or false."), _("Enter true or false."), found=answer)
    return building.true_false(truth, feedback_right, feedback_wrong)


def _short_text(cells: Cells) -> dict[str, Any]:
    return building.short_text(
        _accepted(cells), is_case_sensitive=yes_or_no(cells["case_sensitive"]), typos=count_of(cells["typos"])
    )


def _fill_blank(cells: Cells) -> dict[str, Any]:
    """What each gap accepts stands in the columns of the options; of a lone gap, it may be the answer."""
    gaps = [split_bars(option.text) for option in _options(cells)]
    if not gaps:
        gaps = [_accepted(cells)]
    is_case_sensitive, typos = yes_or_no(cells["case_sensitive"]), count_of(cells["typos"])
    blanks = [
        building.short_text(accepted, is_case_sensitive=is_case_sensitive, typos=typos) for accepted in gaps
    ]
    return {"text": cells["text"] or cells["question"], "blanks": blanks}


def _numeric(cells: Cells) -> dict[str, Any]:
    tolerance = cells["tolerance"]
    if tolerance and not is_number(tolerance.removesuffix("%")):
        raise InvalidCell(
            _("The tolerance isn't valid."),
            _("Enter a number such as 0.1, or a percentage such as 5%."),
            found=tolerance,
        )
    return building.numeric(
        number_of(_answer(cells)),
        tolerance,
        unit=cells["unit"],
        is_unit_required=yes_or_no(cells["unit_required"]),
    )


def _matching(cells: Cells) -> dict[str, Any]:
    pairs, distractors = [], []
    for option in _options(cells):
        left, arrow, right = option.text.partition(ARROW)
        if not arrow:
            raise InvalidCell(_("This pair has no ->."), _("Use the form left -> right."), found=option.text)
        if left.strip():
            pairs.append((left.strip(), right.strip()))
        else:
            distractors.append(right.strip())
    return building.matching(pairs, distractors)


def _ordering(cells: Cells) -> dict[str, Any]:
    return building.ordering([option.text for option in _options(cells)])


def _essay(cells: Cells) -> dict[str, Any]:
    return {"least_words": count_of(cells["least_words"]), "most_words": count_of(cells["most_words"])}


_BY_KIND: dict[str, Callable[[Cells], dict[str, Any]]] = {
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
