"""The lists of orders, payments and refunds in the Wagtail admin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commerce.gateways.base import registered
from commerce.orders.models import Order
from commerce.sales_menu import KnownValuesFilter, SalesAdmin
from common.money import Money

from ..checkout.history import gateway_label, state_of
from ..models import Payment, Refund
from ..postings import WALLET
from ..provider_words import method_of_payment, problem_of_payment, problem_of_refund, with_code


def order_url(order: Order) -> str:
    return reverse("billing_admin:order", args=[order.public_id])


class ProviderFilter(SimpleListFilter):
    """By payment provider, as buyers know it: those of this site, without looking for what rows have."""

    title = _("provider")
    parameter_name = "gateway"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        codes = [WALLET, *(gateway.code for gateway in registered())]
        return [(code, gateway_label(code)) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        code = self.value()
        return queryset.filter(gateway=code) if code else queryset


def linked(order: Order) -> SafeString:
    """The order's number, which leads to its screen."""
    return format_html('<a href="{}">{}</a>', order_url(order), order.number)


class OrderAdmin(SalesAdmin):
    model = Order
    menu_label = _("Orders")
    menu_icon = "doc-full"
    menu_order = 10
    base_url_path = "academy/orders"
    inspect_view_enabled = False
    joined = ("customer",)
    list_display = ("order", "buyer_name", "state", "total_money", "refunded_money", "placed_at")
    list_filter = ("status", "dispute", ("currency", KnownValuesFilter), "placed_at")
    list_export = (
        "number", "customer", "status", "dispute", "currency", "net_amount", "tax_amount", "discount_amount",
        "total_amount", "paid_amount", "refunded_amount", "placed_at", "paid_at", "closed_at",
    )  # fmt: skip
    search_fields = ("number", "customer__name", "customer__email")
    ordering = ("-placed_at", "-pk")

    def order(self, order: Order) -> SafeString:
        return linked(order)

    order.short_description = _("order")  # type: ignore[attr-defined]
    order.admin_order_field = "number"  # type: ignore[attr-defined]

    def buyer_name(self, order: Order) -> str:
        return str(order.buyer.get("name") or order.customer)

    buyer_name.short_description = _("buyer")  # type: ignore[attr-defined]

    def state(self, order: Order) -> str:
        return state_of(order).label

    state.short_description = _("status")  # type: ignore[attr-defined]
    state.admin_order_field = "status"  # type: ignore[attr-defined]

    def total_money(self, order: Order) -> str:
        return order.total.format()

    total_money.short_description = _("total")  # type: ignore[attr-defined]

    def refunded_money(self, order: Order) -> str:
        return order.refunded.format() if order.refunded_minor else ""

    refunded_money.short_description = _("refunded")  # type: ignore[attr-defined]

    def net_amount(self, order: Order) -> Decimal:
        return order.net.amount

    net_amount.short_description = _("net")  # type: ignore[attr-defined]

    def tax_amount(self, order: Order) -> Decimal:
        return order.tax.amount

    tax_amount.short_description = _("tax")  # type: ignore[attr-defined]

    def discount_amount(self, order: Order) -> Decimal:
        return order.discount.amount

    discount_amount.short_description = _("discount")  # type: ignore[attr-defined]

    def total_amount(self, order: Order) -> Decimal:
        return order.total.amount

    total_amount.short_description = _("total")  # type: ignore[attr-defined]

    def paid_amount(self, order: Order) -> Decimal:
        return order.paid.amount

    paid_amount.short_description = _("amount paid")  # type: ignore[attr-defined]

    def refunded_amount(self, order: Order) -> Decimal:
        return order.refunded.amount

    refunded_amount.short_description = _("amount refunded")  # type: ignore[attr-defined]


class _MoneyAdmin(SalesAdmin):
    """What payments and refunds have in common."""

    inspect_view_enabled = True
    joined: tuple[str, ...] = ("order",)
    ordering = ("-created_at", "-pk")

    def called(self, row: Any) -> str:
        return f"{self.money(row)} · {row.order.number}"

    def order_link(self, row: Any) -> SafeString:
        return linked(row.order)

    order_link.short_description = _("order")  # type: ignore[attr-defined]

    def code(self, row: Any) -> str:
        return str(row.problem)

    code.short_description = _("provider's code")  # type: ignore[attr-defined]

    def money(self, row: Any) -> str:
        return Money(row.amount_minor, row.currency).format()

    money.short_description = _("amount")  # type: ignore[attr-defined]
    money.admin_order_field = "amount_minor"  # type: ignore[attr-defined]

    def amount(self, row: Any) -> Decimal:
        return Money(row.amount_minor, row.currency).amount

    amount.short_description = _("amount")  # type: ignore[attr-defined]


class PaymentAdmin(_MoneyAdmin):
    model = Payment
    menu_label = _("Payments")
    menu_icon = "download"
    menu_order = 15
    base_url_path = "academy/payments"
    list_display = ("money", "order_link", "provider", "status", "why", "created_at")
    list_filter = ("status", ProviderFilter, ("currency", KnownValuesFilter), "created_at")
    list_export = (
        "order", "provider", "status", "currency", "amount", "gateway_reference", "transaction_id", "why",
        "code", "created_at", "confirmed_at",
    )  # fmt: skip
    search_fields = ("order__number", "gateway_reference", "transaction_id")
    inspect_view_fields = (
        "money", "order_link", "provider", "status", "paid_with", "why_with_code", "public_id",
        "gateway_reference", "transaction_id", "created_at", "expires_at", "confirmed_at",
    )  # fmt: skip

    def provider(self, payment: Payment) -> str:
        return gateway_label(payment.gateway)

    provider.short_description = _("provider")  # type: ignore[attr-defined]
    provider.admin_order_field = "gateway"  # type: ignore[attr-defined]

    def paid_with(self, payment: Payment) -> str:
        return method_of_payment(payment)

    paid_with.short_description = _("paid with")  # type: ignore[attr-defined]

    def why(self, payment: Payment) -> str:
        return problem_of_payment(payment)

    why.short_description = _("problem")  # type: ignore[attr-defined]
    why.admin_order_field = "problem"  # type: ignore[attr-defined]

    def why_with_code(self, payment: Payment) -> SafeString | str:
        return with_code(problem_of_payment(payment), payment.problem)

    why_with_code.short_description = _("problem")  # type: ignore[attr-defined]


class RefundAdmin(_MoneyAdmin):
    model = Refund
    menu_label = _("Refunds")
    menu_icon = "rotate"
    menu_order = 20
    base_url_path = "academy/refunds"
    joined = ("order", "capture")
    list_display = ("money", "order_link", "status", "reason", "withdraws_access", "created_at")
    list_filter = ("status", "reason", "withdraws_access", ("currency", KnownValuesFilter), "created_at")
    list_export = (
        "order", "status", "currency", "amount", "reason", "note", "withdraws_access", "gateway_reference",
        "why", "code", "created_at", "settled_at",
    )  # fmt: skip
    search_fields = ("order__number", "gateway_reference")
    inspect_view_fields = (
        "money", "order_link", "provider", "status", "reason", "note", "withdraws_access", "why_with_code",
        "public_id", "gateway_reference", "created_at", "settled_at",
    )  # fmt: skip

    def provider(self, refund: Refund) -> str:
        return gateway_label(refund.capture.gateway)

    provider.short_description = _("provider")  # type: ignore[attr-defined]

    def why(self, refund: Refund) -> str:
        return problem_of_refund(refund)

    why.short_description = _("problem")  # type: ignore[attr-defined]

    def why_with_code(self, refund: Refund) -> SafeString | str:
        return with_code(problem_of_refund(refund), refund.problem)

    why_with_code.short_description = _("problem")  # type: ignore[attr-defined]
