"""Files for spreadsheets, CSV and workbooks: the one place that writes them, so that no text is a formula.

In CSV an apostrophe stands before text that a spreadsheet would calculate; our imports take it off again. A
cell of a workbook says of itself that it is text. Numbers and dates stay what they are in both.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from .formulas import FORMULA, guarded

CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it, Excel takes UTF-8 for something else
_NUMBERS = (bool, int, float, Decimal)
_MOMENTS = (datetime.datetime, datetime.date, datetime.time)


class _Line:
    """What csv.writer writes to; it hands each line on at once."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[object]], *, with_mark: bool = True) -> Iterator[str]:
    """The lines of a file with these rows, one by one. Text is guarded; None is an empty cell.

    with_mark: whether it begins with a byte order mark.
    """
    writer = csv.writer(_Line())
    mark = BOM if with_mark else ""
    for row in rows:
        yield mark + str(writer.writerow([_csv_cell(value) for value in row]))
        mark = ""


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """The whole file at once."""
    return "".join(csv_lines(rows)).encode()


def csv_response(rows: Iterable[Iterable[object]], *, file_name: str) -> StreamingHttpResponse:
    """The file as a download, written while the rows are gone through."""
    response = StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    return response


def write_workbook(
    rows: Iterable[Iterable[object]], output: IO[bytes], *, title: str = "Sheet1", moments_as: str = ""
) -> None:
    """Write a workbook of one sheet. Moments have no time zone. moments_as: Excel's format for them."""
    from openpyxl import Workbook  # 5 MB that only whoever writes a workbook needs

    book = Workbook(write_only=True, iso_dates=True)
    sheet = book.create_sheet(title=title)
    for row in rows:
        sheet.append([_workbook_cell(sheet, value, moments_as) for value in row])
    book.save(output)


def workbook_bytes(rows: Iterable[Iterable[object]], *, title: str) -> bytes:
    """The whole workbook at once."""
    output = io.BytesIO()
    write_workbook(rows, output, title=title)
    return output.getvalue()


def _csv_cell(value: object) -> object:
    if value is None or isinstance(value, (*_NUMBERS, *_MOMENTS)):
        return value
    return guarded(str(value))


def _workbook_cell(sheet: Any, value: object, moments_as: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value in (None, ""):
        return WriteOnlyCell(sheet, None)
    if isinstance(value, _NUMBERS):
        return WriteOnlyCell(sheet, value)
    if isinstance(value, _MOMENTS):
        cell = WriteOnlyCell(sheet, value)
        if moments_as and isinstance(value, datetime.datetime):
            cell.number_format = moments_as
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub(" ", str(value))  # a workbook can't hold them
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith(FORMULA):
        cell.quotePrefix = True  # text, also when somebody edits it
    return cell
