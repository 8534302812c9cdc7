"""What keeps spreadsheets from reading text as a formula."""

from __future__ import annotations

from typing import Any

#: What makes a spreadsheet take a cell for a formula; the wide signs do so in Chinese and Japanese.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def guarded(cell: str) -> str:
    """The cell as it is exported: an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(FORMULA) or _is_guarded(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if _is_guarded(cell) else cell


class GuardedExportMixin:
    """For views with Wagtail's export of lists: guards text in CSV; a workbook marks it as text.

    Headings are guarded in both: of forms, their authors write them.
    """

    def get_heading(self, queryset: Any, field: str) -> str:
        return guarded(str(super().get_heading(queryset, field)))  # type: ignore[misc]

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        written = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]
        return guarded(written) if export_format == "csv" and isinstance(written, str) else written


def _is_guarded(cell: str) -> bool:
    return cell[:1] == "'" and cell[1:].startswith((*FORMULA, "'"))
