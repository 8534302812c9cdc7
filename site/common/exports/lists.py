"""The exports of Wagtail's lists, ours and its own reports alike, written by our writers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from wagtail.admin.views.mixins import ExcelDateFormatter, SpreadsheetExportMixin

from .spreadsheets import csv_lines, write_workbook


def guard_lists() -> None:
    """Have every view with Wagtail's export write through `spreadsheets`.

    Wagtail guards no text in CSV. Its reports can't be given a base class of ours, so the one class that
    all these views share gets other writers.
    """
    SpreadsheetExportMixin.stream_csv = _stream_csv
    SpreadsheetExportMixin.write_xlsx = _write_xlsx


def _stream_csv(self: Any, queryset: Any) -> Iterator[bytes]:
    for line in csv_lines(_rows(self, queryset, self.FORMAT_CSV), with_mark=False):
        yield line.encode()


def _write_xlsx(self: Any, queryset: Any, output: IO[bytes]) -> None:
    rows = _rows(self, queryset, self.FORMAT_XLSX)
    write_workbook(rows, output, moments_as=ExcelDateFormatter().get())


def _rows(view: Any, queryset: Any, form: str) -> Iterator[list[Any]]:
    """The headings, then a row for each item."""
    yield [view.get_heading(queryset, field) for field in view.list_export]
    for item in queryset:
        cells = view.to_row_dict(item)
        yield [view.preprocess_field_value(field, value, form) for field, value in cells.items()]
