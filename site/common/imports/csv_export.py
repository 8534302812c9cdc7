"""CSV files as spreadsheets open them: UTF-8 with a byte order mark, and no text read as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from .formulas import guarded

CSV_TYPE = "text/csv; charset=utf-8"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it, Excel takes UTF-8 for something else


class _Line:
    """What csv.writer writes to; it hands each line on at once."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file with these rows, one by one. Text is guarded; None is an empty cell."""
    writer = csv.writer(_Line())
    mark = BOM
    for row in rows:
        yield mark + str(writer.writerow([_cell(value) for value in row]))
        mark = ""


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """The whole file at once."""
    return "".join(csv_lines(rows)).encode()


def csv_response(rows: Iterable[Iterable[object]], *, file_name: str) -> StreamingHttpResponse:
    """The file as a download, written while the rows are gone through."""
    response = StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    return response


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value
