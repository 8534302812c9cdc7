"""From the bytes of a file to rows of named cells. Nothing here knows what a course is."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.imports.formulas import unguarded

from .columns import COLUMNS, column_of
from .report import Problem

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
LONGEST_CELL = 20_000  # characters
_SHOWN = 80  # characters of a cell in a report


class Unreadable(Exception):
    """The file cannot be read at all. `problem` says why."""

    def __init__(self, words: str, advice: str, *, line: int = 0, column: str = "", found: str = "") -> None:
        super().__init__(words)
        self.problem = Problem(line, column, shown(found), words, advice)


@dataclass(frozen=True, slots=True)
class Row:
    """line: where it begins. cells: by the column's name; every column is there, empty if it was absent."""

    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Table:
    """The rows of a file, and what was odd about it."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def shown(cell: str) -> str:
    """As much of a cell as a report shows."""
    return cell if len(cell) <= _SHOWN else cell[:_SHOWN] + "…"


def read_table(content: bytes) -> Table:
    """The rows of a CSV file. Raises Unreadable."""
    records = _records(_text_of(content))
    found = next(records, None)
    if found is None:
        raise Unreadable(
            _("The file is empty."), _("Start with a row of column names, as in the sample file.")
        )
    line, header = found
    table = Table()
    places = _places(header, line, table)
    for line, record in records:
        if len(table.rows) == MOST_ROWS:
            raise Unreadable(
                _("The file has more than %(count)d rows.") % {"count": MOST_ROWS},
                _("Split the courses across several files."),
                line=line,
            )
        cells = {column.name: "" for column in COLUMNS}
        for name, place in places.items():
            cells[name] = unguarded(record[place].strip(" ") if place < len(record) else "").strip()
        if any(cell.strip() for cell in record[len(header) :]):
            words = _("The row has more cells than there are columns.")
            advice = _("Put quotation marks around cells that contain the separator.")
            table.problems.append(Problem(line, "", shown(record[len(header)]), words, advice))
        table.rows.append(Row(line, cells))
    return table


def _text_of(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(
            _("The file is larger than %(size)s.") % {"size": filesizeformat(MOST_BYTES)},
            _("Split the courses across several files."),
        )
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1 if encoding == "utf-8-sig" else 0
        raise Unreadable(
            _("The file isn't encoded as UTF-8 or UTF-16."),
            _("Save it again from your spreadsheet as “CSV UTF-8”."),
            line=line,
        ) from error
    if "\0" in text:
        raise Unreadable(
            _("This isn't a text file."),
            _("Save it from your spreadsheet as “CSV UTF-8”, not as a workbook."),
        )
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it begins on."""
    head = text.lstrip().partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                if any(len(cell) > LONGEST_CELL for cell in record):
                    raise Unreadable(
                        _("A cell is longer than %(count)d characters.") % {"count": LONGEST_CELL},
                        _("Shorten it, and check for an unclosed quotation mark."),
                        line=begins,
                    )
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("The quotation marks don't match from this line on."),
            _("Close every quotation mark, and double the ones that are part of the text."),
            line=begins,
        ) from error


def _places(header: list[str], line: int, table: Table) -> dict[str, int]:
    """Where each column stands. Raises Unreadable when one that is needed is missing or there twice."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        column = column_of(name)
        if column is None:
            if name.strip():
                advice = _("The column is ignored. If it should be imported, correct its name.")
                words = _("Unknown column.")
                table.problems.append(Problem(line, shown(name.strip()), "", words, advice, is_error=False))
        elif column.name in places:
            raise Unreadable(
                _("This column appears twice."), _("Keep only one."), line=line, column=column.name
            )
        else:
            places[column.name] = place
    missing = [column.name for column in COLUMNS if column.is_required and column.name not in places]
    if missing:
        raise Unreadable(
            _("Missing columns: %(names)s.") % {"names": ", ".join(missing)},
            _("The first row must contain the column names, separated by commas or semicolons."),
            line=line,
            found=", ".join(header),
        )
    return places
