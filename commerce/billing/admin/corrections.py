"""What staff correct about invoices: details of the buyer, and money that was lost in a dispute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import Money
from common.verdict import Verdict

from .. import actions, policies
from ..checkout.forms import DetailsForm
from ..models import Invoice
from .order_views import OrderFormView


class InvoiceDetailsForm(DetailsForm):
    """The buyer as on a new invoice. Country and State decided the tax, so they are shown and stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]
        for name in ("country", "region"):
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].required = False
        self.order_fields(
            ["name", "company", "line_1", "line_2", "postcode", "city", "country", "region", "tax_number"]
        )


class ReissueInvoiceView(OrderFormView):
    """Replace an invoice that has wrong details of its buyer."""

    page_title = gettext_lazy("Reissue invoice")
    header_icon = "doc-full-inverse"
    button = gettext_lazy("Reissue")
    refusals = (actions.CorrectionRefused,)

    @cached_property
    def invoice(self) -> Invoice:
        """The one that stands. Nothing is issued by looking at it."""
        found = actions.standing_invoice(self.order)
        if found is None:
            raise Http404
        return found

    @property
    def explanation(self) -> str:
        words = _(
            "A credit note cancels %(number)s, and a new invoice with these details replaces it. Both are"
            " emailed to the buyer. The amounts stay the same."
        )
        return words % {"number": self.invoice.number}

    def may(self) -> Verdict:
        return policies.may_reissue_invoice(self.reader, self.order)

    def form_for(self, data: Any, files: Any = None) -> forms.Form:
        return InvoiceDetailsForm(data, initial=self.invoice.content["buyer"])

    def done(self, form: Any) -> None:
        note, invoice = actions.reissue_invoice(
            order_id=self.order.pk,
            details=form.details(self.invoice.content["buyer"].get("language", "")),
            actor_id=self.reader.public_id,
            at=self.now,
        )
        words = _("%(invoice)s replaces %(former)s, which %(note)s cancels.")
        told = {"invoice": invoice.number, "former": self.invoice.number, "note": note.number}
        messages.success(self.request, words % told)


class CreditDisputeForm(forms.Form):
    """Nothing but a press of the button."""


class CreditDisputeView(OrderFormView):
    """Give up money that was lost in a dispute."""

    page_title = gettext_lazy("Credit lost dispute")
    header_icon = "doc-full-inverse"
    button = gettext_lazy("Issue credit note")
    refusals = (actions.CorrectionRefused,)

    @cached_property
    def lost_minor(self) -> int:
        return actions.uncredited_loss(self.order)

    @property
    def explanation(self) -> str:
        words = _(
            "A credit note over %(amount)s is emailed to the buyer, and its tax is no longer owed. Whether"
            " the law allows that depends on your country. If the dispute is won later, a new invoice takes"
            " it back."
        )
        return words % {"amount": Money(self.lost_minor, self.order.currency).format()}

    def may(self) -> Verdict:
        return policies.may_credit_dispute(self.reader, self.order, uncredited_minor=self.lost_minor)

    def form_for(self, data: Any, files: Any = None) -> forms.Form:
        return CreditDisputeForm(data)

    def done(self, form: Any) -> None:
        note = actions.credit_lost_dispute(
            order_id=self.order.pk, actor_id=self.reader.public_id, at=self.now
        )
        messages.success(self.request, _("%(number)s issued.") % {"number": note.number})
