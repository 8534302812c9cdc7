"""What a cell of a course file may say: titles, prices, types, videos. Each parser raises InvalidCell."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.imports.cells import InvalidCell
from common.money import Money
from common.money_input import InvalidAmount, currency_in, read_amount
from learning.courses.models import LessonPage
from library.videos import understand

LONGEST_TITLE = 255
LONGEST_SHORT = 240


def title_of(cell: str) -> str:
    """One line of at most 255 characters."""
    title = " ".join(cell.split())
    if len(title) > LONGEST_TITLE:
        raise InvalidCell(
            _("A title can have up to %(count)d characters.") % {"count": LONGEST_TITLE}, _("Shorten it.")
        )
    return title


def description_of(cell: str) -> tuple[str, tuple[str, ...]]:
    """The short description, and the paragraphs of the long one."""
    parts = re.split(r"\n\s*\n", "\n".join(cell.splitlines()))
    short, *paragraphs = [" ".join(part.split()) for part in parts if part.strip()] or [""]
    if len(short) > LONGEST_SHORT:
        raise InvalidCell(
            _("The short description can have up to %(count)d characters.") % {"count": LONGEST_SHORT},
            _("Start with one or two sentences, add a blank line, then the rest."),
        )
    return short, tuple(paragraphs)


def prices_of(cell: str) -> tuple[Money, ...]:
    """The prices, by currency; none for a free course."""
    if cell.strip().casefold() in ("", "0", "free"):
        return ()
    prices = [price for part in cell.split("|") if (price := _price_of(part)).amount_minor]
    if len({price.currency for price in prices}) < len(prices):
        raise InvalidCell(_("The same currency has two prices."), _("Keep one price per currency."))
    return tuple(sorted(prices, key=lambda price: price.currency))


def _price_of(part: str) -> Money:
    advice = _("Enter it like 49.00 EUR. Currencies: %(codes)s.") % {"codes": ", ".join(settings.CURRENCIES)}
    currency = currency_in(part, settings.CURRENCIES)
    if currency is None:
        is_other = re.search(r"[A-Za-z]{3}", part) is not None
        words = _("This currency isn't supported.") if is_other else _("This isn't an amount and a currency.")
        raise InvalidCell(words, advice)
    try:
        return read_amount(part, currency)
    except InvalidAmount as error:
        raise InvalidCell(str(error), advice) from error


def kind_of(cell: str, *, has_video: bool) -> str:
    """The lesson's type, written as its code or its name."""
    asked = " ".join(cell.split()).casefold()
    if not asked:
        return LessonPage.Kind.VIDEO if has_video else LessonPage.Kind.TEXT
    for kind in LessonPage.Kind:
        with override("en"):
            english = str(kind.label).casefold()
        if asked in (kind.value, english, str(kind.label).casefold()):
            return kind.value
    raise InvalidCell(
        _("This type doesn't exist."),
        _("Use one of: %(kinds)s.") % {"kinds": ", ".join(LessonPage.Kind.values)},
    )


def video_of(cell: str) -> str:
    """The one address by which we know the video; empty for none."""
    if not cell:
        return ""
    try:
        url = understand(cell).url
    except ValidationError as error:
        raise InvalidCell(" ".join(error.messages)) from error
    if len(url) > 500:
        raise InvalidCell(_("The URL is longer than 500 characters."))
    return url
