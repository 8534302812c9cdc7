"""Accepted answers, in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from common.imports.cells import is_number

from ..accepted_texts import (
    COLUMNS,
    accepted_cells,
    accepted_data,
    accepted_from_exchanged,
    accepted_from_gift,
    accepted_in,
    accepted_to_exchanged,
    accepted_to_gift,
    is_accepted_gift,
    strictness_in,
)
from ..cell_values import truth_of
from ..file_format import Cells, FileFormat
from ..gift import GiftBody, GiftContent
from ..interchange import ExchangedQuestion, Interaction
from ..lettered_options import LetteredOption, options_in


class ShortTextFiles(FileFormat):
    columns = COLUMNS

    def is_implied_by(self, cells: Cells) -> bool:
        return bool(cells["accepted"]) and not options_in(cells)

    def guess(self, options: Sequence[LetteredOption], answer: str) -> dict[str, Any] | None:
        is_text = not options and truth_of(answer) is None and not is_number(answer)
        return accepted_data([answer.strip()]) if is_text else None

    def from_cells(self, cells: Cells) -> dict[str, Any]:
        return accepted_data(accepted_in(cells), **strictness_in(cells))

    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        return accepted_cells(data)

    def reads_gift(self, body: GiftBody) -> bool:
        return not body.is_inside and is_accepted_gift(body)

    def from_gift(self, body: GiftBody) -> GiftContent:
        return accepted_from_gift(body)

    def to_gift(self, data: Mapping[str, Any]) -> str:
        return accepted_to_gift(data)

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        return question.interaction == Interaction.TEXT

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        return accepted_from_exchanged(question)

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        return accepted_to_exchanged(data)
