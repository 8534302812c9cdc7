"""Accepted answers, as authors type them: one a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..accepted_texts import slips_shown, strictness_read, strictness_written
from ..author_form import SPARE_ROWS, AuthorForm, FormFields, Written, first_of
from ..text_normalisation import cleaned


class ShortTextForm(AuthorForm):
    def read(self, written: Written) -> dict[str, Any]:
        lines = [line.strip() for line in cleaned(first_of(written, "accepted")).splitlines()]
        return {"accepted": [line for line in lines if line]} | strictness_read(written)

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        return {"accepted": ["\n".join(data["accepted"])]} | strictness_written(data)

    def shown(self, written: Written, *, spare: int = SPARE_ROWS) -> FormFields:
        """With what else would pass."""
        fields = super().shown(written, spare=spare)
        accepted = self.read(written)["accepted"]
        return FormFields(fields.values, lists={"slips": slips_shown(accepted, first_of(written, "typos"))})
