"""Limits of a longer text, in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.imports.cells import count_of
from common.imports.columns import ImportColumn

from ..file_format import Cells, FileFormat, NotHeld
from ..gift import GiftBody, GiftContent
from ..interchange import ExchangedQuestion, Interaction


class EssayFiles(FileFormat):
    columns = (
        ImportColumn("least_words", gettext_lazy("Essay: minimum number of words.")),
        ImportColumn("most_words", gettext_lazy("Essay: maximum number of words.")),
    )

    def is_implied_by(self, cells: Cells) -> bool:
        return bool(cells["least_words"] or cells["most_words"])

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        return {"least_words": count_of(cells["least_words"]), "most_words": count_of(cells["most_words"])}

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        return {"least_words": str(data["least_words"]), "most_words": str(data["most_words"])}

    def reads_gift(self, body: GiftBody) -> bool:
        return not body.text

    def from_gift(self, body: GiftBody) -> GiftContent:
        return GiftContent({"least_words": 0, "most_words": 0})

    def to_gift(self, data: Mapping[str, Any]) -> str:
        if data["least_words"] or data["most_words"]:
            raise NotHeld(_("GIFT doesn't support word limits."))
        return ""

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        return question.interaction == Interaction.ESSAY

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        return GiftContent({"least_words": question.least_words, "most_words": question.most_words})

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        return ExchangedQuestion(
            Interaction.ESSAY, least_words=data["least_words"], most_words=data["most_words"]
        )
