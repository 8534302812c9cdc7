"""What each group may do to products and coupons. Prices are set by whoever may change what is sold."""

PERMISSIONS = {
    "Finance": [
        "catalogue.view_product",
        "catalogue.change_product",
        "catalogue.view_coupon",
        "catalogue.change_coupon",
    ],
    "Marketer": [
        "catalogue.view_product",
        "catalogue.view_coupon",
        "catalogue.change_coupon",
    ],
    "Support": [
        "catalogue.view_product",
        "catalogue.view_coupon",
    ],
    "Administrator": [
        "catalogue.view_product",
        "catalogue.change_product",
        "catalogue.view_coupon",
        "catalogue.change_coupon",
    ],
}
