"""What staff are asked about an order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commerce.orders.models import Order, OrderLine
from common.money import Money
from common.money_input import MoneyField

from ..models import Refund


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """What a refund does, for whoever decides about it. lines: title, amount, and what becomes of access.

    ways: by which providers the money goes back. closes: what is open now, and is closed once it did.
    """

    key: str
    total: Money
    lines: tuple[tuple[str, str, str], ...]
    ways: tuple[str, ...]
    closes: tuple[str, ...] = ()


class RefundForm(forms.Form):
    """How much of which line goes back, and whether what it opened is closed."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            (value, label)
            for value, label in Refund.Reason.choices
            if value in (Refund.Reason.REQUESTED, Refund.Reason.STAFF)
        ],
    )
    withdraws_access = forms.BooleanField(
        label=gettext_lazy("End access"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Of the products of which something is refunded. Untick to keep access."),
    )
    note = forms.CharField(
        label=gettext_lazy("Internal note"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self,
        *args: Any,
        order: Order,
        lines: Sequence[OrderLine],
        most: Mapping[int, int],
        **kwargs: Any,
    ) -> None:
        """most: how much of each line may go back, by its id."""
        super().__init__(*args, **kwargs)
        self.order, self.lines, self.most = order, lines, most
        for line in lines:
            left = Money(most[line.pk], order.currency)
            words = _("Amount for “%(title)s” in %(currency)s")
            self.fields[_name(line)] = MoneyField(
                currency=order.currency,
                label=words % {"title": line.title, "currency": order.currency},
                initial=left,
                required=False,
                disabled=not left,
                help_text=_("At most %(amount)s") % {"amount": left.format()},
            )
        self.order_fields([_name(line) for line in lines])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for line in self.lines:
            amount = data.get(_name(line))
            if amount is not None and amount.amount_minor > self.most[line.pk]:
                self.add_error(_name(line), _("More than is left of what was paid for it."))
        if not self.errors and not self.by_line:
            self.add_error(None, _("Enter an amount above zero."))
        return data

    @property
    def by_line(self) -> dict[int, int]:
        """What goes back of each line, in minor units."""
        found = {}
        for line in self.lines:
            amount = self.cleaned_data.get(_name(line))
            if amount:
                found[line.pk] = amount.amount_minor
        return found

    @property
    def total(self) -> Money:
        return Money(sum(self.by_line.values()), self.order.currency)

    def preview(self, ways: Sequence[str], opened: Mapping[int, Sequence[str]]) -> RefundPreview:
        """What would be done. The key is another one as soon as anything of it is another.

        opened: by the id of each line, what is open because of it.
        """
        ends = self.cleaned_data["withdraws_access"]
        rows = []
        for line in self.lines:
            if amount := self.by_line.get(line.pk, 0):
                becomes = _("Access ends") if ends else _("Access stays")
                rows.append((line.title, Money(amount, self.order.currency).format(), becomes))
        closes = tuple(each for pk in self.by_line for each in opened.get(pk, ())) if ends else ()
        told = repr((sorted(self.by_line.items()), ends, self.cleaned_data["reason"], closes))
        key = hashlib.sha256(told.encode()).hexdigest()[:16]
        return RefundPreview(key, self.total, tuple(rows), tuple(ways), closes)


def _name(line: OrderLine) -> str:
    return f"line_{line.pk}"


class TransferForm(forms.Form):
    """The bank's reference of money that came."""

    reference = forms.CharField(
        label=gettext_lazy("Bank's reference"),
        max_length=140,
        help_text=gettext_lazy("As it stands on the account statement."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)


class WithdrawForm(forms.Form):
    """Nothing is asked: the button says it."""
