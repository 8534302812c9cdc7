"""Issuing invoices and credit notes: whatever an order has charged and given back is documented, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from commerce.databases import commerce_transaction
from commerce.orders.actions import hold_order
from commerce.orders.models import Order, OrderLine

from ..invoices.content import Correction, between, content_of, hash_of
from ..invoices.numbers import next_number
from ..models import Invoice, InvoiceLine, OrderEmail, Refund
from ..seller import is_seller_named, seller_day
from .telling import NEWS

Kind = Invoice.Kind
#: For how long the sweep looks for orders that were not documented.
LOOK_BACK = timedelta(days=30)
#: Whoever is at work on an order is given so long.
_GRACE = timedelta(minutes=10)
_MOST_AT_ONCE = 500


def document_order(*, order_id: int, at: datetime) -> list[Invoice]:
    """Issue what is missing: an invoice for what was charged, then a document for each refund.

    A refund that went back has a credit note; one that failed after all has an invoice that takes that credit
    note back. Looks at the order as it stands, so a repeat issues nothing, and documents add up to what the
    order has kept. An order over nothing has none, nor has a top-up of a wallet, which is no sale; without
    SELLER_NAME nothing is issued yet. Returns what was issued. The numbers' counters are held from the first
    document to the end of the transaction.
    """
    if not is_seller_named():
        return []
    with commerce_transaction():
        order = hold_order(order_id)
        if order.status != Order.Status.PAID or not order.total_minor:
            return []
        documents = _Documents(order, at)
        is_sale = not any(line.is_top_up for line in documents.lines.values())
        return documents.complete() if is_sale else []


class _Documents:
    """The documents of one order that is held, and what is missing. Five queries, and those of each issue."""

    def __init__(self, order: Order, at: datetime) -> None:
        self.order, self.at = order, at
        self.lines = {line.pk: line for line in OrderLine.objects.filter(order=order).order_by("position")}
        self.issued = list(Invoice.objects.of_orders([order.pk]))
        self.charged = dict.fromkeys(self.lines, 0)
        signs = {each.pk: -1 if each.is_credit_note else 1 for each in self.issued}
        for line in InvoiceLine.objects.filter(invoice__in=self.issued):
            self.charged[line.order_line_id] += signs[line.invoice_id] * line.gross_minor

    def complete(self) -> list[Invoice]:
        """Issue what is missing. Invoices come first: whoever takes both counters takes them in one order."""
        before = len(self.issued)
        if not before:
            self._issue(Kind.INVOICE, {pk: line.total_minor for pk, line in self.lines.items()})
        refunds = list(Refund.objects.filter(order=self.order).prefetch_related("lines").order_by("pk"))
        for note, refund in self._notes_to_take_back(refunds):
            self._issue(Kind.INVOICE, _amounts(refund), corrects=note, refund=refund)
        for refund in refunds:
            if refund.status == Refund.Status.COMPLETED and self._note_of(refund) is None:
                self._issue(Kind.CREDIT_NOTE, _amounts(refund), corrects=self.issued[0], refund=refund)
        return self.issued[before:]

    def _notes_to_take_back(self, refunds: Iterable[Refund]) -> Iterator[tuple[Invoice, Refund]]:
        for refund in refunds:
            note = self._note_of(refund)
            if note is not None and refund.status != Refund.Status.COMPLETED:
                yield note, refund

    def _note_of(self, refund: Refund) -> Invoice | None:
        """The credit note of a refund that no invoice has taken back."""
        taken_back = {each.corrects_id for each in self.issued if not each.is_credit_note}
        notes = (each for each in self.issued if each.is_credit_note and each.refund_id == refund.pk)
        return next((note for note in notes if note.pk not in taken_back), None)

    def _issue(
        self,
        kind: Kind,
        amounts: Mapping[int, int],
        *,
        corrects: Invoice | None = None,
        refund: Refund | None = None,
    ) -> None:
        """Issue one document. amounts: ids of lines, minor units. Nothing for a refund of nothing sold."""
        if not any(amounts.values()):
            return
        order, sign = self.order, -1 if kind == Kind.CREDIT_NOTE else 1
        splits = {
            self.lines[pk]: between(order, self.lines[pk], self.charged[pk], self.charged[pk] + sign * amount)
            for pk, amount in amounts.items()
        }
        net = sum(split.net_minor for split in splits.values())
        tax = sum(split.tax_minor for split in splits.values())
        day = seller_day(self.at)
        correction = Correction(corrects.number, corrects.kind, corrects.content) if corrects else None
        content = content_of(order, splits, day=day, correction=correction)
        buyer = content["buyer"]
        series = settings.CREDIT_NOTE_SERIES if kind == Kind.CREDIT_NOTE else settings.INVOICE_SERIES
        number = next_number(series, day)
        document = Invoice(
            kind=kind,
            series=number.series,
            year=number.year,
            sequence=number.sequence,
            number=number.text,
            order=order,
            corrects=corrects,
            refund=refund,
            refund_turn=refund.turns if refund else 0,
            buyer_name=(buyer["company"] or buyer["name"])[:200],
            country=buyer["country"],
            tax_number=buyer["tax_number"],
            currency=order.currency,
            net_minor=net,
            tax_minor=tax,
            total_minor=net + tax,
            content=content,
            content_hash=hash_of(content),
            issued_at=self.at,
            issue_date=day,
            due_date=day,
        )
        document.save()
        InvoiceLine.objects.bulk_create(
            [
                InvoiceLine(invoice=document, order_line_id=pk, gross_minor=amount)
                for pk, amount in amounts.items()
                if amount
            ]
        )
        self.issued.append(document)
        for pk, amount in amounts.items():
            self.charged[pk] += sign * amount


def _amounts(refund: Refund) -> dict[int, int]:
    """What of each line a refund gives back: nothing of what never counted towards the order."""
    return {line.order_line_id: line.amount_minor for line in refund.lines.all()}


def undocumented_orders(*, now: datetime) -> list[int]:
    """The ids of orders that were paid lately and lack their invoice or receipt: a task of theirs failed.

    One query along the index of payments, 500 orders at most.
    """
    invoices, emails = Invoice.objects.filter(order=OuterRef("pk")), OrderEmail.objects
    receipts = emails.filter(order=OuterRef("pk"), kind=OrderEmail.Kind.RECEIPT)
    paid = Order.objects.filter(
        status=Order.Status.PAID, paid_at__gte=now - LOOK_BACK, paid_at__lt=now - _GRACE
    )
    lacking = paid.filter(~Exists(receipts), paid_at__gte=now - NEWS)
    if is_seller_named():
        top_ups = OrderLine.objects.filter(order=OuterRef("pk"), kind=OrderLine.Kind.TOP_UP)
        lacking = lacking | paid.filter(~Exists(invoices), ~Exists(top_ups), total_minor__gt=0)
    return list(lacking.order_by("-paid_at", "-pk").values_list("pk", flat=True)[:_MOST_AT_ONCE])
