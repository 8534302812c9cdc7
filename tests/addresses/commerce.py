"""Addresses of commerce: the wallet, vouchers, products, coupons, customers and the books."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from commerce.orders.models import BasketLine, Order
from tests.addresses.asking import Ask, Table, get, named, post
from tests.roles import ADMIN, EVERY_ROLE, HELP, IN, SIGNED_IN, Academy


def save_coupon(client: Client, academy: Academy) -> Any:
    return client.post(
        reverse("catalogue_admin:new_coupon"), {"code": "NEW", "what": "percent", "percent": "10"}
    )


def on_a_line(name: str, **data: Any) -> Ask:
    """Asked about a line of the asker's own basket."""

    def ask(client: Client, academy: Academy) -> Any:
        client.post(reverse("checkout:add"), {"product": academy.product.code})
        line = BasketLine.objects.order_by("-pk").first()
        return client.post(reverse(name), {"line": line.pk if line else "", **data})

    return ask


BUYER = frozenset({IN})


def pay_again(client: Client, academy: Academy) -> Any:
    """For an order that was closed there is nothing to pay: its buyer is led to its page."""
    Order.objects.filter(pk=academy.order.pk).update(status="cancelled", closed_at=academy.order.placed_at)
    return client.post(reverse("checkout:pay_again", args=[academy.order.public_id]))


TABLE: Table = {
    "checkout:page": (get(named("checkout:page")), EVERY_ROLE),
    "checkout:add": (
        lambda client, a: client.post(reverse("checkout:add"), {"product": a.product.code}),
        EVERY_ROLE,
    ),
    "checkout:remove": (on_a_line("checkout:remove"), EVERY_ROLE),
    "checkout:gift": (on_a_line("checkout:gift", recipient="kin@example.org"), EVERY_ROLE),
    "checkout:choose": (on_a_line("checkout:choose", choices="a"), EVERY_ROLE),
    "checkout:coupon": (on_a_line("checkout:coupon", remove="NONE"), EVERY_ROLE),
    "checkout:currency": (on_a_line("checkout:currency", currency="USD"), EVERY_ROLE),
    "checkout:details": (
        post(named("checkout:details"), name="Ada", email="ada@example.org", country="DE"),
        SIGNED_IN,
    ),
    "checkout:region": (get(named("checkout:region")), EVERY_ROLE),
    "checkout:pay": (post(named("checkout:pay")), SIGNED_IN),
    "checkout:top_up": (get(named("checkout:top_up")), SIGNED_IN),
    "checkout:order": (get(named("checkout:order", "order.public_id")), BUYER),
    "checkout:come_back": (post(named("checkout:come_back", "order.public_id")), EVERY_ROLE),
    "checkout:pay_again": (pay_again, BUYER),
    "checkout:cancel": (post(named("checkout:cancel", "order.public_id")), BUYER),
    "payment_methods:own": (get(named("payment_methods:own")), SIGNED_IN),
    "payment_methods:set_default": (
        post(named("payment_methods:set_default", "payment_method.public_id")),
        BUYER,
    ),
    "payment_methods:remove": (post(named("payment_methods:remove", "payment_method.public_id")), BUYER),
    "orders:history": (get(named("orders:history")), SIGNED_IN),
    "orders:gift": (get(named("orders:gift", "gift.token")), EVERY_ROLE),
    "orders:send_gift": (
        post(named("orders:send_gift", "gift.line.order.public_id", "gift.public_id")),
        BUYER,
    ),
    "orders:correct_gift": (
        post(
            named("orders:correct_gift", "gift.line.order.public_id", "gift.public_id"),
            recipient="kin@example.org",
        ),
        BUYER,
    ),
    "orders:order": (get(named("orders:order", "order.public_id")), BUYER),
    **{
        f"academy_{name}_modeladmin_index": (
            get(named(f"academy_{name}_modeladmin_index")),
            frozenset({ADMIN, HELP}),
        )
        for name in ("orders", "payments", "refunds")
    },
    "invoices:pdf": (get(named("invoices:pdf", "invoice.number")), frozenset({IN, ADMIN, HELP})),
    "academy_invoices_modeladmin_index": (
        get(named("academy_invoices_modeladmin_index")),
        frozenset({ADMIN, HELP}),
    ),
    "academy_invoices_modeladmin_inspect": (
        get(named("academy_invoices_modeladmin_inspect", "invoice.pk")),
        frozenset({ADMIN, HELP}),
    ),
    "billing_admin:send_invoice": (
        get(named("billing_admin:send_invoice", "invoice.order.public_id", "invoice.number")),
        frozenset({ADMIN, HELP}),
    ),
    "billing_admin:reissue_invoice": (
        get(named("billing_admin:reissue_invoice", "invoice.order.public_id")),
        frozenset({ADMIN}),
    ),
    # Only of an order whose dispute was lost: commerce/billing/tests/test_corrected_invoices.py.
    "billing_admin:credit_dispute": (
        get(named("billing_admin:credit_dispute", "order.public_id")),
        frozenset(),
    ),
    "billing_admin:order": (get(named("billing_admin:order", "order.public_id")), frozenset({ADMIN, HELP})),
    # Of an order that isn't paid nothing can be refunded: commerce/billing/tests/test_order_screens.py.
    "billing_admin:refund": (get(named("billing_admin:refund", "order.public_id")), frozenset()),
    "billing_admin:transfer": (get(named("billing_admin:transfer", "order.public_id")), frozenset({ADMIN})),
    # Only of an order over nothing: commerce/billing/tests/test_product_vouchers.py.
    "billing_admin:withdraw": (get(named("billing_admin:withdraw", "order.public_id")), frozenset()),
    "billing_admin:cancel_order": (
        get(named("billing_admin:cancel_order", "order.public_id")),
        frozenset({ADMIN}),
    ),
    "academy_tax-rates_modeladmin_index": (
        get(named("academy_tax-rates_modeladmin_index")),
        frozenset({ADMIN}),
    ),
    "academy_tax-rates_modeladmin_create": (
        get(named("academy_tax-rates_modeladmin_create")),
        frozenset({ADMIN}),
    ),
    "academy_gateway-messages_modeladmin_index": (
        get(named("academy_gateway-messages_modeladmin_index")),
        frozenset({ADMIN}),
    ),
    "billing_admin:message": (get(named("billing_admin:message", "message.pk")), frozenset({ADMIN})),
    "billing_admin:look_again": (post(named("billing_admin:look_again", "message.pk")), frozenset({ADMIN})),
    "billing_admin:customer": (
        get(named("billing_admin:customer", "order.customer.public_id")),
        frozenset({ADMIN, HELP}),
    ),
    **{
        f"billing_admin:{step}_customer": (
            get(named(f"billing_admin:{step}_customer", "order.customer.public_id")),
            frozenset({ADMIN}),
        )
        for step in ("erase", "merge")
    },
    "billing_admin:revenue": (get(named("billing_admin:revenue")), frozenset({ADMIN})),
    "billing_admin:new_tax_rate": (get(named("billing_admin:new_tax_rate")), frozenset({ADMIN})),
    "billing_admin:tax_rate": (
        get(named("billing_admin:tax_rate", "tax_rate.public_id")),
        frozenset({ADMIN}),
    ),
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
