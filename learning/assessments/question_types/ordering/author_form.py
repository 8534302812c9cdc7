"""Items in their order, as authors type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..author_form import RowNames, RowsForm, Written, first_of, rows_written


class OrderingForm(RowsForm):
    row_name = "item"

    def read(self, written: Written) -> dict[str, Any]:
        names = RowNames()
        rule = first_of(written, "rule")
        rows = [
            {"id": names.of(row), "text": row.values.get("text", "")} for row in self.filled_rows(written)
        ]
        return {"items": rows} | ({"rule": rule} if rule and rule != "place" else {})

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        return rows_written("item", data["items"], ("id", "text")) | {"rule": [data.get("rule", "place")]}
