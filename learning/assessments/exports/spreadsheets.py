"""Questions as the CSV file that the import reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from common.exports.spreadsheets import csv_bytes
from common.imports.cells import join_bars
from learning.assessments.imports.columns import columns
from learning.assessments.imports.drafts import DraftQuestion
from learning.assessments.question_types import question_type
from learning.assessments.question_types.cell_values import without_idle_zeros
from learning.assessments.question_types.file_format import NotHeld

from .report import Exported, LeftOut


def to_csv(questions: Iterable[DraftQuestion]) -> Exported:
    """The file, with all columns."""
    names = columns().names
    rows, left_out = [names], []
    for question in questions:
        try:
            cells = _cells(question)
        except NotHeld as error:
            left_out.append(LeftOut(question, error.words))
        else:
            rows.append([cells.get(name, "") for name in names])
    return Exported(csv_bytes(rows), len(rows) - 1, tuple(left_out))


def _cells(question: DraftQuestion) -> dict[str, str]:
    return {
        "question": question.prompt,
        "title": question.title,
        "kind": question.kind,
        "marks": without_idle_zeros(question.marks),
        "difficulty": question.difficulty,
        "tags": _tags(question.tags),
        "explanation": question.explanation,
        **question_type(question.kind).files.to_cells(question.prompt, question.data),
    }


def _tags(tags: Sequence[str]) -> str:
    """A bar at the end tells that a comma does not part them."""
    cell = join_bars(tags)
    return cell + " |" if len(tags) == 1 and any(sign in cell for sign in ",;\\") else cell
