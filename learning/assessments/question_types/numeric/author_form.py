"""A number, its tolerance and its unit, as authors type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..author_form import SPARE_ROWS, AuthorForm, FormFields, Written, first_of
from ..numbers import read_quantity


class NumericForm(AuthorForm):
    def read(self, written: Written) -> dict[str, Any]:
        """Other units stand one per line: `cm = 0.01`."""
        tolerance = first_of(written, "tolerance").strip()
        percent = first_of(written, "percent_without_unit").strip().removesuffix("%").strip()
        data: dict[str, Any] = {
            "answer": first_of(written, "answer"),
            "tolerance": tolerance.removesuffix("%").strip() or "0",
            "tolerance_is_percent": tolerance.endswith("%"),
            "unit": first_of(written, "unit"),
            "is_unit_required": bool(first_of(written, "is_unit_required")),
        }
        lines = [line for line in first_of(written, "other_units").splitlines() if line.strip()]
        if lines:
            data["other_units"] = [_other_unit(line) for line in lines]
        if percent and percent != "0":
            data["percent_without_unit"] = int(percent) if percent.isascii() and percent.isdigit() else -1
        return data

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        percent = "%" if data["tolerance_is_percent"] else ""
        required = {"is_unit_required": ["on"]} if data["is_unit_required"] else {}
        others = [f"{one['unit']} = {one['factor']}" for one in data.get("other_units", ())]
        return required | {
            "answer": [data["answer"]],
            "tolerance": [data["tolerance"] + percent if data["tolerance"] != "0" else ""],
            "unit": [data["unit"]],
            "other_units": ["\n".join(others)],
            "percent_without_unit": [str(data.get("percent_without_unit") or "")],
        }

    def shown(self, written: Written, *, spare: int = SPARE_ROWS) -> FormFields:
        """With how the answer is read."""
        fields = super().shown(written, spare=spare)
        found = read_quantity(first_of(written, "answer"))
        words = _("Read as %(number)s.") % {"number": found.written} if found else ""
        return FormFields({**fields.values, "reading": words})


def _other_unit(line: str) -> dict[str, str]:
    unit, _equals, factor = line.partition("=")
    return {"unit": unit.strip(), "factor": factor.strip()}
