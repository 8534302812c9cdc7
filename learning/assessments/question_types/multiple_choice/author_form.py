"""Several right options, as authors type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..author_form import Written, first_of
from ..choices import ChoiceForm


class MultipleChoiceForm(ChoiceForm):
    def read(self, written: Written) -> dict[str, Any]:
        return super().read(written) | {"partial": bool(first_of(written, "partial"))}

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        partial = {"partial": ["on"]} if data["partial"] else {}
        return super().write(data) | partial
