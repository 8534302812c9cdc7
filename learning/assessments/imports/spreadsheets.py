"""Read questions from CSV as spreadsheets write it: a row of column names, then one question a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, split_bars
from common.imports.table_reader import has_header, read_records, read_table
from common.imports.text_reader import FileText
from learning.assessments.question_types import question_types
from learning.assessments.question_types.lettered_options import letters_of, options_in
from learning.assessments.question_types.text_normalisation import cleaned

from .cells import data_of
from .columns import are_numbered, columns
from .drafts import MEDIUM, MOST_QUESTIONS, Collection, DraftQuestion
from .values import difficulty_of, marks_of, tags_of

Cell = TypeVar("Cell")


def is_header(text: str) -> bool:
    """Whether the text begins with a row of our column names."""
    return has_header(text, columns())


def read(text: str, collection: Collection) -> None:
    """Take each row's question into the collection. Raises UnreadableFile."""
    table = read_table(FileText(text), columns(), max_rows=MOST_QUESTIONS)
    collection.problems += table.problems
    names = next(read_records(text, columns())).cells
    header = _Header(
        are_numbered(names), tuple(name for name in names if name.strip() and not columns().find(name))
    )
    for row in table.rows:
        if row.problems:
            collection.problems += row.problems
        else:
            cells = {name: cleaned(cell) for name, cell in row.cells.items()}
            _take(row.line, cells, header, collection)


@dataclass(frozen=True, slots=True)
class _Header:
    """is_numbered: whether options have numbers for letters. unknown: names of columns nobody knows."""

    is_numbered: bool
    unknown: tuple[str, ...]


def _data_of(cells: Mapping[str, str], header: _Header) -> tuple[str, dict[str, Any]]:
    """Type and data of a row. Raises InvalidCell, also where options may stand in unknown columns."""
    options = options_in(cells)
    if header.unknown and not options and not cells["kind"]:
        raise InvalidCell(
            _("The question type can't be detected, because some columns are unknown."),
            _("Rename the option columns to option_a, option_b and so on, or fill in the kind column."),
            found=", ".join(header.unknown),
        )
    if header.is_numbered and options:
        cells = {**cells, "correct_answer": letters_of(options, cells["correct_answer"])}
    return data_of(cells)


def _take(line: int, cells: Mapping[str, str], header: _Header, collection: Collection) -> None:
    """One row: the question it makes, or everything that is wrong with it."""
    before = len(collection.problems)

    def tried(read_cell: Callable[[], Cell], otherwise: Cell) -> Cell:
        try:
            return read_cell()
        except InvalidCell as error:
            collection.invalid(line, error)
            return otherwise

    marks = tried(lambda: marks_of(cells["marks"]), Decimal(1))
    difficulty = tried(lambda: difficulty_of(cells["difficulty"]), MEDIUM)
    untagged: tuple[str, ...] = ()
    tags = tried(lambda: tags_of(_tags(cells["tags"])), untagged)
    nothing: tuple[str, dict[str, Any]] = ("", {})
    kind, data = tried(lambda: _data_of(cells, header), nothing)
    if len(collection.problems) > before:
        if not cells["question"]:
            collection.error(line, _("The question text is missing."))
        return
    files = question_types()[kind].files
    prompt = files.prompt_in(cells)
    collection.add(
        DraftQuestion(
            kind, prompt, data, marks, difficulty, tags, cells["explanation"], cells["title"], line=line
        )
    )
    for name in files.unused_columns(cells):
        collection.warn(
            line,
            _("The column %(name)s doesn't apply to this question and was ignored.") % {"name": name},
            found=cells[name],
        )


def _tags(cell: str) -> list[str]:
    if "|" in cell:
        return split_bars(cell)
    return cell.replace(";", ",").split(",")
