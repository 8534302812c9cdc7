"""Countries by the names that people know them by, in the active language."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale

from ..tax.states import STATES

#: What CLDR names besides countries: regions of the world, and codes that are reserved for tests.
_NO_COUNTRIES = frozenset(
    ("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "CP", "CQ", "DG", "EA", "IC", "TA", "AC")
)


def countries() -> list[tuple[str, str]]:
    """Code (ISO 3166-1 alpha-2) and name of each country, by name, as a list nobody may change."""
    return list(_countries(get_language() or "en"))


def country_name(code: str) -> str:
    """The name of a country; the code itself where nobody knows it."""
    return dict(_countries(get_language() or "en")).get(code, code)


def place_name(country: str, region: str = "") -> str:
    """Where somebody is: the State, where one is known, and the country; "" for neither."""
    state = STATES.get(country, {}).get(region, region)
    return ", ".join(filter(None, (state, country_name(country))))


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    try:
        names = Locale.parse(to_locale(language)).territories
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("en").territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return tuple(sorted(found, key=lambda each: _as_sorted(each[1])))


def _as_sorted(name: str) -> str:
    """Accents and capitals decide nothing: Åland stands under A."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
