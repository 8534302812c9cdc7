"""Reads the data of a question field by field and collects all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .base import InvalidContent
from .text_normalisation import cleaned

LONGEST_OPTION = 2_000  # characters
LONGEST_FEEDBACK = 5_000
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class DataReader:
    """One mapping of the data. where: which it is, in words, put before each message; empty for the whole."""

    def __init__(
        self, data: object, fields: Sequence[str], where: str = "", messages: list[str] | None = None
    ) -> None:
        self.messages: list[str] = [] if messages is None else messages
        self._where = where
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.wrong(_("This must be a set of named fields."))
        for name in self._data:
            if name not in fields:
                self.wrong(_("Unknown field: “%(name)s”.") % {"name": str(name)[:80]})

    def wrong(self, words: str) -> None:
        self.messages.append(f"{self._where}: {words}" if self._where else words)

    def text(self, name: str, longest: int, *, is_needed: bool = True) -> str:
        """A text without blanks at its ends and without signs that nobody sees."""
        found = self._data.get(name, "")
        if not isinstance(found, str):
            self.wrong(_("“%(name)s” must be text.") % {"name": name})
            return ""
        text = cleaned(found)
        if is_needed and not text:
            self.wrong(_("Text is missing."))
        if len(text) > longest:
            self.wrong(_("The text is longer than %(count)d characters.") % {"count": longest})
        return text

    def flag(self, name: str, default: bool | None = False) -> bool:
        """default: None when it has to be there."""
        found = self._data.get(name, default)
        if not isinstance(found, bool):
            self.wrong(_("“%(name)s” must be yes or no.") % {"name": name})
            return False
        return found

    def count(self, name: str, most: int) -> int:
        found = self._data.get(name, 0)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= most:
            self.wrong(
                _("“%(name)s” must be a whole number from 0 to %(most)d.") % {"name": name, "most": most}
            )
            return 0
        return found

    def rows(self, name: str, least: int, most: int) -> list[Any]:
        found = self._data.get(name, [])
        if not isinstance(found, Sequence) or isinstance(found, str):
            self.wrong(_("“%(name)s” must be a list.") % {"name": name})
            return []
        if len(found) < least:
            self.wrong(
                _("Enter at least %(least)d. You entered %(count)d.") % {"least": least, "count": len(found)}
            )
        if len(found) > most:
            self.wrong(
                _("Enter at most %(most)d. You entered %(count)d.") % {"most": most, "count": len(found)}
            )
        return list(found[:most])

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of texts that are not empty; at least one."""
        texts = [cleaned(text) if isinstance(text, str) else "" for text in self.rows(name, 1, most)]
        if not all(texts):
            self.wrong(_("An entry is empty."))
        if any(len(text) > longest for text in texts):
            self.wrong(_("An entry is longer than %(count)d characters.") % {"count": longest})
        return tuple(text for text in texts if text)

    def inner(self, row: object, fields: Sequence[str], where: str) -> DataReader:
        """A mapping within this one; what is wrong with it is told together."""
        return DataReader(row, fields, where, self.messages)

    def name(self) -> str:
        """The name of a row, which forms send back."""
        found = self._data.get("id", "")
        if not isinstance(found, str) or not _NAME.fullmatch(found):
            self.wrong(_("The ID must have 1 to 64 characters: letters, digits, _ and - only."))
            return ""
        return found

    def unique(self, names: Sequence[str], texts: Sequence[str]) -> None:
        """Say which names and texts are there twice. Case tells texts apart: mW is not MW."""
        if len({name for name in names if name}) < len([name for name in names if name]):
            self.wrong(_("An ID appears twice."))
        seen: set[str] = set()
        for text in texts:
            plain = " ".join(text.split())
            if plain and plain in seen:
                self.wrong(_("“%(text)s” appears twice.") % {"text": plain[:80]})
            seen.add(plain)

    def check(self) -> None:
        """Raises InvalidContent with all that was found."""
        if self.messages:
            raise InvalidContent(self.messages)
