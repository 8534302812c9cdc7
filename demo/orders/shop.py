"""What stands before the first order: tax rates, coupons and vouchers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from commerce.billing.actions import RateTerms, keep_tax_rate
from commerce.catalogue.actions import CouponTerms, NewAmount, keep_coupon
from commerce.catalogue.models import Product
from commerce.catalogue.selectors import products_by_code
from commerce.wallet.actions import make_vouchers
from commerce.wallet.models import VoucherBatch
from common.money import Money
from demo.academy import DemoAcademy
from demo.plans.orders import CouponPlan, SalesPlan, VoucherPlan
from learning.access.models import BundlePage

#: The keys of whoever keeps the books, and of whoever advertises.
FINANCE, MARKETER = "ines", "milan"
#: Rates were kept long before the first order.
_RATES_SINCE = timedelta(days=400)


@dataclass
class Shop:
    """Keeps what the shop needs, by the actions that staff use."""

    academy: DemoAcademy

    def __post_init__(self) -> None:
        self.batches: dict[str, VoucherBatch] = {}
        self._bundles = {page.slug: page.bundle for page in BundlePage.objects.select_related("bundle")}

    def open(self, plan: SalesPlan) -> None:
        """Keep all rates, coupons and vouchers of the plan."""
        since = (self.academy.now - _RATES_SINCE).date().replace(month=1, day=1)
        for rate in plan.tax_rates:
            terms = RateTerms(
                country=rate.country,
                name=rate.name,
                kind=rate.kind,
                rate_bp=int(rate.rate * 100),
                is_included=rate.is_included,
                first_date=since,
            )
            keep_tax_rate(rate=None, terms=terms)
        for coupon in plan.coupons:
            self._coupon(coupon)
        for batch in plan.vouchers:
            self.batches[batch.name] = self._vouchers(batch)

    def product_code(self, slug: str) -> str:
        """The code of what a plan calls by the slug of a course or bundle, and its tier."""
        name, _colon, tier = slug.partition(":")
        if name in self.academy.courses:
            return str(self.academy.courses[name].product_code)
        return self._bundles[name].product_code(tier)

    def _coupon(self, plan: CouponPlan) -> None:
        at = self.academy.ago(plan.days_ago)
        amounts = tuple(
            NewAmount(code, Money.of(amount, code).amount_minor) for code, amount in plan.amounts.items()
        )
        codes = [self.product_code(slug) for slug in plan.products]
        products: list[Product] = list(products_by_code(codes).values())
        terms = CouponTerms(
            code=plan.code,
            percent_bp=int(plan.percent * 100) or None,
            amounts=amounts,
            product_ids=frozenset(product.pk for product in products),
            starts_at=at,
            ends_at=self.academy.ago(-plan.in_days),
            limit_total=plan.limit_total,
            limit_per_customer=plan.limit_per_customer,
            description=plan.description,
        )
        keep_coupon(coupon=None, terms=terms, actor_id=self._id(MARKETER), at=at)

    def _vouchers(self, plan: VoucherPlan) -> VoucherBatch:
        amount, _space, currency = plan.money.partition(" ")
        return make_vouchers(
            name=plan.name,
            count=plan.count,
            money=Money.of(amount, currency),
            expires_at=self.academy.ago(-plan.in_days),
            actor_id=self._id(FINANCE),
            at=self.academy.ago(plan.days_ago),
        )

    def _id(self, key: str) -> UUID:
        return self.academy.accounts[key].public_id
