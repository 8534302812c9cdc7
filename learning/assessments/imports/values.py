"""What a cell or a comment may say of a question: marks, difficulty, tags. Each raises InvalidCell."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell, folded, is_number, number_of

from .drafts import DIFFICULTIES, LONGEST_TAG, MEDIUM, MOST_MARKS, MOST_TAGS


def marks_of(text: str) -> Decimal:
    """Marks above 0, with at most two decimals; 1 when nobody said."""
    if not text.strip():
        return Decimal(1)
    advice = _("Enter a number above 0, for example 1 or 2.5.")
    if not is_number(text):
        raise InvalidCell(_("The marks aren't a valid number."), advice, found=text)
    marks = Decimal(number_of(text))
    if not 0 < marks <= MOST_MARKS:
        raise InvalidCell(
            _("Marks must be above 0 and at most %(count)d.") % {"count": MOST_MARKS}, advice, found=text
        )
    if marks != marks.quantize(Decimal("0.01")):
        raise InvalidCell(_("Marks can have at most two decimal places."), advice, found=text)
    return marks


def difficulty_of(text: str) -> str:
    """Medium when nobody said."""
    asked = folded(text) or MEDIUM
    if asked not in DIFFICULTIES:
        raise InvalidCell(
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
            raise InvalidCell(
                _("A tag can have at most %(count)d characters.") % {"count": LONGEST_TAG},
                _("Separate tags with |."),
                found=tag,
            )
        if tag:
            tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST_TAGS:
        raise InvalidCell(_("A question can have at most %(count)d tags.") % {"count": MOST_TAGS})
    return tuple(tags.values())
