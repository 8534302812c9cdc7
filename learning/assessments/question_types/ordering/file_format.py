"""Items in their order, in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.imports.columns import ImportColumn

from ..file_format import Cells, FileFormat, NotHeld
from ..gift import GiftContent
from ..interchange import ExchangedAnswer, ExchangedQuestion, Interaction
from ..lettered_options import in_option_cells, names_for, options_in


def ordering_data(texts: Sequence[str]) -> dict[str, Any]:
    return {"items": [{"id": name, "text": text} for name, text in zip(names_for(texts), texts, strict=True)]}


class OrderingFiles(FileFormat):
    columns = (
        ImportColumn(
            "order_rule",
            gettext_lazy("Ordering: place (default), relative or run, which says what earns marks."),
        ),
    )

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        rule = cells["order_rule"].strip().lower()
        data = ordering_data([option.text for option in options_in(cells)])
        return data | ({"rule": rule} if rule and rule != "place" else {})

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        rule = {"order_rule": data["rule"]} if "rule" in data else {}
        return in_option_cells([item["text"] for item in data["items"]]) | rule

    def to_gift(self, data: Mapping[str, Any]) -> str:
        raise NotHeld(_("GIFT doesn't support ordering questions."))

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        return question.interaction == Interaction.ORDER

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        return GiftContent(ordering_data([answer.text for answer in question.answers]))

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        return ExchangedQuestion(
            Interaction.ORDER, tuple(ExchangedAnswer(item["text"]) for item in data["items"])
        )
