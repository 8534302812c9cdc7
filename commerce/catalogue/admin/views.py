"""The screens of one product and of one coupon in Wagtail's admin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.forms import BaseForm, Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict

from .. import actions, policies
from ..models import Coupon, Product
from ..selectors import price_tags_at
from .forms import CouponForm, SharesForm
from .lists import coupon_url

_PRODUCTS = "academy_products_modeladmin_index"
_COUPONS = "academy_coupons_modeladmin_index"
_USES_SHOWN = 50


class ProductView(AdminFormView):
    """What a product costs now, and who gets which share of what it earns."""

    template_name = "catalogue/admin/product.html"
    page_title = gettext_lazy("Product")
    header_icon = "tag"
    refusals = (actions.SharesExceedWhole,)

    def may(self) -> Verdict:
        verdict = policies.may_see_products(self.reader)
        return self.may_save() if verdict and self.request.method == "POST" else verdict

    def may_save(self) -> Verdict:
        return policies.may_change_shares(self.reader)

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, public_id=self.kwargs["public_id"])

    def get_page_subtitle(self) -> str:
        return self.product.title

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Products"), reverse(_PRODUCTS))]

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        rows = list(self.product.payees.all())
        return SharesForm(data, rows=rows, names=_names({row.payee for row in rows}))

    def done(self, form: Any) -> None:
        actions.set_shares(product=self.product, shares=form.shares, at=self.now)
        messages.success(self.request, _("Shares saved."))

    def back(self) -> str:
        return reverse(_PRODUCTS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "product": self.product,
            "default_share": number_format(Decimal(settings.PAYEE_DEFAULT_SHARE_BP) / 100),
            "tags": price_tags_at([self.product.pk], self.now)[self.product.pk],
            "may_save": self.may_save(),
        }


class CouponBaseView(AdminFormView):
    """Something about a coupon. Whoever may see them looks."""

    header_icon = "tag"

    @cached_property
    def coupon(self) -> Coupon | None:
        """The one that the address names; None while one is made."""
        if "public_id" not in self.kwargs:
            return None
        coupons = Coupon.objects.prefetch_related("amounts", "products")
        return get_object_or_404(coupons, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        is_asked_to_write = self.request.method == "POST" or self.coupon is None
        return self.may_save() if is_asked_to_write else policies.may_see_coupons(self.reader)

    def may_save(self) -> Verdict:
        return policies.may_change_coupons(self.reader)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Coupons"), reverse(_COUPONS))]

    def back(self) -> str:
        return reverse(_COUPONS)


class CouponView(CouponBaseView):
    """Make a coupon, or change one."""

    template_name = "catalogue/admin/coupon.html"
    page_title = gettext_lazy("Coupon")

    def get_page_subtitle(self) -> str:
        return self.coupon.code if self.coupon else ""

    def form_for(self, data: Any, files: Any = None) -> CouponForm:
        return CouponForm(data, coupon=self.coupon)

    def done(self, form: Any) -> None:
        words = _("“%(code)s” updated.") if self.coupon else _("“%(code)s” created.")
        coupon = actions.keep_coupon(
            coupon=self.coupon, terms=form.terms, actor_id=self.reader.public_id, at=self.now
        )
        messages.success(self.request, words % {"code": coupon.code})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coupon, end_url = self.coupon, ""
        if coupon is not None and (coupon.ends_at is None or coupon.ends_at > self.now):
            end_url = reverse("catalogue_admin:end_coupon", args=[coupon.public_id])
        return super().get_context_data(**kwargs) | {
            "coupon": coupon,
            "uses": list(coupon.order_uses.all()[:_USES_SHOWN]) if coupon else [],
            "may_save": self.may_save(),
            "end_url": end_url,
        }


class EndCouponView(CouponBaseView):
    """Let nobody use a coupon from now on."""

    page_title = gettext_lazy("End coupon")
    button = gettext_lazy("End coupon")
    explanation = gettext_lazy("No one can use it from now on. Orders that already have it keep it.")
    is_serious = True

    def may(self) -> Verdict:
        return self.may_save()

    @property
    def the_coupon(self) -> Coupon:
        assert self.coupon is not None, "its address names a coupon"
        return self.coupon

    def get_page_subtitle(self) -> str:
        return self.the_coupon.code

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        return Form(data)

    def done(self, form: Any) -> None:
        actions.end_coupon(coupon=self.the_coupon, at=self.now)
        messages.success(self.request, _("“%(code)s” ended.") % {"code": self.the_coupon.code})

    def back(self) -> str:
        return coupon_url(self.the_coupon)


def _names(ids: set[UUID]) -> dict[UUID, str]:
    people = get_user_model().objects.filter(public_id__in=ids)
    return {person.public_id: str(person) for person in people}
