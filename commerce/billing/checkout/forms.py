"""What buyers are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from commerce.customers.details import COUNTRIES_WITH_REGIONS, BuyerDetails
from commerce.customers.models import Customer
from commerce.customers.tax_numbers import check
from common.design.long_select import LongSelect

from ..sale_terms import SaleTerms
from ..tax.states import STATES
from .countries import countries
from .ways_to_pay import WaysForm, WaysRadio, WaysToPay

KEEP = gettext_lazy("Keep this card for next time")


class AddProductForm(forms.Form):
    """A product for the basket, and the currency of its price tag."""

    product = forms.CharField(max_length=160)
    currency = forms.CharField(max_length=3, required=False)

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        return code if code in settings.CURRENCIES else ""


class CouponCodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Coupon code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()


class GiftForm(forms.Form):
    """Whom one product is for. own_email: of the buyer, who needs no gift. Empty: for the buyer."""

    recipient = forms.EmailField(
        label=gettext_lazy("Recipient's email address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Leave empty to buy it for yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, own_email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_email = own_email

    def clean_recipient(self) -> str:
        email = str(self.cleaned_data["recipient"]).strip().lower()
        if email and email == self.own_email.lower():
            raise ValidationError(_("This is your own email address. Leave it empty to buy for yourself."))
        return email


class RecipientForm(forms.Form):
    """Whom a gift is for, corrected. own_addresses: of the giver, who can't be the recipient."""

    recipient = forms.EmailField(
        label=gettext_lazy("Recipient's email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, own_addresses: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_addresses = own_addresses

    def clean_recipient(self) -> str:
        email = str(self.cleaned_data["recipient"]).strip().lower()
        if email in self.own_addresses:
            raise ValidationError(_("This is your own email address. A gift is for someone else."))
        return email


class DetailsForm(forms.Form):
    """Who buys, as it will stand on the invoice. The State is asked where it belongs to an address."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=(), widget=LongSelect)
    region = forms.ChoiceField(label=pgettext_lazy("part of a country", "State"), required=False, choices=())
    line_1 = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    line_2 = forms.CharField(
        label=gettext_lazy("Address, second line"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=gettext_lazy("City"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    company = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    tax_number = forms.CharField(
        label=gettext_lazy("Tax number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("VAT number, GSTIN or similar, if you buy for a business."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", _("Choose a country")), *countries()]
        self.chosen_country = str(self["country"].value() or "")
        region: Any = self.fields["region"]
        region.choices = region_choices(self.chosen_country)
        if not self.asks_region:
            del self.fields["region"]

    @property
    def asks_region(self) -> bool:
        return self.chosen_country in COUNTRIES_WITH_REGIONS

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.asks_region and not data.get("region") and "region" not in self.errors:
            self.add_error("region", _("Choose your state."))
        if data.get("tax_number") and data.get("country"):
            self._check_tax_number(data)
        if data.get("tax_number") or data.get("company"):
            for name in ("line_1", "city"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("An invoice to a business needs its address."))
        return data

    def _check_tax_number(self, data: dict[str, Any]) -> None:
        found = check(data["country"], data["tax_number"])
        if found.status == Customer.TaxNumberStatus.INVALID:
            self.add_error("tax_number", _("This isn't a valid tax number of the country. Check it."))
        data["tax_number"] = found.number

    def details(self, language: str) -> BuyerDetails:
        """What a valid form says."""
        return BuyerDetails.from_json({**self.cleaned_data, "language": language})


def region_choices(country: str) -> list[tuple[str, str]]:
    """The States of a country, after a first row that asks for one; empty where none is asked."""
    if country not in STATES:
        return []
    rows = sorted(STATES[country].items(), key=lambda each: each[1])
    return [("", _("Choose a state")), *rows]


class PayForm(WaysForm):
    """How an order is paid. agreed: the fingerprint of the quote that the buyer was shown.

    terms is asked where the site has any; waives_withdrawal of consumers to whom the law gives that right.
    """

    use_required_attribute = False

    agreed = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    total = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)
    uses_wallet = forms.BooleanField(label=gettext_lazy("Use my wallet"), required=False)
    gateway = forms.ChoiceField(label=gettext_lazy("Pay by"), widget=WaysRadio, choices=(), required=False)
    keeps_method = forms.BooleanField(
        label=KEEP, required=False, help_text=gettext_lazy("Your card number never reaches us.")
    )
    terms = forms.BooleanField(
        label=gettext_lazy("I agree to the terms of sale."),
        error_messages={"required": gettext_lazy("Agree to the terms to continue.")},
    )
    waives_withdrawal = forms.BooleanField(
        label=gettext_lazy(
            "I want access right away, and I know that this ends my 14-day right of withdrawal."
        ),
        error_messages={"required": gettext_lazy("Confirm this to get access right away.")},
    )

    def __init__(
        self,
        *args: Any,
        ways: WaysToPay,
        must_choose: bool,
        terms: SaleTerms,
        needs_waiver: bool,
        wallet_label: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.must_choose, self.sale_terms = must_choose, terms
        self.offer(ways)
        if not terms:
            del self.fields["terms"]
        elif terms.terms is None:
            self.fields["terms"].label = _("I agree to the refund policy.")
        if not needs_waiver:
            del self.fields["waives_withdrawal"]
        if wallet_label:
            self.fields["uses_wallet"].label = wallet_label
        else:
            del self.fields["uses_wallet"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_missing = "gateway" in self.fields and not data.get("gateway") and "gateway" not in self.errors
        if self.must_choose and is_missing:
            self.add_error("gateway", _("Choose how to pay."))
        return data


class RetryForm(WaysForm):
    """How an order that was placed is to be paid after all."""

    use_required_attribute = False

    gateway = forms.ChoiceField(
        label=gettext_lazy("Pay by"),
        widget=WaysRadio,
        choices=(),
        error_messages={"required": gettext_lazy("Choose how to pay.")},
    )
    keeps_method = forms.BooleanField(label=KEEP, required=False)

    def __init__(self, *args: Any, ways: WaysToPay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(ways)
