"""What stands in a cell or a comment: marks, difficulty, tags, numbers, yes and no. Each raises Misread."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from .drafts import DIFFICULTIES, LONGEST_TAG, MEDIUM, MOST_MARKS, MOST_TAGS
from .report import Misread

_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_COUNT = re.compile(r"\d{1,6}", re.ASCII)
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0"})
_TRUE = frozenset({"true", "t"})
_FALSE = frozenset({"false", "f"})


def same(text: str) -> str:
    """The text as it is compared: case and blanks do not matter."""
    return " ".join(text.split()).casefold()


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(_plain(text)) is not None


def number_of(text: str) -> str:
    """The number with a point, as text: nothing is rounded."""
    plain = _plain(text)
    if not _NUMBER.fullmatch(plain):
        raise Misread(_("This isn't a number."), _("Enter a number such as 3.14 or 6.02e23."), found=text)
    return plain.replace(",", ".").removeprefix("+")


def _plain(text: str) -> str:
    return text.strip().replace("\N{MINUS SIGN}", "-")


def marks_of(text: str) -> Decimal:
    """Marks above 0, with at most two decimals; 1 when nobody said."""
    if not text.strip():
        return Decimal(1)
    advice = _("Enter a number above 0, for example 1 or 2.5.")
    if not is_number(text):
        raise Misread(_("The marks aren't a valid number."), advice, found=text)
    marks = Decimal(number_of(text))
    if not 0 < marks <= MOST_MARKS:
        raise Misread(
            _("Marks must be above 0 and at most %(count)d.") % {"count": MOST_MARKS}, advice, found=text
        )
    if marks != marks.quantize(Decimal("0.01")):
        raise Misread(_("Marks can have at most two decimal places."), advice, found=text)
    return marks


def difficulty_of(text: str) -> str:
    """Medium when nobody said."""
    asked = same(text) or MEDIUM
    if asked not in DIFFICULTIES:
        raise Misread(
            _("Unknown difficulty."),
            _("Use one of: %(names)s.") % {"names": ", ".join(DIFFICULTIES)},
            found=text,
        )
    return asked


def tags_of(parts: Iterable[str]) -> tuple[str, ...]:
    """Each tag once, blanks collapsed, in the order written."""
    tags: dict[str, str] = {}
    for part in parts:
        tag = " ".join(part.split())
        if len(tag) > LONGEST_TAG:
            raise Misread(
                _("A tag can have at most %(count)d characters.") % {"count": LONGEST_TAG},
                _("Separate tags with |."),
                found=tag,
            )
        if tag:
            tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST_TAGS:
        raise Misread(_("A question can have at most %(count)d tags.") % {"count": MOST_TAGS})
    return tuple(tags.values())


def yes_or_no(text: str) -> bool:
    """No when nobody said."""
    word = same(text)
    if word in _YES | _NO:
        return word in _YES
    raise Misread(_("The value must be yes or no."), _("Enter yes or no."), found=text)


def truth_of(text: str) -> bool | None:
    """What true, t, false and f say; None for anything else."""
    word = same(text)
    return word in _TRUE if word in _TRUE | _FALSE else None


def count_of(text: str) -> int:
    """A whole number; 0 when nobody said."""
    if not text.strip():
        return 0
    if not _COUNT.fullmatch(text.strip()):
        raise Misread(_("This isn't a whole number."), _("Enter digits only, for example 3."), found=text)
    return int(text)


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
