"""What a cell may say in every import: yes and no, numbers, minutes, lists. Parsers raise InvalidCell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COUNT = re.compile(r"(\d{1,6})(?:[.,]0+)?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,4})(?:[.,]0+)?", re.ASCII)
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0"})


class InvalidCell(ValueError):
    """A cell that can't be understood. words: what is wrong. advice: what to write instead.

    found: the part that is wrong; empty for all of the cell.
    """

    def __init__(self, words: str, advice: str = "", *, found: str = "") -> None:
        super().__init__(words)
        self.words, self.advice, self.found = words, advice, found


def folded(text: str) -> str:
    """The text as it is compared: case and blanks don't matter."""
    return " ".join(text.split()).casefold()


def yes_or_no(text: str) -> bool:
    """No for an empty cell."""
    word = folded(text)
    if word in _YES | _NO:
        return word in _YES
    raise InvalidCell(_("The value must be yes or no."), _("Enter yes or no."), found=text)


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(_plain(text)) is not None


def number_of(text: str) -> str:
    """The number with a point, as text: nothing is rounded."""
    plain = _plain(text)
    if not _NUMBER.fullmatch(plain):
        raise InvalidCell(_("This isn't a number."), _("Enter a number such as 3.14 or 6.02e23."), found=text)
    return plain.replace(",", ".").removeprefix("+")


def _plain(text: str) -> str:
    return text.strip().replace("\N{MINUS SIGN}", "-")


def count_of(text: str) -> int:
    """A whole number; 0 for an empty cell. Spreadsheets may have made 3.0 of it."""
    if not text.strip():
        return 0
    if not (match := _COUNT.fullmatch(text.strip())):
        raise InvalidCell(_("This isn't a whole number."), _("Enter digits only, for example 3."), found=text)
    return int(match[1])


def minutes_of(text: str) -> int | None:
    """Whole minutes, at most 9999; None for an empty cell."""
    if not text.strip():
        return None
    if not (match := _MINUTES.fullmatch(text.strip())):
        raise InvalidCell(
            _("This isn't a number of minutes."), _("Enter a whole number, for example 12."), found=text
        )
    return int(match[1])


def split_bars(text: str) -> list[str]:
    r"""The parts between bars. A bar that belongs to a part is written `\|`, a backslash before it `\\`."""
    parts, part, is_escaped = [], "", False
    for sign in text:
        if is_escaped:
            part += sign if sign in "\\|" else "\\" + sign
            is_escaped = False
        elif sign == "\\":
            is_escaped = True
        elif sign == "|":
            parts.append(part)
            part = ""
        else:
            part += sign
    parts.append(part + ("\\" if is_escaped else ""))
    return [part.strip() for part in parts if part.strip()]


def join_bars(parts: Iterable[str]) -> str:
    """What `split_bars` reads back."""
    return " | ".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
