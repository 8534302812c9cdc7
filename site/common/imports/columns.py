"""The columns that an import knows, and how their names may be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_BETWEEN_WORDS = re.compile(r"[\s_'’/.-]+")


def normalised_name(text: str) -> str:
    """A name as it is compared: without case, blanks and the signs that join words."""
    return _BETWEEN_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column. name: its header. help: what it contains. example: for the sample file.

    aliases: further names that files may use for it.
    """

    name: str
    help: StrOrPromise = ""
    example: str = ""
    is_required: bool = False
    aliases: tuple[str, ...] = ()


class ImportColumns:
    """All columns of an import, in the order of its sample file. Raises ValueError for an ambiguous name."""

    def __init__(self, *columns: ImportColumn) -> None:
        self._columns = columns
        self._by_name: dict[str, ImportColumn] = {}
        for column in columns:
            for name in {normalised_name(name) for name in (column.name, *column.aliases)}:
                if name in self._by_name:
                    raise ValueError(f"two columns are called {name}")
                self._by_name[name] = column

    def __iter__(self) -> Iterator[ImportColumn]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self._columns]

    @property
    def required(self) -> list[str]:
        return [column.name for column in self._columns if column.is_required]

    @property
    def sample(self) -> list[list[str]]:
        """The rows of a file to begin with: the names, and an example."""
        return [self.names, [column.example for column in self._columns]]

    def find(self, header: str) -> ImportColumn | None:
        """The column that a header cell names."""
        return self._by_name.get(normalised_name(header))
