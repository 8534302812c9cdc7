"""A statement and its truth, as authors type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..author_form import AuthorForm, Written, first_of


class TrueFalseForm(AuthorForm):
    def read(self, written: Written) -> dict[str, Any]:
        data: dict[str, Any] = {
            name: first_of(written, name) for name in ("feedback_right", "feedback_wrong")
        }
        chosen = first_of(written, "is_true")
        return data | {"is_true": chosen == "true"} if chosen in ("true", "false") else data

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        return {
            "is_true": ["true" if data["is_true"] else "false"],
            "feedback_right": [data["feedback_right"]],
            "feedback_wrong": [data["feedback_wrong"]],
        }

    def missing(self, data: Mapping[str, Any]) -> str:
        return "" if "is_true" in data else _("Choose whether the statement is true or false.")
