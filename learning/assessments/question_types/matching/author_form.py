"""Pairs and distractors, as authors type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..author_form import (
    SPARE_ROWS,
    FormFields,
    Row,
    RowNames,
    RowsForm,
    Written,
    first_of,
    rows_written,
    without_bullet,
)
from ..text_normalisation import cleaned


class MatchingForm(RowsForm):
    row_name = "pair"

    def shown(self, written: Written, *, spare: int = SPARE_ROWS) -> FormFields:
        lists = {"distractor_ids": written.get("distractor-id", ())}
        return replace(super().shown(written, spare=spare), lists=lists)

    def pasted(self, line: str, number: int) -> Row:
        text = without_bullet(line)
        left, _arrow, right = re.sub(r"\t|\s*(?:->|→)\s*", "\0", text, count=1).partition("\0")
        return Row(number, {"left": left.strip(), "right": right.strip()})

    def read(self, written: Written) -> dict[str, Any]:
        names = RowNames()
        pairs = [
            {"id": names.of(row), "left": row.values.get("left", ""), "right": row.values.get("right", "")}
            for row in self.filled_rows(written)
        ]
        kept = dict(pair.split("\t", 1)[::-1] for pair in written.get("distractor-id", ()) if "\t" in pair)
        lines = [line.strip() for line in cleaned(first_of(written, "distractors")).splitlines()]
        distractors = [{"id": names.kept(kept.get(line, "")), "text": line} for line in lines if line]
        return {"pairs": pairs, "distractors": distractors}

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        distractors = data["distractors"]
        return rows_written("pair", data["pairs"], ("id", "left", "right")) | {
            "distractors": ["\n".join(each["text"] for each in distractors)],
            "distractor-id": [f"{each['id']}\t{each['text']}" for each in distractors],
        }
