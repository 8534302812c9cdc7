"""Whether a tax number can be one: its form and check digits, by python-stdnum. Never asks another server.

A number that passes may still belong to nobody; what is sold without tax on the strength of it is the
seller's to prove. Where python-stdnum 2.2 knows less than the tax office, the table here adds to it: it
refuses India's State codes 38 (Ladakh), 97 (other territory) and 99 (other country), which are in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from stdnum import get_cc_module, luhn
from stdnum.exceptions import ValidationError

from .models import Customer

Status = Customer.TaxNumberStatus

#: The kinds of number that a country's businesses are known by; "vat" where none stands here.
_KINDS = {"IN": "gstin"}
#: Greece is GR in addresses and EL in its VAT numbers and in the Union's register.
_SPELT = {"GR": "EL"}
_INDIAN_STATES = frozenset(f"{number:02d}" for number in range(1, 39)) | {"97", "99"}
_GSTIN_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GSTIN_LENGTH = 15


@dataclass(frozen=True, slots=True)
class TaxNumberCheck:
    """What could be found out about a number. number: as it is written on an invoice."""

    number: str
    status: Customer.TaxNumberStatus


def check(country: str, number: str) -> TaxNumberCheck:
    """Check a tax number of a country (ISO alpha-2).

    A country whose numbers python-stdnum does not know leaves it unchecked, as typed. Any text is accepted.
    """
    typed = " ".join(number.split()).upper()
    if not typed:
        return TaxNumberCheck("", Status.UNCHECKED)
    if country == "IN":
        return _checked_gstin(typed)
    rules = _rules_of(country)
    if rules is None:
        return TaxNumberCheck(typed, Status.UNCHECKED)
    try:
        compact = str(rules.validate(typed))
    except ValidationError:
        return TaxNumberCheck(typed, Status.INVALID)
    return TaxNumberCheck(_with_prefix(country, compact, rules), Status.VALID)


def _rules_of(country: str) -> ModuleType | None:
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        return None
    found: Any = get_cc_module(country.lower(), _KINDS.get(country, "vat"))
    return found if found is not None else None


def _with_prefix(country: str, compact: str, rules: ModuleType) -> str:
    """VAT numbers of the Union carry their country; others stand as their country writes them."""
    in_union: Any = get_cc_module("eu", "vat")
    prefix = _SPELT.get(country, country)
    if country.lower() not in in_union.MEMBER_STATES:
        return compact
    bare = compact.removeprefix(country).removeprefix(prefix)
    return f"{prefix}{bare}"


def _checked_gstin(typed: str) -> TaxNumberCheck:
    """A GSTIN: State, PAN, number of the registration, Z and a check letter (Luhn over 36 letters)."""
    number = typed.replace(" ", "").replace("-", "")
    is_one = (
        len(number) == _GSTIN_LENGTH
        and all(letter in _GSTIN_LETTERS for letter in number)
        and number[:2] in _INDIAN_STATES
        and luhn.is_valid(number, _GSTIN_LETTERS)
    )
    return TaxNumberCheck(number if is_one else typed, Status.VALID if is_one else Status.INVALID)
