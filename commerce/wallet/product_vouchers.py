"""Vouchers that open a product: the wallet knows codes, and whoever sells products opens them.

One opener is registered, from `AppConfig.ready` of the app that places orders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .models import VoucherRedemption


class VoucherRefused(ValueError):
    """The voucher can't be redeemed.

    code: unknown, used, expired, stopped, already_yours, or why its product can't be had (owned, for
    example). redemption: when the same customer used it before.
    """

    def __init__(self, code: str, sentence: str, *, redemption: VoucherRedemption | None = None) -> None:
        super().__init__(sentence)
        self.code, self.redemption = code, redemption


@dataclass(frozen=True, slots=True)
class OpenedProduct:
    """What a voucher opened: its title in the active language, and the address that leads to it."""

    title: str
    url: str


class ProductOpener(Protocol):
    """Whoever sells what vouchers may open."""

    def choices(self) -> list[tuple[str, str]]:
        """What a voucher may open now: code and title, by title."""

    def open(self, redemption: VoucherRedemption, at: datetime) -> None:
        """Open the product for who used the voucher, in the transaction that counts its use.

        Raises VoucherRefused where they have it, or it can't be had; then the use isn't counted.
        """

    def opened(self, redemption: VoucherRedemption) -> OpenedProduct | None:
        """What a use has opened; None for a voucher that is worth money."""


_registered: list[ProductOpener] = []


def register(opener: ProductOpener) -> Callable[[], None]:
    """Let this one open products from now on. Returns what lets the one before it do so again."""
    _registered.append(opener)
    return lambda: _registered.remove(opener)


def opener() -> ProductOpener | None:
    """Who opens products; None where nothing is sold."""
    return _registered[-1] if _registered else None


def product_choices() -> list[tuple[str, str]]:
    """What a voucher may open now: code and title."""
    found = opener()
    return found.choices() if found is not None else []


def what_opened(redemption: VoucherRedemption) -> OpenedProduct | None:
    """What a use of a voucher has opened; None for one that put money into a wallet."""
    found = opener()
    return found.opened(redemption) if found is not None else None
