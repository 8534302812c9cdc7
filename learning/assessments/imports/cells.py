"""From the cells of a row to the type of its question, and its data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from learning.assessments.question_types import question_types
from learning.assessments.question_types.cell_values import truth_of
from learning.assessments.question_types.file_format import Cells
from learning.assessments.question_types.lettered_options import (
    LETTERS,
    LetteredOption,
    marked,
    options_in,
)

from .columns import type_named


def data_of(cells: Cells) -> tuple[str, dict[str, Any]]:
    """Type and data of a row, keyed by the names of all columns; a type that nobody named is worked out.

    Raises InvalidCell.
    """
    name = type_named(cells["kind"]) or _implied(cells)
    if not name:
        name, _data = guessed(options_in(cells), cells["correct_answer"])
    if name not in question_types():
        raise InvalidCell(
            _("Unknown question type."),
            _("Use one of: %(names)s.") % {"names": ", ".join(question_types())},
            found=cells["kind"],
        )
    return name, question_types()[name].files.from_cells(cells)


def guessed(options: Sequence[LetteredOption], answer: str) -> tuple[str, dict[str, Any]]:
    """Type and data of a question whose file does not say the type. Raises InvalidCell."""
    if not answer.strip():
        raise InvalidCell(
            _("The correct answer is missing."), _("Enter the letter of the correct option, for example B.")
        )
    if not options and answer.strip().upper() in LETTERS and truth_of(answer) is None:
        raise InvalidCell(_("The answer is a letter, but there are no options."), found=answer)
    right = marked(options, answer) if options else []
    for name, each in question_types().items():
        data = each.files.guess(right, answer)
        if data is not None:
            return name, data
    raise InvalidCell(
        _("The question type can't be detected."), _("Name it in the kind column."), found=answer
    )


def _implied(cells: Cells) -> str:
    """The type that other columns give away; empty for none."""
    found = (name for name, each in question_types().items() if each.files.is_implied_by(cells))
    return next(found, "")
