"""Which taxes a sale bears: by where the seller and the buyer are, and what kind of supply it is.

Sources: Directive 2006/112/EC, articles 44, 58 and 196 (electronically supplied services are taxed where the
buyer is; a business in another member state accounts for the tax itself), and since 2025-01-01 Directive
2022/542 (lessons held live over the internet likewise). India: IGST Act, sections 7, 8 and 12(2)(b): within
one State CGST and SGST (UTGST in a territory) share the rate, across States it is IGST, and the buyer's State
decides, whatever the amount. Elsewhere: the rate that is kept for the buyer's country and region, if any.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .places import COUNTRIES_TAXED_BY_REGION, EUROPEAN_UNION, INDIAN_TERRITORIES


class Rounding(StrEnum):
    """What becomes of exactly half a minor unit of tax."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class TaxNote(StrEnum):
    """Why a sale bears no tax, where an invoice has to say so."""

    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"


class RegionRequired(ValueError):
    """The buyer's State decides the tax, and is not known yet."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate as it is kept. region, supply: empty for all. rate_bp: in hundredths of a percent.

    is_included: whether prices of this country are shown with the tax in them.
    """

    country: str
    name: str
    rate_bp: int
    region: str = ""
    supply: str = ""
    is_included: bool = False
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class TaxPlace:
    """Where somebody is, for tax. country: ISO alpha-2. region: the part of ISO 3166-2 after the dash."""

    country: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class NamedRate:
    """A tax as it stands on the invoice, and its rate in hundredths of a percent."""

    name: str
    rate_bp: int


@dataclass(frozen=True, slots=True)
class TaxDecision:
    """What one kind of supply to one buyer bears.

    taxes: none where none is due. is_included: whether the shown price has them in it; `taken_out_bp` is the
    rate to take out of such a price where none is due (so that a business abroad pays the net price).
    """

    taxes: tuple[NamedRate, ...] = ()
    is_included: bool = False
    taken_out_bp: int = 0
    note: TaxNote | None = None
    rounding: Rounding = Rounding.HALF_UP


def decide(
    *, seller: TaxPlace, buyer: TaxPlace, has_valid_number: bool, supply: str, rates: Iterable[Rate]
) -> TaxDecision:
    """Which taxes the supply bears. rates: those valid at the moment of the sale, of any country.

    has_valid_number: whether the buyer gave a tax number of their country whose form and check digits are
    right. Raises RegionRequired when a rate of the buyer's country hangs on a State that is not given.
    """
    rate = _rate_for(buyer, supply, rates)
    if seller.country == buyer.country == "IN" and rate is not None:
        return _within_india(seller, buyer, rate)
    home = _rate_for(TaxPlace(seller.country, seller.region), supply, rates, asks_region=False)
    shown_with = rate or home
    in_union = {seller.country, buyer.country} <= EUROPEAN_UNION
    if in_union and seller.country != buyer.country and has_valid_number:
        return _without_tax(shown_with, TaxNote.REVERSE_CHARGE)
    if rate is None:
        is_abroad = bool(buyer.country) and buyer.country != seller.country
        return _without_tax(home, TaxNote.EXPORT if is_abroad and home is not None else None)
    return TaxDecision((NamedRate(rate.name, rate.rate_bp),), rate.is_included, 0, None, rate.rounding)


def needs_region(seller: TaxPlace, country: str, rates: Iterable[Rate]) -> bool:
    """Whether the State has to be asked before tax can be shown."""
    if country not in COUNTRIES_TAXED_BY_REGION:
        return False
    return country == seller.country == "IN" or any(rate.country == country and rate.region for rate in rates)


def _rate_for(
    place: TaxPlace, supply: str, rates: Iterable[Rate], *, asks_region: bool = True
) -> Rate | None:
    """The most exact rate of a place: one for the region before the country's, for the supply before all."""
    of_country = [rate for rate in rates if rate.country == place.country and rate.supply in ("", supply)]
    if asks_region and not place.region and any(rate.region for rate in of_country):
        raise RegionRequired(place.country)
    fitting = [rate for rate in of_country if rate.region in ("", place.region)]
    return max(fitting, key=lambda rate: (bool(rate.region), bool(rate.supply)), default=None)


def _within_india(seller: TaxPlace, buyer: TaxPlace, rate: Rate) -> TaxDecision:
    if not buyer.region:
        raise RegionRequired("IN")
    if buyer.region != seller.region:
        taxes: tuple[NamedRate, ...] = (NamedRate("IGST", rate.rate_bp),)
    else:
        of_state = "UTGST" if buyer.region in INDIAN_TERRITORIES else "SGST"
        half = rate.rate_bp // 2
        taxes = (NamedRate("CGST", half), NamedRate(of_state, rate.rate_bp - half))
    return TaxDecision(taxes, rate.is_included, 0, None, rate.rounding)


def _without_tax(shown_with: Rate | None, note: TaxNote | None) -> TaxDecision:
    taken_out = shown_with.rate_bp if shown_with is not None and shown_with.is_included else 0
    rounding = shown_with.rounding if shown_with is not None else Rounding.HALF_UP
    return TaxDecision((), False, taken_out, note, rounding)
