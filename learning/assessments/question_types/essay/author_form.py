"""Limits of a longer text, as authors type them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..author_form import AuthorForm, Written, first_of


class EssayForm(AuthorForm):
    def read(self, written: Written) -> dict[str, Any]:
        return {name: _count(first_of(written, name)) for name in ("least_words", "most_words")}

    def write(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        return {name: [str(data[name]) if data[name] else ""] for name in ("least_words", "most_words")}


def _count(text: str) -> int | str:
    """A whole number; what is none is left for the type to refuse."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text or 0
