"""From the text of a CSV file, as spreadsheets write them, to rows of named cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from common.exports.formulas import unguarded

from .columns import ImportColumns
from .report import ImportProblem, UnreadableFile, excerpt
from .text_reader import FileText

MAX_ROWS = 5_000
MAX_CELL = 40_000  # characters
DELIMITERS = ",;\t|"
_MAX_COLUMNS = 500
_HEAD = 64 * 1024  # characters by which a delimiter is recognised
_EXCEL = re.compile(r"sep=([,;\t|])", re.IGNORECASE)  # a first line by which Excel knows the delimiter


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it stands in the file. line: where it begins, from 1."""

    line: int
    cells: list[str]

    def cell(self, place: int) -> str:
        """A cell without blanks around it and the guard against formulas; empty where the row has none."""
        return unguarded(self.cells[place].strip(" ")).strip() if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below the header. cells: by column name; every column is there, empty if the file has none.

    problems: what is wrong with the row itself. Then its cells can't be trusted.
    """

    line: int
    cells: Mapping[str, str]
    problems: tuple[ImportProblem, ...] = ()


@dataclass(slots=True)
class ImportTable:
    """The rows of a file. problems: what is wrong with the file besides them."""

    rows: list[TableRow] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)


def has_header(text: str, columns: ImportColumns) -> bool:
    """Whether the text begins with a row that names all required columns."""
    start, _line, delimiter = _beginning(text, columns)
    known = {column.name for name in _first_row(text, start, delimiter) if (column := columns.find(name))}
    return known.issuperset(columns.required)


def read_records(text: str, columns: ImportColumns) -> Iterator[Record]:
    """Each row that isn't blank, its header included.

    The delimiter is the one with which the first row names most of the columns. Raises UnreadableFile where
    quotation marks don't match, after what stands before them.
    """
    start, begins, delimiter = _beginning(text, columns)
    offset = begins - 1
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Record(begins, cells)
            begins = reader.line_num + 1 + offset
    except csv.Error as error:
        raise UnreadableFile(
            _("From this line on, a quotation mark isn't closed or a cell is too long."),
            _("Close every quotation mark, and double the ones that are part of the text."),
            line=begins,
        ) from error


def read_table(source: FileText, columns: ImportColumns, *, max_rows: int = MAX_ROWS) -> ImportTable:
    """The rows below the header. Raises UnreadableFile."""
    records = read_records(source.text, columns)
    header = next(records, None)
    if header is None:
        raise UnreadableFile(
            _("The file is empty."), _("Start with a row of column names, as in the sample file.")
        )
    table = ImportTable(problems=list(source.problems))
    places = _places(header, columns, table)
    try:
        for record in records:
            if len(table.rows) == max_rows:
                raise UnreadableFile(
                    _("The file has more than %(count)d rows.") % {"count": max_rows},
                    _("Split it into several files."),
                    line=record.line,
                )
            table.rows.append(_row(record, len(header.cells), places, columns))
    except UnreadableFile as error:
        if isinstance(error.__cause__, csv.Error):  # what stands before it is read all the same
            table.problems.append(error.problem)
        else:
            raise
    return table


def _beginning(text: str, columns: ImportColumns) -> tuple[int, int, str]:
    """Where the first row begins: the character, the line (from 1), and the delimiter."""
    start = len(text) - len(text.lstrip("\n "))
    line = text.count("\n", 0, start) + 1
    head = text[start : start + _HEAD].partition("\n")[0]
    if found := _EXCEL.fullmatch(head.strip()):
        return min(start + len(head) + 1, len(text)), line + 1, found[1]

    def merit(delimiter: str) -> tuple[int, int]:
        known = {columns.find(name) for name in _first_row(text, start, delimiter)} - {None}
        return len(known), head.count(delimiter)

    return start, line, max(DELIMITERS, key=merit)


def _first_row(text: str, start: int, delimiter: str) -> list[str]:
    head = text[start : start + _HEAD].lstrip("\n ").partition("\n")[0]
    return next(csv.reader([head], delimiter=delimiter), [])


def _places(header: Record, columns: ImportColumns, table: ImportTable) -> dict[str, int]:
    """Where each column stands. Raises UnreadableFile when one that is needed is missing or there twice."""
    if len(header.cells) > _MAX_COLUMNS:
        raise UnreadableFile(_("The file has too many columns."), line=header.line)
    places: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        column = columns.find(cell)
        if column is None:
            if cell.strip():
                table.problems.append(_unknown_column(header.line, cell))
        elif column.name in places:
            raise UnreadableFile(
                _("The column %(name)s appears twice.") % {"name": column.name},
                _("Keep only one."),
                line=header.line,
            )
        else:
            places[column.name] = place
    if missing := [name for name in columns.required if name not in places]:
        raise UnreadableFile(
            _("Missing columns: %(names)s.") % {"names": ", ".join(missing)},
            _("Put the column names in the first row, separated by commas, semicolons, tabs or |."),
            line=header.line,
            found=", ".join(header.cells),
        )
    return places


def _unknown_column(line: int, cell: str) -> ImportProblem:
    words = _("This column is unknown and was ignored.")
    advice = _("Check its name if you meant to use a supported column.")
    return ImportProblem(line, words, advice, is_error=False, column=excerpt(cell))


def _row(record: Record, width: int, places: Mapping[str, int], columns: ImportColumns) -> TableRow:
    cells = dict.fromkeys(columns.names, "")
    for name, place in places.items():
        cells[name] = record.cell(place)
    problems: list[ImportProblem] = []
    if beyond := next((cell for cell in record.cells[width:] if cell.strip()), ""):
        words = _("The row has more cells than there are columns.")
        advice = _("Put quotation marks around cells that contain the separator.")
        problems.append(ImportProblem(record.line, words, advice, found=excerpt(beyond)))
    for name, cell in cells.items():
        if len(cell) > MAX_CELL:
            words = _("A cell is longer than %(count)d characters.") % {"count": MAX_CELL}
            advice = _("Shorten it, and check for an unclosed quotation mark.")
            problems.append(ImportProblem(record.line, words, advice, column=name, found=excerpt(cell)))
    return TableRow(record.line, cells, tuple(problems))
