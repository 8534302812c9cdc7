"""What can be done to products, prices and coupons."""

from .coupons import (
    CouponRefused,
    CouponTerms,
    NewAmount,
    end_coupon,
    keep_coupon,
    release_coupons,
    reserve_coupon,
    use_coupons,
)
from .prices import (
    PriceIsStanding,
    SaleWithoutTime,
    set_prices,
    tell_changed_prices,
    withdraw_price,
)
from .products import (
    PayeeShare,
    SharesExceedWhole,
    equal_shares,
    keep_product,
    know_product,
    retire_product,
    set_shares,
)

__all__ = [
    "CouponRefused",
    "CouponTerms",
    "NewAmount",
    "PayeeShare",
    "PriceIsStanding",
    "SaleWithoutTime",
    "SharesExceedWhole",
    "end_coupon",
    "equal_shares",
    "keep_coupon",
    "keep_product",
    "know_product",
    "release_coupons",
    "reserve_coupon",
    "retire_product",
    "set_prices",
    "set_shares",
    "tell_changed_prices",
    "use_coupons",
    "withdraw_price",
]
