"""What a customer types to use a voucher, and staff to make some."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import Money
from common.money_input import MOST_MINOR_UNITS, InvalidAmount, read_amount

from .actions import MOST_VOUCHERS


class RedeemForm(forms.Form):
    """A voucher's code."""

    code = forms.CharField(
        label=gettext_lazy("Voucher code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class VouchersForm(forms.Form):
    """A batch of vouchers: what each is worth, how many, and until when.

    products: (code, title) of what may be opened by a voucher; without any, vouchers are worth money only.
    """

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("For staff: what these vouchers are for."),
        max_length=120,
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("What each voucher adds to a wallet."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    product = forms.ChoiceField(
        label=gettext_lazy("Product"),
        required=False,
        help_text=gettext_lazy("Choose a product instead of an amount: each voucher then opens it."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many vouchers"), min_value=1, max_value=MOST_VOUCHERS, initial=1
    )
    uses = forms.IntegerField(
        label=gettext_lazy("Uses of each"),
        min_value=1,
        max_value=1_000_000,
        initial=1,
        help_text=gettext_lazy("How many people may use one code. Each person may use it once."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave empty for vouchers that don't expire."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, products: list[tuple[str, str]], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["currency"].choices = [(code, code) for code in settings.CURRENCIES]  # type: ignore[attr-defined]
        self.fields["product"].choices = [("", "—"), *products]  # type: ignore[attr-defined]
        if not products:
            del self.fields["product"]

    @property
    def product_title(self) -> str:
        """What the chosen product is called; "" for vouchers that are worth money."""
        product = self.fields.get("product")
        choices: Any = product.choices if product is not None else ()  # type: ignore[attr-defined]
        return str(dict(choices).get(code, "")) if (code := self.cleaned_data.get("product")) else ""

    def clean_last_day(self) -> datetime | None:
        """The first moment after the day, in the zone of whoever makes them: the end is exclusive."""
        day = self.cleaned_data["last_day"]
        if day is None:
            return None
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        if end <= self.now:
            raise ValidationError(_("This day is over. Choose a later day."), code="past")
        return end

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed, product = (cleaned.get("amount") or "").strip(), cleaned.get("product")
        if bool(typed) is bool(product):
            raise ValidationError(_("Enter an amount, or choose a product."), code="worth")
        cleaned["money"] = self._money(typed, cleaned.get("currency") or settings.CURRENCIES[0])
        return cleaned

    def _money(self, typed: str, currency: str) -> Money | None:
        if not typed:
            return None
        try:
            money = read_amount(typed, currency)
        except InvalidAmount as error:
            self.add_error("amount", str(error))
            return None
        if not 0 < money.amount_minor <= MOST_MINOR_UNITS:
            self.add_error("amount", _("Enter an amount above zero."))
        return money
