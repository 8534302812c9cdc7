"""Which products, which prices and which coupons, in the words of the trade."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from common.append_only import AppendOnlyQuerySet

if TYPE_CHECKING:
    from .models import Coupon, Price, Product  # noqa: F401


class ProductQuerySet(models.QuerySet["Product"]):
    def on_sale(self) -> ProductQuerySet:
        return self.filter(is_active=True)

    def with_codes(self, codes: Collection[str]) -> ProductQuerySet:
        return self.filter(code__in=codes)

    def whose_prices_changed(self, moment: datetime) -> ProductQuerySet:
        """Those of which a dated price began or ended by `moment`, and nobody was told."""
        return self.filter(next_change_at__lte=moment).order_by("next_change_at", "pk")


class PriceQuerySet(AppendOnlyQuerySet):
    def of_products(self, product_ids: Iterable[int], interval: str) -> PriceQuerySet:
        """All prices that these products had, have or will have, with what was withdrawn of them."""
        found: PriceQuerySet = self.filter(product__in=list(product_ids), interval=interval)
        return found.select_related("withdrawal")

    def holding_at(self, moment: datetime) -> PriceQuerySet:
        """Prices whose time the moment lies in; the end is exclusive. Several of one product may hold."""
        not_over = Q(valid_until__isnull=True) | Q(valid_until__gt=moment)
        not_withdrawn = Q(withdrawal__isnull=True) | Q(withdrawal__at__gt=moment)
        found: PriceQuerySet = self.filter(not_over, not_withdrawn, valid_from__lte=moment)
        return found


class CouponQuerySet(models.QuerySet["Coupon"]):
    def open_at(self, moment: datetime) -> CouponQuerySet:
        begun = Q(starts_at__isnull=True) | Q(starts_at__lte=moment)
        return self.filter(begun, Q(ends_at__isnull=True) | Q(ends_at__gt=moment))

    def with_uses_left(self) -> CouponQuerySet:
        return self.filter(Q(limit_total__isnull=True) | Q(uses__lt=F("limit_total")))
