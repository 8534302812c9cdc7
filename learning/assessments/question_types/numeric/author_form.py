"""A number, its tolerance and its unit, as authors type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..author_form import AuthorForm, Written, first_of


class NumericForm(AuthorForm):
    def read(self, written: Written) -> dict[str, Any]:
        tolerance = first_of(written, "tolerance").strip()
        return {
            "answer": first_of(written, "answer"),
            "tolerance": tolerance.removesuffix("%").strip() or "0",
            "tolerance_is_percent": tolerance.endswith("%"),
            "unit": first_of(written, "unit"),
            "is_unit_required": bool(first_of(written, "is_unit_required")),
        }

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        percent = "%" if data["tolerance_is_percent"] else ""
        required = {"is_unit_required": ["on"]} if data["is_unit_required"] else {}
        return required | {
            "answer": [data["answer"]],
            "tolerance": [data["tolerance"] + percent if data["tolerance"] != "0" else ""],
            "unit": [data["unit"]],
        }
