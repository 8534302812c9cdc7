"""The order in which people count: “Quiz 2” before “Quiz 10”."""

from __future__ import annotations

import re
import unicodedata

LONGEST_KEY = 400  # characters
_DIGITS = re.compile(r"\d+")
_PLACES = 12


def natural_key(text: str) -> str:
    """A text that sorts as people count: without case and accents, each number with zeros before it."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    padded = _DIGITS.sub(lambda found: str(int(found[0])).zfill(_PLACES), " ".join(plain.split()))
    return padded[:LONGEST_KEY]
