"""True and false as people see them. Their words are the page's, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..display import AnswerLine, Display, said


class TrueFalseDisplay(Display):
    def control(self, shown: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        words = {"true": _("True"), "false": _("False")}
        chosen = fields.get("choice", [])
        return {
            "options": [
                {"id": option["id"], "text": words[option["id"]], "chosen": option["id"] in chosen}
                for option in shown["options"]
            ]
        }

    def answer_lines(self, content: Any, answer: Any, parts: Sequence[bool]) -> list[AnswerLine]:
        return [(_("True") if answer else _("False"), said(parts, 0))]
