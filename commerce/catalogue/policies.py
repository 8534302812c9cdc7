"""Whether a coupon may be used, and what staff may do about products and coupons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from common.verdict import Verdict

from .discounts import PricedLine, reaches_minimum
from .models import Coupon, CouponTally
from .selectors import rule_of

if TYPE_CHECKING:
    from accounts.models import User


def may_use_coupon(
    coupon: Coupon | None,
    *,
    lines: Sequence[PricedLine],
    currency: str,
    customer_id: UUID | None,
    moment: datetime,
) -> Verdict:
    """Whether a customer may put a coupon on an order of these lines (before discounts). At most three
    queries.

    coupon: None where nobody knows the code. Whether it is still there when the order is placed says
    `actions.reserve_coupon` alone.
    """
    if coupon is None or not coupon.is_open_at(moment):
        # One answer for both: a code that is over isn't told from one that was made up.
        return Verdict.no("unknown_coupon", _("This coupon code isn't valid."))
    if coupon.limit_total is not None and coupon.uses >= coupon.limit_total:
        return Verdict.no("used_up", _("This coupon is no longer available."))
    if _has_used(coupon, customer_id):
        return Verdict.no("used_already", _("You've already used this coupon."))
    rule = rule_of(coupon, currency)
    if rule is None:
        words = _("This coupon can't be used with %(currency)s.")
        return Verdict.no("other_currency", words % {"currency": currency})
    if not any(rule.is_for(line) for line in lines):
        return Verdict.no("other_products", _("This coupon doesn't apply to anything in your order."))
    if not reaches_minimum(lines, rule):
        assert rule.minimum is not None, "only a minimum is missed"
        words = _("This coupon needs an order of at least %(amount)s.")
        return Verdict.no("below_minimum", words % {"amount": rule.minimum.format()})
    return Verdict.yes()


def _has_used(coupon: Coupon, customer_id: UUID | None) -> bool:
    if customer_id is None or coupon.limit_per_customer is None:
        return False
    tallies = CouponTally.objects.filter(coupon=coupon, customer_id=customer_id)
    return tallies.filter(uses__gte=coupon.limit_per_customer).exists()


def may_see_products(user: User) -> Verdict:
    """Read the list of products, and what they cost."""
    if user.has_perm("catalogue.view_product"):
        return Verdict.yes()
    return Verdict.no("not_sales", _("Your role doesn't allow you to view products."))


def may_see_coupons(user: User) -> Verdict:
    """Read the list of coupons, and which orders used them."""
    if user.has_perm("catalogue.view_coupon"):
        return Verdict.yes()
    return Verdict.no("not_sales", _("Your role doesn't allow you to view coupons."))


def may_change_shares(user: User) -> Verdict:
    """Say who gets which share of what a product earns."""
    if user.has_perm("catalogue.change_product"):
        return Verdict.yes()
    return Verdict.no("not_sales", _("Your role doesn't allow you to change products."))


def may_change_coupons(user: User) -> Verdict:
    """Make, change and end coupons."""
    if user.has_perm("catalogue.change_coupon"):
        return Verdict.yes()
    return Verdict.no("not_sales", _("Your role doesn't allow you to change coupons."))
