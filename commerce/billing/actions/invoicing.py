"""Issuing invoices and credit notes: whatever an order has charged and given back is documented, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from commerce.databases import commerce_transaction
from commerce.ledger.actions import EntryLine, post
from commerce.orders.actions import hold_order
from commerce.orders.models import Order, OrderLine
from common.money import Money

from ..invoices.content import Correction, Split, between, content_of, hash_of
from ..invoices.numbers import next_number
from ..models import Invoice, InvoiceLine, OrderEmail, Refund
from ..postings import unowed_tax_lines
from ..seller import is_seller_named, seller_day
from .telling import NEWS

Kind = Invoice.Kind
Cause = Invoice.Cause
#: For how long the sweep looks for orders that were not documented.
LOOK_BACK = timedelta(days=30)
#: Whoever is at work on an order is given so long.
_GRACE = timedelta(minutes=10)
_MOST_AT_ONCE = 500


def document_order(*, order_id: int, at: datetime) -> list[Invoice]:
    """Issue what is missing: an invoice for what was charged, then a document for each refund.

    A refund that went back has a credit note; one that failed after all, or turned out to be of other lines,
    has an invoice that takes that credit note back, and so has a lost dispute that was credited and is won
    after all. Looks at the order as it stands, so a repeat issues nothing, and documents add up to what the
    order has kept. An order over nothing has none, nor has a top-up of a wallet, which is no sale; without
    SELLER_NAME nothing is issued yet.
    Returns what was issued. The numbers' counters are held from the first document to the end of the
    transaction.
    """
    if not is_seller_named():
        return []
    with commerce_transaction():
        order = hold_order(order_id)
        documents = OrderDocuments(order, at)
        return documents.complete() if documents.is_sale else []


class OrderDocuments:
    """The documents of one order that is held, and what is missing. Five queries, and those of each issue."""

    def __init__(self, order: Order, at: datetime) -> None:
        self.order, self.at = order, at
        self.lines = {line.pk: line for line in OrderLine.objects.filter(order=order).order_by("position")}
        self.issued = list(Invoice.objects.of_orders([order.pk]))
        self.charged = dict.fromkeys(self.lines, 0)
        self.amounts: dict[int, dict[int, int]] = {each.pk: {} for each in self.issued}
        signs = {each.pk: each.sign for each in self.issued}
        for line in InvoiceLine.objects.filter(invoice__in=self.issued):
            self.amounts[line.invoice_id][line.order_line_id] = line.gross_minor
            self.charged[line.order_line_id] += signs[line.invoice_id] * line.gross_minor

    @property
    def is_sale(self) -> bool:
        """Whether there is anything to document: a top-up is no sale."""
        is_paid = self.order.status == Order.Status.PAID and self.order.total_minor > 0
        return is_paid and not any(line.is_top_up for line in self.lines.values())

    @property
    def standing(self) -> Invoice:
        """The invoice of the sale: the first, or what replaced it last."""
        invoices = {each.pk for each in self.issued if not each.is_credit_note}
        replacing = [each for each in self.issued if each.pk in invoices and each.corrects_id in invoices]
        return replacing[-1] if replacing else self.issued[0]

    @property
    def credited_disputes(self) -> list[Invoice]:
        """The credit notes about lost disputes that no invoice has taken back."""
        notes = [each for each in self.issued if each.is_credit_note and each.cause == Cause.DISPUTE]
        taken_back = {each.corrects_id for each in self.issued if not each.is_credit_note}
        return [note for note in notes if note.pk not in taken_back]

    def complete(self) -> list[Invoice]:
        """Issue what is missing. Invoices come first: whoever takes both counters takes them in one order."""
        before = len(self.issued)
        if not before:
            self.issue(Kind.INVOICE, {pk: line.total_minor for pk, line in self.lines.items()})
        refunds = list(Refund.objects.filter(order=self.order).prefetch_related("lines").order_by("pk"))
        for note, refund in self._notes_to_take_back(refunds):
            # Of a refund that moved to other lines the new credit note has the turn.
            about = None if refund.status == Refund.Status.COMPLETED else refund
            self.issue(Kind.INVOICE, self.amounts[note.pk], corrects=note, refund=about)
        gone_back = [
            refund
            for refund in refunds
            if refund.status == Refund.Status.COMPLETED and self._note_of(refund) is None
        ]
        regained = self._take_back_disputes(gone_back)
        for refund in gone_back:
            self.issue(Kind.CREDIT_NOTE, _amounts(refund), corrects=self.standing, refund=refund)
        if regained:
            self.credit_disputes()
        return self.issued[before:]

    def credit_disputes(self, issued_by: UUID | None = None) -> None:
        """Issue a credit note for what lost disputes took and none is about yet. Lines share it."""
        credited = sum(note.total_minor for note in self.credited_disputes)
        lost = self.order.charged_back_minor - credited
        if lost <= 0 or not any(self.charged.values()):
            return
        parts = Money(lost, self.order.currency).allocate(list(self.charged.values()))
        amounts = {pk: part.amount_minor for pk, part in zip(self.charged, parts, strict=True)}
        self.issue(
            Kind.CREDIT_NOTE, amounts, corrects=self.standing, cause=Cause.DISPUTE, issued_by=issued_by
        )

    def _take_back_disputes(self, gone_back: Iterable[Refund]) -> bool:
        """Charge again what was credited for disputes of which less is lost by now. Whether there was any.

        Also where refunds that went back since are of a line of which the disputes' share left too little.
        """
        notes = self.credited_disputes
        is_less = sum(note.total_minor for note in notes) > self.order.charged_back_minor
        if not notes or not (is_less or self._have_no_room(gone_back)):
            return False
        for note in notes:
            self.issue(Kind.INVOICE, self.amounts[note.pk], corrects=note, cause=Cause.DISPUTE)
        return True

    def _have_no_room(self, refunds: Iterable[Refund]) -> bool:
        """Whether these refunds give back more of a line than is charged for it."""
        amounts: Counter[int] = Counter()
        for refund in refunds:
            amounts.update(_amounts(refund))
        return any(amount > self.charged[pk] for pk, amount in amounts.items())

    def _notes_to_take_back(self, refunds: Iterable[Refund]) -> Iterator[tuple[Invoice, Refund]]:
        for refund in refunds:
            note = self._note_of(refund)
            if note is None:
                continue
            if refund.status != Refund.Status.COMPLETED or self.amounts[note.pk] != _amounts(refund):
                yield note, refund

    def _note_of(self, refund: Refund) -> Invoice | None:
        """The credit note of a refund that no invoice has taken back."""
        taken_back = {each.corrects_id for each in self.issued if not each.is_credit_note}
        notes = (each for each in self.issued if each.is_credit_note and each.refund_id == refund.pk)
        return next((note for note in notes if note.pk not in taken_back), None)

    def issue(
        self,
        kind: Kind,
        amounts: Mapping[int, int],
        *,
        corrects: Invoice | None = None,
        refund: Refund | None = None,
        cause: str = "",
        buyer: Mapping[str, str] | None = None,
        issued_by: UUID | None = None,
    ) -> None:
        """Issue one document. amounts: ids of lines, minor units. Nothing for a refund of nothing sold.

        buyer: as it stands on the document, where that isn't as on the invoice that stands.
        """
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
        correction = None
        if corrects is not None:
            buyer = buyer or self.standing.content["buyer"]
            correction = Correction(corrects.number, corrects.kind, corrects.content, buyer, cause)
        content = content_of(order, splits, day=day, correction=correction)
        told = content["buyer"]
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
            cause=cause,
            issued_by=issued_by,
            buyer_name=(told["company"] or told["name"])[:200],
            country=told["country"],
            tax_number=told["tax_number"],
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
        self.amounts[document.pk] = {pk: amount for pk, amount in amounts.items() if amount}
        InvoiceLine.objects.bulk_create(
            [
                InvoiceLine(invoice=document, order_line_id=pk, gross_minor=amount)
                for pk, amount in self.amounts[document.pk].items()
            ]
        )
        if cause == Cause.DISPUTE:
            self._post_tax(document, splits)
        self.issued.append(document)
        for pk, amount in amounts.items():
            self.charged[pk] += sign * amount

    def _post_tax(self, document: Invoice, splits: Mapping[OrderLine, Split]) -> None:
        """A lost dispute took all of its money from revenue: what of it was tax is owed no more, or again."""
        lines: list[EntryLine] = []
        for line, split in splits.items():
            tax = Money(-document.sign * split.tax_minor, self.order.currency)
            lines += unowed_tax_lines(self.order, line, tax)
        if lines:
            post(
                kind="dispute_credit",
                reference=str(document.public_id),
                order_number=self.order.number,
                lines=lines,
                at=self.at,
            )


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
