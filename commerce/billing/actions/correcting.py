"""Documents that staff have issued: an invoice with other details of the buyer, and a lost dispute credited.

Nothing that was issued is changed. Wrong details are answered by a credit note for all that is still charged
and a new invoice with the next number, which names the first (Directive 2006/112/EC, article 219). Whether
the money of a lost dispute is given up, so that its tax is owed no more, the law of each country says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.customers.tax_numbers import check
from commerce.databases import commerce_transaction
from commerce.orders.actions import hold_order
from commerce.orders.models import Order
from common.background.durable import enqueue_durably

from ..invoices.numbers import hold_counters
from ..models import Invoice
from ..seller import is_seller_named, seller_day
from ..tax.places import EUROPEAN_UNION
from ..tax.rules import TaxNote
from .invoicing import OrderDocuments

Kind = Invoice.Kind
Cause = Invoice.Cause
#: What of a buyer's details may be corrected: the place decided the tax, and the rest stands on no document.
CORRECTABLE = ("name", "company", "line_1", "line_2", "postcode", "city", "tax_number")


class CorrectionRefused(Exception):
    """Nothing was issued; in words for staff. code: nothing_issued, nothing_charged, unchanged, other_tax."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def reissue_invoice(
    *, order_id: int, details: BuyerDetails, actor_id: UUID | None, at: datetime
) -> tuple[Invoice, Invoice]:
    """Replace the invoice of an order by one with other details of its buyer. The same again is refused.

    details: of which CORRECTABLE counts. Returns the credit note for all that was still charged and the new
    invoice over as much; both are emailed to the buyer. Raises CorrectionRefused.
    """
    with commerce_transaction() as db:
        documents = _documents(order_id, at)
        before = documents.standing
        buyer = {**before.content["buyer"], **{name: getattr(details, name) for name in CORRECTABLE}}
        charged = dict(documents.charged)
        if not any(charged.values()):
            raise CorrectionRefused("nothing_charged", _("Nothing is charged on this invoice any more."))
        if buyer == before.content["buyer"]:
            raise CorrectionRefused("unchanged", _("These details are on the invoice already."))
        if _is_reverse_charge(before, buyer) != (TaxNote.REVERSE_CHARGE in before.content["notes"]):
            words = _(
                "This tax number changes the tax that is due. Refund the order, so that it's bought again."
            )
            raise CorrectionRefused("other_tax", words)
        hold_counters(seller_day(at))
        for kind, told in ((Kind.CREDIT_NOTE, None), (Kind.INVOICE, buyer)):
            documents.issue(
                kind, charged, corrects=before, cause=Cause.DETAILS, buyer=told, issued_by=actor_id
            )
        note, invoice = documents.issued[-2:]
        _email((note, invoice), db)
    return note, invoice


def credit_lost_dispute(*, order_id: int, actor_id: UUID | None, at: datetime) -> Invoice:
    """Issue a credit note for what lost disputes took, whose tax is owed no more. Once; emailed to the buyer.

    If the dispute is won after all, `document_order` takes it back by an invoice. Raises CorrectionRefused.
    """
    with commerce_transaction() as db:
        documents = _documents(order_id, at)
        before = len(documents.issued)
        if documents.order.dispute == Order.DisputeState.LOST:
            documents.credit_disputes(issued_by=actor_id)
        if len(documents.issued) == before:
            words = _("No money of this order was lost in a dispute without a credit note.")
            raise CorrectionRefused("nothing_charged", words)
        note = documents.issued[-1]
        _email((note,), db)
    return note


def standing_invoice(order: Order) -> Invoice | None:
    """The invoice of an order that no other has replaced, among those issued so far. One query."""
    first = Q(corrects=None) | Q(corrects__kind=Kind.INVOICE)
    return Invoice.objects.of_orders([order.pk]).filter(first, kind=Kind.INVOICE).last()


def uncredited_loss(order: Order) -> int:
    """What lost disputes took of an order that no credit note is about, in minor units. One query."""
    documents = Invoice.objects.of_orders([order.pk])
    credited = sum(-each.sign * each.total_minor for each in documents if each.cause == Cause.DISPUTE)
    return order.charged_back_minor - credited


def _documents(order_id: int, at: datetime) -> OrderDocuments:
    """The documents of an order that is held, with all that follows from it. Raises CorrectionRefused."""
    documents = OrderDocuments(hold_order(order_id), at)
    if not is_seller_named() or not documents.is_sale:
        raise CorrectionRefused("nothing_issued", _("This order has no invoice."))
    documents.complete()
    return documents


def _is_reverse_charge(before: Invoice, buyer: dict[str, str]) -> bool:
    """Whether a buyer with these details accounts for the tax themselves."""
    seller, country = before.content["seller"]["country"], buyer["country"]
    if seller == country or not {seller, country} <= EUROPEAN_UNION or not buyer["tax_number"]:
        return False
    return check(country, buyer["tax_number"]).status == Customer.TaxNumberStatus.VALID


def _email(issued: Iterable[Invoice], db: str) -> None:
    from ..tasks import send_issued

    for document in issued:
        enqueue_durably(send_issued, document.pk, using=db)
