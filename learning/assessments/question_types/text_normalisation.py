"""Texts that people type: what of them counts, and how far two of them are apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Nobody sees these, and keyboards and other programs put them in: control signs, soft hyphen, blanks of no
# width, marks of direction. Joiners stay: some scripts need them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What telephones and word processors make of the signs of a plain keyboard.
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‛ʼʻ′`´ʹˈ＇׳", "'")
    | dict.fromkeys("“”„‟″＂", '"')
    | dict.fromkeys("‐‑‒–—―−⁃➖﹣－", "-")
    | dict.fromkeys("⁄∕÷", "/")
)
_DIGITS = re.compile(r"\d+")
_RAISED_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans(_RAISED_SIGNS + "⁻⁺", "0123456789-+")
# Behind a letter a raised digit may be typed plainly, as in m2; behind a digit that is another number.
_RAISED_POWER = re.compile(rf"(?<=[\d)\]])([⁻⁺]?[{_RAISED_SIGNS}]+)")
_STARS = re.compile(r"(?<=[\w)\]])\s?\*\*\s?(?=[\d+-])")
_POWER_OF_LETTER = re.compile(r"(?<=[^\W\d_])\s?\^\s?(?=[+-]?\d)")
_VULGAR = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞↉])")
_FRACTION_BAR = re.compile(r"(?<=\d)\s?/\s?(?=\d)")
_FULL_STOPS = re.compile(r"[\s.。．]+$")
#: How many letters a word needs for each slip.
LETTERS_PER_SLIP = 5
_MOST_ROUNDS = 8


def cleaned(text: str) -> str:
    """The text with plain line ends, without blanks at its ends and what no database keeps."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("", _UNSEEN.sub("", text)).strip()


def normal(text: str, *, is_case_sensitive: bool = False) -> str:
    """The text as it is compared: one spelling for each sign, blanks collapsed, no full stop at its end.

    `½` is `1/2`, `10²` is `10^2`; behind a letter a power is a digit: `x²`, `x^2` and `x2` are one.
    """
    for _round in range(_MOST_ROUNDS):
        # Signs that are spelt anew may make others: until nothing changes.
        plain = _spelt_once(text, is_case_sensitive=is_case_sensitive)
        if plain == text:
            break
        text = plain
    return text


def _spelt_once(text: str, *, is_case_sensitive: bool) -> str:
    plain = _VULGAR.sub(" ", cleaned(text))
    plain = _RAISED_POWER.sub(lambda found: "^" + found[1].translate(_RAISED), plain)
    plain = unicodedata.normalize("NFKD", plain.translate(_PLAIN)).translate(_PLAIN)
    if not is_case_sensitive:
        plain = unicodedata.normalize("NFKC", plain.casefold()).casefold()
    plain = unicodedata.normalize("NFKC", plain)
    plain = _POWER_OF_LETTER.sub("", _STARS.sub("^", plain))
    plain = " ".join(_FRACTION_BAR.sub("/", plain).split())
    return _FULL_STOPS.sub("", plain) or plain


def is_accepted(text: str, accepted: Iterable[str], *, is_case_sensitive: bool, typos: int) -> bool:
    """Whether the text is one of those accepted, with at most so many slips (`is_slip_of`)."""
    given = normal(text, is_case_sensitive=is_case_sensitive)
    if not given:
        return False
    wanted = [normal(right, is_case_sensitive=is_case_sensitive) for right in accepted]
    return given in wanted or any(is_slip_of(given, right, typos) for right in wanted)


def is_slip_of(given: str, wanted: str, typos: int) -> bool:
    """Whether a text differs from another by slips of the keyboard alone. Both: as `normal` spells them.

    Words are compared one by one: each slip needs five letters of its word, the first letter is never one,
    nor is a digit. A blank too many or too few is one slip.
    """
    if not typos or _DIGITS.findall(given) != _DIGITS.findall(wanted):
        return False
    theirs, ours = given.split(), wanted.split()
    if len(theirs) != len(ours):
        missing = abs(len(theirs) - len(ours))
        return missing <= min(typos, _letters(wanted) // LETTERS_PER_SLIP) and "".join(theirs) == "".join(
            ours
        )
    slips = 0
    for one, word in zip(theirs, ours, strict=True):
        if one != word:
            most = min(typos - slips, _letters(word) // LETTERS_PER_SLIP)
            found = slips_between(one, word, most) if most > 0 and one[0] == word[0] else typos + 1
            if found > most:
                return False
            slips += found
    return True


def slips_of(wanted: str, typos: int) -> list[str]:
    """Some texts that would pass for another by a slip, for its author: letters swapped, left out, doubled.

    wanted: as `normal` spells it. In the order of their places; empty where no slip is forgiven.
    """
    found: dict[str, None] = {}
    places = range(1, len(wanted))
    swapped = (wanted[:at] + wanted[at + 1 : at + 2] + wanted[at] + wanted[at + 2 :] for at in places)
    shortened = (wanted[:at] + wanted[at + 1 :] for at in places)
    doubled = (wanted[:at] + wanted[at - 1] + wanted[at:] for at in places)
    for one in (*swapped, *shortened, *doubled):
        if one != wanted and " ".join(one.split()) == one and is_slip_of(one, wanted, typos):
            found.setdefault(one)
    return list(found)


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)


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
