"""The screen of what something costs: at once or from a date, for good or for a time. For courses, and for
what upper apps sell.

`PricesForm` asks, `PricesFormView` shows it with what is planned and what was. A subclass says of which
product.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateTimeInput

from commerce.catalogue.actions import PriceIsStanding, SaleWithoutTime
from commerce.catalogue.models import Price, Product
from commerce.catalogue.selectors import price_moves, prices_set, regular_prices_at
from common.admin.views import AdminFormView
from common.money import Money
from common.money_input import MoneyField
from common.verdict import Verdict

if TYPE_CHECKING:
    from accounts.models import User

_SHOWN = 20


class PricesForm(forms.Form):
    """One amount for each currency, and from when until when. Without an end: in the currencies that are left
    empty it isn't sold; in none: it is free. With one: a sale in the currencies whose price is another one.

    prices: the regular ones. now: the moment of the request.
    """

    def __init__(self, *args: Any, prices: Sequence[Money], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.regular = {price.currency: price for price in prices}
        for code in dict.fromkeys([*settings.CURRENCIES, *self.regular]):
            self.fields[code] = MoneyField(
                currency=code,
                label=_("Price in %(currency)s") % {"currency": code},
                required=False,
                initial=self.regular.get(code),
            )
        zone = timezone.get_current_timezone_name()
        self.fields["from_at"] = forms.DateTimeField(
            label=_("Starts"),
            required=False,
            widget=AdminDateTimeInput(),
            help_text=_("Leave empty to change the price now. Time zone: %(zone)s.") % {"zone": zone},
        )
        self.fields["until_at"] = forms.DateTimeField(
            label=_("Ends"),
            required=False,
            widget=AdminDateTimeInput(),
            help_text=_("For a sale: the regular price applies again afterwards."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        from_at, until_at = data.get("from_at"), data.get("until_at")
        if from_at and from_at <= self.now:
            self.add_error("from_at", _("Enter a future time. Leave it empty to change the price now."))
        if until_at and until_at <= max(from_at or self.now, self.now):
            self.add_error("until_at", _("The sale must end after it starts."))
        self.prices = tuple(self._prices(data))
        if until_at and not self.errors:
            self._insist_on_sale()
        return data

    def _insist_on_sale(self) -> None:
        """Of what was entered, the prices of the sale: what stayed as it is isn't on sale."""
        self.prices = tuple(price for price in self.prices if price != self.regular.get(price.currency))
        for price in self.prices:
            regular = self.regular.get(price.currency)
            if regular is None or regular < price:
                self.add_error(price.currency, _("A sale price must be below the regular price."))
        if not self.prices:
            self.add_error("until_at", _("Enter a sale price below the regular price."))

    def _prices(self, data: dict[str, Any]) -> Iterator[Money]:
        for code, field in self.fields.items():
            price = data.get(code) if isinstance(field, MoneyField) else None
            if price:
                yield price
            elif price is not None:
                self.add_error(code, _("To make it free, leave all prices empty."))


@dataclass(frozen=True, slots=True)
class PlannedPrice:
    """A price that is to come, or a sale that is on. money: None: it won't be sold in the currency."""

    key: UUID
    currency: str
    money: Money | None
    from_at: datetime
    until_at: datetime | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class PastPrice:
    """How a price changed. money: None: it was removed. by: None for the system."""

    currency: str
    money: Money | None
    at: datetime
    by: User | None


class PricesFormView(AdminFormView):
    """Change what a product costs; remove what is planned. Who may save is said by `may_save`."""

    template_name = "courses/admin/prices.html"
    refusals = (SaleWithoutTime, PriceIsStanding)

    if TYPE_CHECKING:  # the other base says it

        def may_save(self) -> Verdict: ...

    @cached_property
    @abstractmethod
    def product(self) -> Product | None:
        """What is sold; None as long as it never had a price."""

    @abstractmethod
    def set_prices(
        self, prices: Sequence[Money], from_at: datetime | None, until_at: datetime | None
    ) -> None:
        """Say what it costs. Raises `refusals`."""

    @abstractmethod
    def withdraw(self, price: Price) -> None:
        """Remove a planned price, or end a sale. Raises `refusals`."""

    def form_for(self, data: Any, files: Any = None) -> PricesForm:
        product = self.product
        prices = regular_prices_at([product.pk], self.now)[product.pk] if product else {}
        return PricesForm(data, prices=tuple(prices.values()), now=self.now)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") != "remove":
            return super().post(request, *args, **kwargs)
        if not (verdict := self.may_save()):
            raise PermissionDenied(verdict.sentence)
        try:
            self.withdraw(self._named_price(request.POST.get("price", "")))
        except self.refusals as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Price removed."))
        return redirect(request.get_full_path())

    def _named_price(self, key: str) -> Price:
        """One of this product's prices. Raises Http404."""
        found = next((row for row in self._set() if str(row.public_id) == key), None)
        if found is None:
            raise Http404("there is no such price of this product")
        return found

    def _set(self) -> list[Price]:
        return prices_set(self.product.pk) if self.product else []

    def done(self, form: Any) -> None:
        from_at, until_at = form.cleaned_data["from_at"], form.cleaned_data["until_at"]
        self.set_prices(form.prices, from_at, until_at)
        messages.success(self.request, self.said_words(form.prices, from_at, until_at))

    def said_words(self, prices: Sequence[Money], from_at: datetime | None, until_at: datetime | None) -> str:
        """What is told once it is saved."""
        named = {
            "prices": ", ".join(price.format() for price in prices),
            "start": _moment(from_at),
            "end": _moment(until_at),
        }
        if until_at and from_at:
            words = _("Saved. From %(start)s to %(end)s the price is %(prices)s.")
        elif until_at:
            words = _("Saved. Until %(end)s the price is %(prices)s.")
        elif prices:
            words = _("Saved. From %(start)s the price is %(prices)s.")
            if not from_at:
                words = _("Saved. The price is %(prices)s from now on.")
        else:
            words = _("Saved. It's free from %(start)s.") if from_at else _("Saved. It's free from now on.")
        return words % named

    def planned(self) -> list[PlannedPrice]:
        """What can be removed, in order of time."""
        found = []
        for row in self._set():
            is_over = row.valid_until is not None and row.valid_until <= self.now
            is_running = row.valid_from <= self.now
            if hasattr(row, "withdrawal") or is_over or is_running and row.valid_until is None:
                continue
            money = Money(row.amount_minor, row.currency) if row.amount_minor is not None else None
            found.append(
                PlannedPrice(row.public_id, row.currency, money, row.valid_from, row.valid_until, is_running)
            )
        return sorted(found, key=lambda price: (price.from_at, price.currency))

    def history(self) -> list[PastPrice]:
        """The last changes, the newest first."""
        moves = price_moves(self.product.pk, until=self.now)[-_SHOWN:] if self.product else ()
        people = _people({move.set_by for move in moves if move.set_by})
        return [
            PastPrice(move.currency, move.money, move.at, people.get(move.set_by) if move.set_by else None)
            for move in reversed(moves)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"planned": self.planned(), "history": self.history()}


def _people(ids: set[UUID]) -> dict[UUID, User]:
    people = get_user_model().objects.filter(public_id__in=ids) if ids else ()
    return {person.public_id: person for person in people}


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
