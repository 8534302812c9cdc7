"""Which pages buyers agree to on a site, for the checkout."""

from __future__ import annotations

from django.http import HttpRequest

from commerce.billing.sale_terms import SaleTerms, TermsLink

from .site_context import MenuLink, site_context_of


def terms_of_site(request: HttpRequest) -> SaleTerms:
    """The pages that the setting of the site names. No query once the site's look is known."""
    look = site_context_of(request)
    return SaleTerms(terms=_link(look.sale_terms), refunds=_link(look.refund_policy))


def _link(found: MenuLink | None) -> TermsLink | None:
    return TermsLink(found.label, found.url) if found is not None else None
