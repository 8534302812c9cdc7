"""What buyers agree to before they pay: pages that whoever runs the site names, and what the law asks for.

Which pages they are lies above: the app that knows registers it (`register`), as home does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from commerce.customers.details import BuyerDetails

from .tax.places import EUROPEAN_UNION

_UNITED_KINGDOM = "GB"
#: The kind of supply that begins at once and can't be given back: content that is there already.
_DIGITAL_CONTENT = "recorded"


@dataclass(frozen=True, slots=True)
class TermsLink:
    """A page to read: its title and address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """The pages that buyers agree to; None for one that nobody named."""

    terms: TermsLink | None = None
    refunds: TermsLink | None = None

    def __bool__(self) -> bool:
        return self.terms is not None or self.refunds is not None

    @property
    def links(self) -> tuple[TermsLink, ...]:
        return tuple(each for each in (self.terms, self.refunds) if each is not None)


_providers: list[Callable[[HttpRequest], SaleTerms]] = []


def register(provider: Callable[[HttpRequest], SaleTerms]) -> Callable[[HttpRequest], SaleTerms]:
    """Let `provider` say which pages buyers agree to on the site that was asked."""
    _providers.append(provider)
    return provider


def sale_terms(request: HttpRequest) -> SaleTerms:
    """What buyers agree to on this site; nothing where nobody says so."""
    return next(filter(bool, (provider(request) for provider in _providers)), SaleTerms())


def needs_waiver(buyer: BuyerDetails, supplies: Iterable[str], *, is_free: bool) -> bool:
    """Whether the buyer has to ask for the content at once and give up their right of withdrawal for it.

    Directive 2011/83/EU, article 16(m), and the United Kingdom's regulations of 2013: consumers who pay for
    digital content. Not those who buy for a business (they gave a tax number).
    """
    is_consumer = not buyer.tax_number
    is_there = buyer.country in EUROPEAN_UNION or buyer.country == _UNITED_KINGDOM
    return is_consumer and is_there and not is_free and _DIGITAL_CONTENT in set(supplies)
