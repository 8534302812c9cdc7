"""What a bundle costs, beside its page: not part of the draft. A tiered bundle has a price per tier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from commerce.catalogue.models import Price, Product
from commerce.catalogue.selectors import prices_at, products_by_code
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.money import Money
from common.verdict import Verdict
from learning.courses.editor.prices import PricesFormView

from .. import actions
from ..models import Bundle, BundlePage
from ..sales.products import source_page
from . import policies


class BundleSaleView(AdminFormView):
    """Something that acts at once beside the page of a bundle. Whoever may edit the page looks."""

    header_icon = "tag"

    @cached_property
    def bundle(self) -> Bundle:
        return get_object_or_404(Bundle, public_id=self.kwargs["public_id"])

    @cached_property
    def bundle_page(self) -> BundlePage:
        page = source_page(self.bundle)
        if page is None:
            raise Http404("the bundle has no page any more")
        return page

    def may(self) -> Verdict:
        verdict = policies.may_see_bundle_prices(self.reader, self.bundle_page)
        return self.may_save() if verdict and self.request.method == "POST" else verdict

    def may_save(self) -> Verdict:
        return policies.may_set_bundle_prices(self.reader, self.bundle_page)

    def get_page_subtitle(self) -> str:
        return self.bundle_page.get_admin_display_title()

    def page_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.bundle_page.pk])

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.get_page_subtitle(), self.page_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"may_save": self.may_save(), "page": self.bundle_page}


class BundlePricesView(PricesFormView, BundleSaleView):
    """Change what a bundle, or one of its tiers, costs. number: the place of the tier, from 1."""

    template_name = "access/admin/bundle_prices.html"
    page_title = gettext_lazy("Prices")
    explanation = gettext_lazy(
        "Prices aren't part of the draft. Without a date, changes apply as soon as you save them."
    )

    @cached_property
    def tiers(self) -> list[str]:
        """In their order; one without a name where there are no tiers."""
        return list(self.bundle_page.tiers()) or [""]

    @cached_property
    def tier(self) -> str:
        number = self.kwargs.get("number", 1)
        if not 0 < number <= len(self.tiers):
            raise Http404("the bundle has no such tier")
        return self.tiers[number - 1]

    @cached_property
    def product(self) -> Product | None:
        code = self.bundle.product_code(self.tier)
        return products_by_code([code]).get(code)

    def set_prices(
        self, prices: Sequence[Money], from_at: datetime | None, until_at: datetime | None
    ) -> None:
        actions.set_bundle_prices(
            bundle=self.bundle,
            tier=self.tier,
            prices=prices,
            from_at=from_at,
            until_at=until_at,
            actor=self.reader,
            at=self.now,
        )

    def withdraw(self, price: Price) -> None:
        actions.withdraw_bundle_price(price=price, actor=self.reader, at=self.now)

    def back(self) -> str:
        return self.page_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [
            (name, reverse("access_admin:bundle_tier_prices", args=[self.bundle.public_id, number]))
            for number, name in enumerate(self.tiers, start=1)
        ]
        return super().get_context_data(**kwargs) | {
            "tier": self.tier,
            "tiers": steps if len(steps) > 1 else [],
            "owned_form": OwnedCoursesForm(initial={"leaves_out_owned": self.bundle.leaves_out_owned}),
            "owned_url": reverse("access_admin:bundle_owned", args=[self.bundle.public_id]),
        }


class OwnedCoursesForm(forms.Form):
    """Whether whoever has some of the courses pays less for the others."""

    leaves_out_owned = forms.BooleanField(
        label=gettext_lazy("Leave out courses the buyer already owns"),
        required=False,
        help_text=gettext_lazy("The price drops by those courses' share of it, based on their list prices."),
    )


class BundleOwnedView(BundleSaleView):
    """Say whether a bundle leaves out what the buyer has."""

    page_title = gettext_lazy("Courses the buyer already owns")

    def form_for(self, data: Any, files: Any = None) -> OwnedCoursesForm:
        return OwnedCoursesForm(data, initial={"leaves_out_owned": self.bundle.leaves_out_owned})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form stands on the screen of prices."""
        return redirect(self.back())

    def done(self, form: Any) -> None:
        actions.leave_out_owned(bundle=self.bundle, leaves_out=form.cleaned_data["leaves_out_owned"])
        messages.success(self.request, _("Saved. The change applies immediately."))

    def back(self) -> str:
        return reverse("access_admin:bundle_prices", args=[self.bundle.public_id])


class BundlePricesPanel(Panel):
    """In the editor of a bundle: what it costs, and the way to where that is changed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "access/admin/bundle_prices_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            bundle: Bundle | None = getattr(self.instance, "bundle", None) if self.instance.pk else None
            return context | {"bundle": bundle, "tiers": _tier_prices(bundle) if bundle else ()}


def _tier_prices(bundle: Bundle) -> list[tuple[str, list[Money]]]:
    """What each tier costs now. Four queries."""
    page = source_page(bundle)
    names = list(page.tiers()) if page is not None else []
    codes = {name: bundle.product_code(name) for name in names}
    products = products_by_code(codes.values())
    prices = prices_at([product.pk for product in products.values()], timezone.now())
    return [
        (name, list(prices[products[code].pk].values()) if code in products else [])
        for name, code in codes.items()
    ]
