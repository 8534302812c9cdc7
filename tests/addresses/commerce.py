"""Addresses of commerce: the wallet, vouchers, products, coupons, customers and the books."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.addresses.asking import Table, get, named, post
from tests.roles import ADMIN, HELP, SIGNED_IN, Academy


def save_coupon(client: Client, academy: Academy) -> Any:
    return client.post(
        reverse("catalogue_admin:new_coupon"), {"code": "NEW", "what": "percent", "percent": "10"}
    )


TABLE: Table = {
    "academy_products_modeladmin_index": (
        get(named("academy_products_modeladmin_index")),
        frozenset({ADMIN, HELP}),
    ),
    "academy_coupons_modeladmin_index": (
        get(named("academy_coupons_modeladmin_index")),
        frozenset({ADMIN, HELP}),
    ),
    "academy_coupons_modeladmin_create": (
        get(named("academy_coupons_modeladmin_create")),
        frozenset({ADMIN}),
    ),
    "catalogue_admin:product": (
        get(named("catalogue_admin:product", "product.public_id")),
        frozenset({ADMIN, HELP}),
    ),
    "catalogue_admin:new_coupon": (save_coupon, frozenset({ADMIN})),
    "catalogue_admin:coupon": (
        get(named("catalogue_admin:coupon", "coupon.public_id")),
        frozenset({ADMIN, HELP}),
    ),
    "catalogue_admin:end_coupon": (
        post(named("catalogue_admin:end_coupon", "coupon.public_id")),
        frozenset({ADMIN}),
    ),
    "wallet:own": (get(named("wallet:own")), SIGNED_IN),
    "wallet:redeem": (
        lambda client, a: client.post(reverse("wallet:redeem"), {"code": a.vouchers.vouchers.first().code}),
        SIGNED_IN,
    ),
    "wallet_admin:make": (get(named("wallet_admin:make")), frozenset({ADMIN})),
    "wallet_admin:batch": (
        get(named("wallet_admin:batch", "vouchers.public_id")),
        frozenset({ADMIN, HELP}),
    ),
    "wallet_admin:print": (get(named("wallet_admin:print", "vouchers.public_id")), frozenset({ADMIN})),
    "wallet_admin:export": (get(named("wallet_admin:export", "vouchers.public_id")), frozenset({ADMIN})),
    "wallet_admin:stop": (post(named("wallet_admin:stop", "vouchers.public_id")), frozenset({ADMIN})),
    "academy_vouchers_modeladmin_index": (
        get(named("academy_vouchers_modeladmin_index")),
        frozenset({ADMIN, HELP}),
    ),
    "academy_customers_modeladmin_index": (
        get(named("academy_customers_modeladmin_index")),
        frozenset({ADMIN, HELP}),
    ),
    "academy_ledger_modeladmin_index": (get(named("academy_ledger_modeladmin_index")), frozenset({ADMIN})),
    "ledger_books": (get(named("ledger_books")), frozenset({ADMIN})),
}
