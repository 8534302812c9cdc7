"""The lists of products and coupons in the Wagtail admin. Each row leads to its screen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commerce.sales_menu import NamedValuesFilter, SalesAdmin
from common.admin.readonly_admin import ReadOnly

from .. import policies, sellers
from ..models import Coupon, Product


class ProductKindFilter(NamedValuesFilter):
    """By type, as whoever sells it calls it."""

    named = staticmethod(sellers.label_of)


class ProductAdmin(SalesAdmin):
    model = Product
    menu_label = gettext_lazy("Products")
    menu_icon = "tag"
    menu_order = 30
    base_url_path = "academy/products"
    inspect_view_enabled = False
    list_display = ("product", "type", "supply", "is_active", "has_own_shares", "code")
    list_filter = ("is_active", ("kind", ProductKindFilter), "supply")
    list_export = ("code", "title", "type", "supply", "is_active", "has_own_shares", "created_at")
    search_fields = ("title", "code")
    ordering = ("title", "pk")

    def product(self, product: Product) -> SafeString:
        return format_html('<a href="{}">{}</a>', product_url(product), product.title)

    product.short_description = gettext_lazy("product")  # type: ignore[attr-defined]
    product.admin_order_field = "title"  # type: ignore[attr-defined]

    def type(self, product: Product) -> str:
        return sellers.label_of(product.kind)

    type.short_description = gettext_lazy("type")  # type: ignore[attr-defined]
    type.admin_order_field = "kind"  # type: ignore[attr-defined]


class CouponTimeFilter(SimpleListFilter):
    """By where coupons are in their time."""

    title = gettext_lazy("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [("open", _("Active")), ("ahead", _("Upcoming")), ("over", _("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now, state = timezone.now(), self.value()
        if state == "open":
            return queryset.open_at(now)  # type: ignore[attr-defined]
        states = {"ahead": Q(starts_at__gt=now), "over": Q(ends_at__lte=now)}
        return queryset.filter(states[state]) if state in states else queryset


class CouponPermissions(ReadOnly):
    """Who may make coupons is told by `policies`."""

    def user_can_create(self, user: Any) -> bool:
        return bool(policies.may_change_coupons(user))


class CouponAdmin(SalesAdmin):
    model = Coupon
    menu_label = gettext_lazy("Coupons")
    menu_icon = "tag"
    menu_order = 50
    base_url_path = "academy/coupons"
    permission_helper_class = CouponPermissions
    inspect_view_enabled = False
    list_display = ("coupon", "takes_off", "begins", "ends", "used", "limit_per_customer", "description")
    list_filter = (CouponTimeFilter, "is_stackable", "starts_at", "ends_at")
    list_export = (
        "code",
        "takes_off",
        "starts_at",
        "ends_at",
        "uses",
        "limit_total",
        "limit_per_customer",
        "is_stackable",
        "description",
        "created_at",
    )
    search_fields = ("code", "description")
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("amounts")

    def create_view(self, request: HttpRequest) -> HttpResponse:
        return redirect("catalogue_admin:new_coupon")

    def coupon(self, coupon: Coupon) -> SafeString:
        return format_html('<a href="{}">{}</a>', coupon_url(coupon), coupon.code)

    coupon.short_description = gettext_lazy("coupon")  # type: ignore[attr-defined]
    coupon.admin_order_field = "code"  # type: ignore[attr-defined]

    def takes_off(self, coupon: Coupon) -> str:
        if coupon.percent_bp is not None:
            return f"{number_format(Decimal(coupon.percent_bp) / 100)}%"
        offs = [amount.off for amount in coupon.amounts.all()]
        return ", ".join(off.format() for off in offs if off is not None)

    takes_off.short_description = gettext_lazy("discount")  # type: ignore[attr-defined]

    def begins(self, coupon: Coupon) -> str:
        return _written(coupon.starts_at)

    begins.short_description = gettext_lazy("starts")  # type: ignore[attr-defined]
    begins.admin_order_field = "starts_at"  # type: ignore[attr-defined]

    def ends(self, coupon: Coupon) -> str:
        return _written(coupon.ends_at)

    ends.short_description = gettext_lazy("ends")  # type: ignore[attr-defined]
    ends.admin_order_field = "ends_at"  # type: ignore[attr-defined]

    def used(self, coupon: Coupon) -> str:
        if coupon.limit_total is None:
            return str(coupon.uses)
        return _("%(used)d of %(limit)d") % {"used": coupon.uses, "limit": coupon.limit_total}

    used.short_description = gettext_lazy("used")  # type: ignore[attr-defined]
    used.admin_order_field = "uses"  # type: ignore[attr-defined]


def product_url(product: Product) -> str:
    return reverse("catalogue_admin:product", args=[product.public_id])


def coupon_url(coupon: Coupon) -> str:
    return reverse("catalogue_admin:coupon", args=[coupon.public_id])


def _written(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"
