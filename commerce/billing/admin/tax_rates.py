"""Tax rates in the Wagtail admin: their list, and the form of one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from commerce.catalogue.models import Supply
from commerce.sales_menu import CountryFilter, SalesAdmin
from common.admin.readonly_admin import ReadOnly
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict

from .. import actions, policies
from ..checkout.countries import countries, country_name
from ..models import TaxRate
from ..models.tax_rates import ROUNDINGS
from ..tax.states import STATES

LIST = "academy_tax-rates_modeladmin_index"


class TaxRatePermissions(ReadOnly):
    """Who may make rates is told by `policies`."""

    def user_can_create(self, user: Any) -> bool:
        return bool(policies.may_change_tax_rates(user))


class TaxRateAdmin(SalesAdmin):
    model = TaxRate
    menu_label = gettext_lazy("Tax rates")
    menu_icon = "globe"
    menu_order = 80
    base_url_path = "academy/tax-rates"
    permission_helper_class = TaxRatePermissions
    inspect_view_enabled = False
    list_display = ("place", "name", "rate", "supply", "is_included", "first_date", "last_date")
    list_filter = ("kind", "supply", "is_included", ("country", CountryFilter))
    list_export = (
        "country", "region", "name", "kind", "supply", "rate", "is_included", "rounding", "first_date",
        "last_date",
    )  # fmt: skip
    search_fields = ("name", "country", "region")
    ordering = ("country", "region", "supply", "-first_date")

    def create_view(self, request: HttpRequest) -> HttpResponse:
        return redirect("billing_admin:new_tax_rate")

    def place(self, rate: TaxRate) -> SafeString:
        name = country_name(rate.country)
        if rate.region:
            name = f"{name}, {STATES.get(rate.country, {}).get(rate.region, rate.region)}"
        return format_html('<a href="{}">{}</a>', tax_rate_url(rate), name)

    place.short_description = gettext_lazy("place")  # type: ignore[attr-defined]
    place.admin_order_field = "country"  # type: ignore[attr-defined]

    def rate(self, rate: TaxRate) -> str:
        return f"{number_format(Decimal(rate.rate_bp) / 100)}%"

    rate.short_description = gettext_lazy("rate")  # type: ignore[attr-defined]
    rate.admin_order_field = "rate_bp"  # type: ignore[attr-defined]


def tax_rate_url(rate: TaxRate) -> str:
    return reverse("billing_admin:tax_rate", args=[rate.public_id])


class TaxRateForm(forms.Form):
    """A rate. Its days are those of the seller's time zone; the last one counts."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    region = forms.CharField(
        label=pgettext_lazy("part of a country", "State"),
        max_length=6,
        required=False,
        help_text=gettext_lazy(
            "Its code without the country, such as CA for California. Leave empty for all of the country."
        ),
    )
    name = forms.CharField(label=gettext_lazy("Name on invoices"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Type"), choices=TaxRate.Kind.choices)
    supply = forms.ChoiceField(
        label=gettext_lazy("Kind of supply"),
        choices=[("", gettext_lazy("All")), *Supply.choices],
        required=False,
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Rate in %"), min_value=0, max_value=100, decimal_places=2
    )
    is_included = forms.BooleanField(
        label=gettext_lazy("Included in prices"),
        required=False,
        help_text=gettext_lazy("Buyers pay the price as shown. Otherwise tax is added to it."),
    )
    rounding = forms.ChoiceField(label=gettext_lazy("Rounding"), choices=ROUNDINGS)
    first_date = forms.DateField(label=gettext_lazy("First day"), widget=AdminDateInput())
    last_date = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=AdminDateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = countries()

    def clean_region(self) -> str:
        region = str(self.cleaned_data["region"]).strip().upper()
        country = self.cleaned_data.get("country", "")
        if region and region not in STATES.get(country, {}):
            raise ValidationError(_("This country has no state with this code."))
        return region

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_date"), data.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("The last day can't be before the first one."))
        return data

    @property
    def terms(self) -> actions.RateTerms:
        """What a valid form says."""
        data = dict(self.cleaned_data)
        percent = data.pop("percent")
        return actions.RateTerms(rate_bp=int(percent * 100), **data)


class TaxRateView(AdminFormView):
    """Make a rate, or change one. Orders that were placed keep what they were charged."""

    page_title = gettext_lazy("Tax rate")
    header_icon = "globe"
    refusals = (actions.RateRefused,)
    explanation = gettext_lazy(
        "A change applies to new orders. To change a rate from a date, end this one and add another."
    )

    def may(self) -> Verdict:
        return policies.may_change_tax_rates(self.reader)

    @cached_property
    def rate(self) -> TaxRate | None:
        """The one that the address names; None while one is made."""
        if "public_id" not in self.kwargs:
            return None
        return get_object_or_404(TaxRate, public_id=self.kwargs["public_id"])

    def get_page_subtitle(self) -> str:
        return str(self.rate or "")

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Tax rates"), reverse(LIST))]

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        initial: dict[str, Any] = {}
        if self.rate is not None:
            names = [name for name in actions.RateTerms.__slots__ if name != "rate_bp"]
            initial = {name: getattr(self.rate, name) for name in names}
            initial["percent"] = Decimal(self.rate.rate_bp) / 100
        return TaxRateForm(data, initial=initial)

    def done(self, form: Any) -> None:
        rate = actions.keep_tax_rate(rate=self.rate, terms=form.terms)
        messages.success(self.request, _("“%(rate)s” saved.") % {"rate": rate})

    def back(self) -> str:
        return reverse(LIST)
