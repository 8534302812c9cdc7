"""Read questions from CSV as spreadsheets write it: a row of column names, then one question a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from common.imports.formulas import unguarded
from learning.assessments.questions.writing import cleaned

from .cells import data_of
from .columns import COLUMNS, column_of
from .drafts import MEDIUM, Collection, DraftQuestion
from .report import Misread, Unreadable
from .values import difficulty_of, marks_of, split_bars, tags_of

_LONGEST_CELL = 40_000  # characters
_MOST_COLUMNS = 500
_EXCEL = re.compile(r"sep=([,;\t])", re.IGNORECASE)  # a first line by which Excel knows the separator
_SEPARATORS = ",;\t"
Cell = TypeVar("Cell")


def is_header(text: str) -> bool:
    """Whether the text begins with a row of our column names."""
    start, head = _head(text)
    if _EXCEL.fullmatch(head):
        _start, head = _head(text[start + len(head) :])
    names = {column_of(name.strip(' "')) for name in head.split(_separator(head))}
    return {"question", "correct_answer"} <= names


def read(text: str, collection: Collection) -> None:
    """Take each row's question into the collection. Raises Unreadable."""
    records = _records(text, collection)
    line, header = next(records, (0, []))
    if not header:
        raise Unreadable(
            _("The file is empty."), _("Start with a row of column names: question, option_a and so on.")
        )
    places = _places(header, line, collection)
    for line, record in records:
        collection.meet(line)
        cells = dict.fromkeys((column.name for column in COLUMNS), "")
        for name, place in places.items():
            cells[name] = cleaned(unguarded(record[place].strip(" "))) if place < len(record) else ""
        if any(cell.strip() for cell in record[len(header) :]):
            collection.error(
                line,
                _("The row has more cells than there are columns."),
                _("Put quotation marks around cells that contain the separator."),
                found=record[len(header)],
            )
        elif any(len(cell) > _LONGEST_CELL for cell in cells.values()):
            collection.error(
                line, _("A cell is longer than %(count)d characters.") % {"count": _LONGEST_CELL}
            )
        else:
            _take(line, cells, collection)


def _take(line: int, cells: dict[str, str], collection: Collection) -> None:
    """One row: the question it makes, or everything that is wrong with it."""
    before = len(collection.problems)

    def tried(read_cell: Callable[[], Cell], otherwise: Cell) -> Cell:
        try:
            return read_cell()
        except Misread as error:
            collection.misread(line, error)
            return otherwise

    marks = tried(lambda: marks_of(cells["marks"]), Decimal(1))
    difficulty = tried(lambda: difficulty_of(cells["difficulty"]), MEDIUM)
    untagged: tuple[str, ...] = ()
    tags = tried(lambda: tags_of(_tags(cells["tags"])), untagged)
    nothing: tuple[str, dict[str, Any]] = ("", {})
    kind, data = tried(lambda: data_of(cells), nothing)
    if len(collection.problems) > before:
        if not cells["question"]:
            collection.error(line, _("The question text is missing."))
        return
    prompt = cells["question"]
    if kind == "fill_blank" and not cells["text"]:
        prompt = ""  # the text with the gaps asks by itself
    collection.add(
        DraftQuestion(
            kind, prompt, data, marks, difficulty, tags, cells["explanation"], cells["title"], line=line
        )
    )
    for name in _unused(kind, cells):
        collection.warn(
            line,
            _("The column %(name)s doesn't apply to this question and was ignored.") % {"name": name},
            found=cells[name],
        )


def _tags(cell: str) -> list[str]:
    if "|" in cell:
        return split_bars(cell)
    return cell.replace(";", ",").split(",")


def _unused(kind: str, cells: dict[str, str]) -> list[str]:
    """Feedback to options that are not there."""
    if kind == "true_false":
        return []
    is_choice = kind in ("single_choice", "multiple_choice")
    return [
        name
        for name, cell in cells.items()
        if cell
        and name.startswith("feedback_")
        and not (is_choice and cells.get(name.replace("feedback_", "option_")))
    ]


def _head(text: str) -> tuple[int, str]:
    """The first line that is not blank: where it begins, and the line."""
    start = len(text) - len(text.lstrip("\n "))
    return start, text[start:].partition("\n")[0]


def _separator(head: str) -> str:
    return max(_SEPARATORS, key=head.count)


def _records(text: str, collection: Collection) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it begins on. Quotation marks that do not match end it."""
    start, head = _head(text)
    begins = text.count("\n", 0, start) + 1
    separator = _separator(head)
    if found := _EXCEL.fullmatch(head):
        separator = found[1]
        start, begins = start + len(head) + 1, begins + 1
    offset = begins - 1
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=separator, strict=True)
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield begins, record
            begins = reader.line_num + 1 + offset
    except csv.Error:
        collection.error(
            begins,
            _("From this line on, a quotation mark isn't closed or a cell is too long."),
            _("Close every quotation mark, and double the ones that are part of the text."),
        )


def _places(header: list[str], line: int, collection: Collection) -> dict[str, int]:
    """Where each column stands. Raises Unreadable when one that is needed is missing or there twice."""
    if len(header) > _MOST_COLUMNS:
        raise Unreadable(_("The file has too many columns."), line=line)
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = column_of(cell)
        if name in places:
            raise Unreadable(
                _("The column %(name)s appears twice.") % {"name": name}, _("Keep only one."), line=line
            )
        if name:
            places[name] = place
        elif cell.strip():
            collection.warn(
                line,
                _("This column is unknown and was ignored."),
                _("Check its name if you meant to use a supported column."),
                found=cell,
            )
    missing = [column.name for column in COLUMNS if column.is_required and column.name not in places]
    if missing:
        raise Unreadable(
            _("Missing columns: %(names)s.") % {"names": ", ".join(missing)},
            _("Put the column names in the first row, separated by commas, semicolons or tabs."),
            line=line,
            found=", ".join(header),
        )
    return places
