"""Products, what they cost and whom they pay; coupons, and the orders that use them."""

from .coupons import Coupon, CouponAmount, CouponTally, CouponUse
from .prices import Interval, Price, PriceWithdrawal
from .products import Payee, Product, Supply

__all__ = [
    "Coupon",
    "CouponAmount",
    "CouponTally",
    "CouponUse",
    "Interval",
    "Payee",
    "Price",
    "PriceWithdrawal",
    "Product",
    "Supply",
]
