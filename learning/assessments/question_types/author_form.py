"""The content of a question as fields of a form: what authors type, and what is made of it.

Fields are `Written`: names without the prefix of their question, each with all its values. Rows (options,
pairs, items) are fields `option-3-text`; they count in the order in which the form has them. What is typed is
never checked here: `from_data` of the type does that.
"""

from __future__ import annotations

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Written = Mapping[str, Sequence[str]]

LEAST_ROWS, SPARE_ROWS = 4, 1
_BULLET = re.compile(r"^\s*(?:[-•–]|\(?[A-Za-z0-9]{1,2}[.)])\s+")
_ROW_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """number: what tells its fields from those of other rows. values: by field."""

    number: int
    values: Mapping[str, str] = field(default_factory=dict)
    is_right: bool = False

    @property
    def is_filled(self) -> bool:
        return any(value.strip() for name, value in self.values.items() if name != "id")


@dataclass(frozen=True, slots=True)
class FormFields:
    """What an editor template shows. values: single fields; rows: with a few to spare; lists: of values."""

    values: Mapping[str, str]
    rows: tuple[Row, ...] = ()
    most_rows: int = 0
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)


class AuthorForm(ABC):
    """How the content of a question type is typed."""

    @abstractmethod
    def read(self, written: Written) -> dict[str, Any]:
        """The data of a question, as it was typed."""

    @abstractmethod
    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        """The fields that `read` reads as this data."""

    def shown(self, written: Written, *, spare: int = SPARE_ROWS) -> FormFields:
        """The fields for the editor template. spare: rows beyond those that are filled."""
        return FormFields({name: first_of(written, name) for name in written})

    def missing(self, data: Mapping[str, Any]) -> str:
        """What has to be chosen before the data can be checked, in a sentence; empty for nothing."""
        return ""


class RowsForm(AuthorForm):
    """A form with rows, into which a list may be pasted. row_name: of their fields."""

    row_name: str

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows

    def shown(self, written: Written, *, spare: int = SPARE_ROWS) -> FormFields:
        """What was pasted is in rows of its own."""
        rows = self.filled_rows(written)
        number = max((row.number for row in rows), default=-1)
        wanted = min(self.most_rows, max(LEAST_ROWS, len(rows) + spare))
        rows += [Row(number + extra) for extra in range(1, wanted - len(rows) + 1)]
        values = {name: first_of(written, name) for name in written} | {"paste": ""}
        return FormFields(values, tuple(rows), self.most_rows)

    def filled_rows(self, written: Written) -> list[Row]:
        """The rows of the form, then those that were pasted."""
        rows = self._typed_rows(written)
        number = max((row.number for row in rows), default=-1)
        for line in first_of(written, "paste").splitlines():
            if line.strip():
                number += 1
                rows.append(self.pasted(line.strip(), number))
        return [row for row in rows if row.is_filled]

    def pasted(self, line: str, number: int) -> Row:
        """One line of a pasted list, without blanks at its ends."""
        return Row(number, {"text": without_bullet(line)})

    def _typed_rows(self, written: Written) -> list[Row]:
        numbers: dict[int, dict[str, str]] = {}
        for key in written:
            parts = key.split("-")
            if len(parts) == 3 and parts[0] == self.row_name and parts[1].isascii() and parts[1].isdigit():
                numbers.setdefault(int(parts[1]), {})[parts[2]] = first_of(written, key)
        right = set(written.get("right", ()))
        return [Row(number, values, str(number) in right) for number, values in numbers.items()]


class RowNames:
    """Names of rows: kept where they are, made where they are not, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, row: Row) -> str:
        return self.kept(row.values.get("id", ""))

    def kept(self, name: str) -> str:
        """This name, or a new one where it can't be used."""
        if not _ROW_NAME.fullmatch(name) or name in self._taken:
            name = secrets.token_hex(6)
        self._taken.add(name)
        return name


def written_with(prefix: str, data: Any) -> dict[str, list[str]]:
    """The fields that begin with a prefix, without it. data: a QueryDict."""
    return {name.removeprefix(prefix): data.getlist(name) for name in data if name.startswith(prefix)}


def first_of(written: Written, name: str) -> str:
    """The first value of a field, or nothing."""
    values = written.get(name) or [""]
    return str(values[0])


def rows_written(
    row_name: str, rows: Sequence[Mapping[str, str]], names: Sequence[str]
) -> dict[str, list[str]]:
    """The fields of rows. names: of the values of each."""
    return {
        f"{row_name}-{number}-{name}": [row.get(name, "")]
        for number, row in enumerate(rows)
        for name in names
    }


def without_bullet(line: str) -> str:
    """The line without the bullet, number or letter that a list puts before it."""
    return _BULLET.sub("", line).strip()
