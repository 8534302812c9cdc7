"""Translated words, found by one look instead of one into each app's list.

Django keeps the words of a language in as many lists as there are apps, for each may count plurals in its own
way, and asks them one after the other: thirty looks for each word of a page. Words without a plural are the
same whichever list has them first, so they are put into one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import trans_real


def remember_words(language_codes: Iterable[str]) -> None:
    """Put the words of each of these languages into one list; once, when a server starts."""
    for code in language_codes:
        catalog: Any = trans_real.translation(code)._catalog  # type: ignore[attr-defined]
        words = {key: catalog.get(key) for key in set(catalog.keys())}
        # Plurals go on asking each list: they bring their own way of counting.
        setattr(catalog, "get", words.get)  # noqa: B010 - it stands before the method, for this object alone
