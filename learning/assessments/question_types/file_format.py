"""How a question type stands in files: in the cells of a CSV row, and between the braces of GIFT."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from common.imports.columns import ImportColumn

if TYPE_CHECKING:
    from .gift import GiftBody, GiftContent
    from .interchange import ExchangedQuestion
    from .lettered_options import LetteredOption

#: A row by the names of all columns; what is empty is there as an empty text.
Cells = Mapping[str, str]


class NotHeld(Exception):
    """The form of a file has no way to write this question. words: why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class FileFormat(ABC):
    """How a type is imported and exported. columns: of CSV that this type has beyond the common ones."""

    columns: tuple[ImportColumn, ...] = ()
    #: What stands for the braces of GIFT when they are in the middle of a sentence.
    gift_gap = "_____"

    @abstractmethod
    def from_cells(self, cells: Cells) -> dict[str, Any]:
        """The data of a row of this type; `from_data` checks it. Raises InvalidCell."""

    @abstractmethod
    def to_cells(self, prompt: str, data: Mapping[str, Any]) -> dict[str, str]:
        """The cells that `from_cells` reads as this data, and others that differ. Raises NotHeld."""

    def is_implied_by(self, cells: Cells) -> bool:
        """Whether the columns of a row whose type nobody named give away that it is this one."""
        return False

    def guess(self, options: Sequence[LetteredOption], answer: str) -> dict[str, Any] | None:
        """The data of a question whose type nobody named, if it is of this one. Raises InvalidCell.

        options: with those marked right that the answer names. At most one type may claim a question.
        """
        return None

    def prompt_in(self, cells: Cells) -> str:
        """The prompt of a row."""
        return cells["question"]

    def unused_columns(self, cells: Cells) -> list[str]:
        """Columns that are filled and mean nothing for this type."""
        return [name for name, cell in cells.items() if cell and name.startswith("feedback_")]

    def reads_gift(self, body: GiftBody) -> bool:
        """Whether what stands between the braces is a question of this type. At most one type may say so."""
        return False

    def from_gift(self, body: GiftBody) -> GiftContent:
        """The data of such a question. Raises InvalidCell."""
        raise InvalidCell(_("GIFT doesn't support this question type."))

    def with_gift_prompt(self, prompt: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Prompt and data, once the words around the braces are known; `gift_gap` stands for the braces."""
        return prompt, data

    def with_gift_remarks(self, data: dict[str, Any], remarks: Mapping[str, str]) -> dict[str, Any]:
        """The data with what our own export said about it in comments. Raises InvalidCell."""
        return data

    def to_gift(self, data: Mapping[str, Any]) -> str:
        """What `from_gift` reads as this data. Raises NotHeld."""
        raise NotHeld(_("GIFT doesn't support this question type."))

    def gift_remarks(self, data: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Names and values that GIFT has no sign for."""
        return []

    def gift_texts(self, prompt: str, data: Mapping[str, Any]) -> tuple[str, str]:
        """What stands before the braces and behind them. Raises NotHeld."""
        return prompt + " ", ""

    def reads_exchanged(self, question: ExchangedQuestion) -> bool:
        """Whether a question of another system is one of this type. At most one type may say so."""
        return False

    def from_exchanged(self, question: ExchangedQuestion) -> GiftContent:
        """The data of such a question. Raises InvalidCell."""
        raise InvalidCell(_("Other systems' files don't support this question type."))

    def to_exchanged(self, data: Mapping[str, Any]) -> ExchangedQuestion:
        """What `from_exchanged` reads as this data. Raises NotHeld."""
        raise NotHeld(_("Other systems' files don't support this question type."))


def yes_no(is_so: bool) -> str:
    """What a cell says."""
    return "yes" if is_so else "no"
