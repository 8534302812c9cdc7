"""What keeps spreadsheets from reading text as a formula."""

from __future__ import annotations

#: What makes a spreadsheet take a cell for a formula; the wide signs do so in Chinese and Japanese.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def guarded(cell: str) -> str:
    """The cell as it is exported: an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(FORMULA) or _is_guarded(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if _is_guarded(cell) else cell


def _is_guarded(cell: str) -> bool:
    return cell[:1] == "'" and cell[1:].startswith((*FORMULA, "'"))
