"""Paying money into one's own wallet: an amount, how it is paid, and the way of every other order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commerce.gateways.base import Gateway, available
from common.http.limits import RateLimit, person
from common.money import Money
from common.money_input import InvalidAmount, read_amount

from .. import actions
from ..sale_terms import SaleTerms, sale_terms
from .own_basket import own_customer
from .paying import pay_order, time_to_pay
from .ways_to_pay import PayingBy

#: Of one person: each makes an order.
TOP_UPS = RateLimit("wallet.top_ups", allowed=10)
_OTHER = "other"


class TopUpForm(forms.Form):
    """How much, and how it is paid. key: of this form, so that a button pressed twice orders once."""

    use_required_attribute = False

    currency = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    amount = forms.ChoiceField(
        label=gettext_lazy("Amount"),
        widget=forms.RadioSelect,
        choices=(),
        error_messages={"required": gettext_lazy("Choose an amount.")},
    )
    other = forms.CharField(
        label=gettext_lazy("Another amount"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    gateway = forms.ChoiceField(
        label=gettext_lazy("Pay by"),
        widget=forms.RadioSelect,
        choices=(),
        error_messages={"required": gettext_lazy("Choose how to pay.")},
    )
    terms = forms.BooleanField(
        label=gettext_lazy("I agree to the terms of sale."),
        error_messages={"required": gettext_lazy("Agree to the terms to continue.")},
    )

    def __init__(
        self, *args: Any, code: str, gateways: Sequence[Gateway], sale_terms: SaleTerms, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.code, self.gateways, self.sale_terms = code, gateways, sale_terms
        if not sale_terms:
            del self.fields["terms"]
        elif sale_terms.terms is None:
            self.fields["terms"].label = _("I agree to the refund policy.")
        suggested = settings.WALLET_TOP_UP_SUGGESTIONS.get(code, [])
        amount: Any = self.fields["amount"]
        amount.choices = [
            *((str(minor), Money(minor, code).format()) for minor in suggested),
            (_OTHER, _("Another amount")),
        ]
        gateway: Any = self.fields["gateway"]
        gateway.choices = [(each.code, each.label) for each in gateways]
        self.fields["currency"].initial = code
        if not suggested:
            del self.fields["amount"]
        if len(gateways) == 1:
            gateway.initial = gateways[0].code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        field = "amount" if data.get("amount", _OTHER) != _OTHER else "other"
        try:
            money = self._money(data.get("amount", _OTHER), str(data.get("other") or ""))
            actions.check_top_up(money)
        except (InvalidAmount, actions.TopUpRefused) as refusal:
            if "amount" not in self.errors:
                self.add_error(field, str(refusal))
            return data
        chosen = next((each for each in self.gateways if each.code == data.get("gateway")), None)
        if chosen is not None and not chosen.takes(money):
            words = _("This amount can't be paid this way. Choose another one.")
            self.add_error("gateway", ValidationError(words, code="amount"))
        data["money"] = money
        return data

    def _money(self, amount: str, other: str) -> Money:
        return read_amount(other, self.code) if amount == _OTHER else Money(int(amount), self.code)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def top_up(request: HttpRequest) -> HttpResponse:
    """Choose an amount; then the order is paid like any other."""
    currencies = [code for code in settings.CURRENCIES if code in settings.WALLET_TOP_UP_MOST]
    asked = (request.POST if request.method == "POST" else request.GET).get("currency", "")
    code = asked if asked in currencies else next(iter(currencies), "")
    gateways = available(code) if code else []
    form = TopUpForm(
        request.POST or None,
        code=code or settings.CURRENCIES[0],
        gateways=gateways,
        sale_terms=sale_terms(request),
    )
    status = 200
    if request.method == "POST":
        account, now = cast(User, request.user), timezone.now()
        if seconds := TOP_UPS.count(person(account.pk)):
            form.full_clean()
            form.add_error(None, _("That was too many tries. Wait a minute and try again."))
            response = _shown(request, form, currencies, 429)
            response["Retry-After"] = str(seconds)
            return response
        if form.is_valid():
            try:
                order = actions.place_top_up(
                    customer=own_customer(account, now),
                    money=form.cleaned_data["money"],
                    key=form.cleaned_data["key"],
                    expires_at=time_to_pay(form.cleaned_data["gateway"], now),
                    at=now,
                )
                return pay_order(request, order, PayingBy(form.cleaned_data["gateway"]))
            except actions.TopUpRefused as refusal:
                form.add_error(None, str(refusal))
        status = 422
    return _shown(request, form, currencies, status)


def _shown(request: HttpRequest, form: TopUpForm, currencies: list[str], status: int) -> HttpResponse:
    context = {"form": form, "currencies": currencies, "code": form.code}
    return render(request, "billing/checkout/top_up.html", context, status=status)
