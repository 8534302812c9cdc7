"""Texts that people type: what of them counts, and how far two of them are apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Nobody sees these, and keyboards and other programs put them in: control signs, soft hyphen, blanks of no
# width, marks of direction. Joiners stay: some scripts need them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What telephones make of the signs of a plain keyboard.
_PLAIN = str.maketrans(dict.fromkeys("‘’ʼ′`", "'") | dict.fromkeys("“”″", '"') | dict.fromkeys("‐‑‒–—−", "-"))
_DIGITS = re.compile(r"\d+")


def cleaned(text: str) -> str:
    """The text with plain line ends, without blanks at its ends and what no database keeps."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("", _UNSEEN.sub("", text)).strip()


def normal(text: str, *, is_case_sensitive: bool = False) -> str:
    """The text as it is compared: one spelling for each sign, blanks collapsed."""
    plain = unicodedata.normalize("NFKD", cleaned(text)).translate(_PLAIN)
    if not is_case_sensitive:
        # Twice, as Unicode has it: folding makes signs that are spelt anew and may then fold once more.
        plain = unicodedata.normalize("NFKC", plain.casefold()).casefold()
    plain = unicodedata.normalize("NFKC", plain)
    return " ".join(plain.split())


def is_accepted(text: str, accepted: Iterable[str], *, is_case_sensitive: bool, typos: int) -> bool:
    """Whether the text is one of those accepted, with at most so many slips.

    Each slip needs three signs of the accepted text, or every short word would do. A digit is never a slip.
    """
    given = normal(text, is_case_sensitive=is_case_sensitive)
    if not given:
        return False
    for right in accepted:
        wanted = normal(right, is_case_sensitive=is_case_sensitive)
        if given == wanted:
            return True
        most = min(typos, len(wanted) // 3)
        same_digits = _DIGITS.findall(given) == _DIGITS.findall(wanted)
        if most and same_digits and slips_between(given, wanted, most) <= most:
            return True
    return False


def slips_between(one: str, other: str, most: int) -> int:
    """How many signs have to be added, left out, changed or swapped with their neighbour to get the other.

    The distance of Damerau and Levenshtein in its restricted form: no sign is touched twice. Above `most` the
    answer is `most` + 1: only a band of that breadth is looked at, so that long texts cost little.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    too_many = most + 1
    before_last: list[int] = []
    last = [min(place, too_many) for place in range(len(other) + 1)]
    for row in range(1, len(one) + 1):
        current = [too_many] * (len(other) + 1)
        if row <= most:
            current[0] = row
        for place in range(max(1, row - most), min(len(other), row + most) + 1):
            differs = one[row - 1] != other[place - 1]
            best = min(last[place] + 1, current[place - 1] + 1, last[place - 1] + differs, too_many)
            is_swapped = (
                row > 1
                and place > 1
                and one[row - 1] == other[place - 2]
                and one[row - 2] == other[place - 1]
            )
            if is_swapped:
                best = min(best, before_last[place - 2] + 1)
            current[place] = best
        if min(current) > most:
            return too_many
        before_last, last = last, current
    return last[len(other)]


def words_in(text: str) -> int:
    """How many words: what stands between blanks and has a letter or a digit."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())
