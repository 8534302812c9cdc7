"""Items in their order, as authors type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..author_form import RowNames, RowsForm, Written, rows_written


class OrderingForm(RowsForm):
    row_name = "item"

    def read(self, written: Written) -> dict[str, Any]:
        names = RowNames()
        return {
            "items": [
                {"id": names.of(row), "text": row.values.get("text", "")} for row in self.filled_rows(written)
            ]
        }

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        return rows_written("item", data["items"], ("id", "text"))
