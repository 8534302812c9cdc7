"""What the form that orders and pays shows, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..sale_terms import SaleTerms
from .forms import PayForm
from .ways_to_pay import WaysToPay


@dataclass(frozen=True, slots=True)
class PayingFace:
    """What it shows that is the same for all to whom it is offered so. total: written out.

    has_wallet: whether a part or all may come from the wallet.
    """

    ways: WaysToPay
    currency: str
    total: str
    is_free: bool
    terms: SaleTerms
    needs_waiver: bool
    has_wallet: bool

    @property
    def can_be_paid(self) -> bool:
        """Whether there is any way at all."""
        return self.is_free or bool(self.ways) or self.has_wallet

    @property
    def is_plain(self) -> bool:
        """Whether no method of the buyer's own is among the ways."""
        return not (self.ways.kept or self.ways.expired)

    def form(self, data: Any = None, *, agreed: str, wallet_label: str, must_choose: bool = True) -> PayForm:
        """The form, as it was sent (data) or as it is shown first."""
        return PayForm(
            data,
            ways=self.ways,
            must_choose=must_choose,
            terms=self.terms,
            needs_waiver=self.needs_waiver,
            wallet_label=wallet_label if self.has_wallet else "",
            initial={"agreed": agreed, "total": self.total, "uses_wallet": self.has_wallet},
        )


@dataclass(frozen=True, slots=True)
class Paying:
    """The form of one buyer. agreed: the fingerprint of the quote that they are shown. wallet_label: what may
    come from their wallet, in words. must_choose: whether something is left for a provider.
    """

    face: PayingFace
    agreed: str
    wallet_label: str
    must_choose: bool

    def form(self, data: Any = None) -> PayForm:
        """The form, as it was sent (data) or as it is shown first."""
        return self.face.form(
            data, agreed=self.agreed, wallet_label=self.wallet_label, must_choose=self.must_choose
        )
