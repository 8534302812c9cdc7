"""The list of invoices and credit notes in the Wagtail admin, its export, and emailing one again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import BooleanField, QuerySet, Value
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commerce.sales_menu import CountryFilter, KnownValuesFilter, SalesAdmin, SalesIndexView
from common.money import Money
from common.verdict import Verdict

from .. import actions, policies
from ..messages import address_of_buyer
from ..models import Invoice
from .lists import linked
from .order_views import OrderFormView

#: What a spreadsheet shows of no tax, where other lists show a dash.
_NOUGHT = Decimal(0)


class InvoiceIndexView(SalesIndexView):
    """The list. Its export has a line for each tax of a document: that is what accounts are kept by."""

    def exported(self, row: Any) -> Iterator[Any]:
        for tax in row.content["taxes"]:
            line = copy.copy(row)
            line.tax_row = tax
            yield line


class InvoiceAdmin(SalesAdmin):
    model = Invoice
    menu_label = gettext_lazy("Invoices")
    menu_icon = "doc-full-inverse"
    menu_order = 25
    base_url_path = "academy/invoices"
    index_view_class = InvoiceIndexView
    joined = ("order", "corrects")
    list_display = (
        "pdf", "kind", "order_link", "buyer_name", "country_named", "total_money", "issue_date", "correction",
    )  # fmt: skip
    list_filter = (
        "kind", "cause", ("year", KnownValuesFilter), ("currency", KnownValuesFilter),
        ("country", CountryFilter), "issue_date",
    )  # fmt: skip
    list_export = (
        "number", "kind", "issue_date", "supply_date", "due_date", "order", "corrects", "buyer_name",
        "country", "region", "tax_number", "currency", "tax_name", "tax_percent", "tax_net", "tax_amount",
        "reason", "document_total", "cause",
    )  # fmt: skip
    search_fields = ("number", "order__number", "buyer_name", "tax_number")
    ordering = ("-issued_at", "-pk")
    inspect_view_fields = (
        "number", "kind", "cause", "order", "corrects", "replacement", "year", "issue_date", "due_date",
        "buyer_name", "country_named", "tax_number", "net_money", "tax_money", "total_money", "content_hash",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        may_correct = Value(request.user.has_perm("billing.correct_invoice"), BooleanField())
        rows = super().get_queryset(request).with_credits()  # type: ignore[attr-defined]
        return rows.annotate(may_correct=may_correct)

    def pdf(self, invoice: Invoice) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("invoices:pdf", args=[invoice.number]), invoice.number
        )

    pdf.short_description = gettext_lazy("number")  # type: ignore[attr-defined]
    pdf.admin_order_field = "number"  # type: ignore[attr-defined]

    def correction(self, invoice: Invoice) -> SafeString | str:
        """What replaced an invoice, or where one that stands is replaced, for those who may.

        Of a credit note why it was issued.
        """
        is_first = invoice.corrects is None or not invoice.corrects.is_credit_note
        replaced_by: str = invoice.replaced_by  # type: ignore[attr-defined]
        if replaced_by:
            return _("Replaced by %(number)s") % {"number": replaced_by}
        is_charged = invoice.taken_back_minor < invoice.total_minor  # type: ignore[attr-defined]
        is_standing = is_first and is_charged and not invoice.is_credit_note
        if not is_standing or not invoice.may_correct:  # type: ignore[attr-defined]
            return str(invoice.get_cause_display())
        url = reverse("billing_admin:reissue_invoice", args=[invoice.order.public_id])
        return format_html('<a href="{}">{}</a>', url, _("Reissue"))

    correction.short_description = gettext_lazy("correction")  # type: ignore[attr-defined]

    def replacement(self, invoice: Invoice) -> str:
        """The number of the invoice that stands in its place, on the document's own screen. One query."""
        rows = Invoice.objects.filter(pk=invoice.pk).with_replacements()
        return str(rows.values_list("replaced_by", flat=True).get())

    replacement.short_description = gettext_lazy("replaced by")  # type: ignore[attr-defined]

    def order_link(self, invoice: Invoice) -> SafeString:
        return linked(invoice.order)

    order_link.short_description = gettext_lazy("order")  # type: ignore[attr-defined]

    def net_money(self, invoice: Invoice) -> str:
        return (invoice.net * invoice.sign).format()

    net_money.short_description = gettext_lazy("net")  # type: ignore[attr-defined]

    def tax_money(self, invoice: Invoice) -> str:
        return (invoice.tax * invoice.sign).format()

    tax_money.short_description = gettext_lazy("tax")  # type: ignore[attr-defined]

    def total_money(self, invoice: Invoice) -> str:
        return (invoice.total * invoice.sign).format()

    total_money.short_description = gettext_lazy("total")  # type: ignore[attr-defined]
    total_money.admin_order_field = "total_minor"  # type: ignore[attr-defined]

    def supply_date(self, invoice: Invoice) -> str:
        return str(invoice.content["supply_date"])

    supply_date.short_description = gettext_lazy("date of supply")  # type: ignore[attr-defined]

    def region(self, invoice: Invoice) -> str:
        return str(invoice.content["place_of_supply"]["region_name"])

    region.short_description = gettext_lazy("state")  # type: ignore[attr-defined]

    def tax_name(self, invoice: Any) -> str:
        return str(invoice.tax_row["name"])

    tax_name.short_description = gettext_lazy("tax")  # type: ignore[attr-defined]

    def tax_percent(self, invoice: Any) -> Decimal:
        return Decimal(invoice.tax_row["rate_bp"]) / 100

    tax_percent.short_description = gettext_lazy("rate in %")  # type: ignore[attr-defined]
    tax_percent.empty_value_display = _NOUGHT  # type: ignore[attr-defined]

    def tax_net(self, invoice: Any) -> Decimal:
        return _signed(invoice, invoice.tax_row["net_minor"])

    tax_net.short_description = gettext_lazy("net")  # type: ignore[attr-defined]
    tax_net.empty_value_display = _NOUGHT  # type: ignore[attr-defined]

    def tax_amount(self, invoice: Any) -> Decimal:
        return _signed(invoice, invoice.tax_row["tax_minor"])

    tax_amount.short_description = gettext_lazy("amount of tax")  # type: ignore[attr-defined]
    tax_amount.empty_value_display = _NOUGHT  # type: ignore[attr-defined]

    def reason(self, invoice: Invoice) -> str:
        """Why no tax is due, where that stands on the document."""
        return ", ".join(invoice.content["notes"])

    reason.short_description = gettext_lazy("reason for no tax")  # type: ignore[attr-defined]

    def document_total(self, invoice: Invoice) -> Decimal:
        return _signed(invoice, invoice.total_minor)

    document_total.short_description = gettext_lazy("total of the document")  # type: ignore[attr-defined]


def _signed(invoice: Invoice, minor: int) -> Decimal:
    """In major units; of a credit note below nought, so that a column adds up."""
    return Money(-minor if invoice.is_credit_note else minor, invoice.currency).amount


class SendInvoiceForm(forms.Form):
    """Nothing but a press of the button, once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SendInvoiceView(OrderFormView):
    """Email a document to its buyer again."""

    page_title = gettext_lazy("Email again")
    header_icon = "mail"
    button = gettext_lazy("Send")

    @cached_property
    def invoice(self) -> Invoice:
        """The document that the address names, of the order that it names."""
        return get_object_or_404(Invoice, order=self.order, number=self.kwargs["number"])

    @property
    def explanation(self) -> str:
        words = _("%(number)s is emailed to %(address)s as a PDF.")
        return words % {"number": self.invoice.number, "address": address_of_buyer(self.order)}

    def may(self) -> Verdict:
        return policies.may_send_invoice(self.reader)

    def form_for(self, data: Any, files: Any = None) -> forms.Form:
        return SendInvoiceForm(data)

    def done(self, form: Any) -> None:
        if not address_of_buyer(self.order):
            messages.error(self.request, _("No email address of this buyer is known."))
            return
        actions.send_document(invoice=self.invoice, key=str(form.cleaned_data["key"]), at=self.now)
        messages.success(self.request, _("%(number)s was emailed.") % {"number": self.invoice.number})
