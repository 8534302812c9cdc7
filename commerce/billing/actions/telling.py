"""Emails to buyers: that an order is paid, that money went back, and that it didn't get there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from commerce.databases import commerce_transaction
from commerce.orders.models import Order

from .. import messages
from ..models import Invoice, OrderEmail, Refund
from .printing import pdf_of

Kind = OrderEmail.Kind
#: What happened longer ago is no news any more.
NEWS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _News:
    """What the buyer has not been told. key: by which it is told once. document: what goes with it."""

    kind: OrderEmail.Kind
    key: str
    refund: Refund | None = None
    document: Invoice | None = None


def tell_buyer(*, order_id: int, at: datetime) -> int:
    """Write to the buyer what they haven't been told of an order, and to staff which refunds failed.

    Each of it once, whoever asks and how often. Documents go along as PDFs, drawn before a transaction is
    opened. Returns how many emails were written to the buyer. Never within a transaction.
    """
    order = Order.objects.select_related("customer").get(pk=order_id)
    told = set(OrderEmail.objects.filter(order=order).values_list("key", flat=True))
    return sum(_tell(order, news, at) for news in _news(order, at) if news.key not in told)


def count_as_told(*, order_id: int, at: datetime) -> None:
    """Note that the buyer knows all that there is to be told of an order: nobody writes to them about it.

    For whoever plays the past, or brings orders from elsewhere.
    """
    order = Order.objects.get(pk=order_id)
    rows = [OrderEmail(order=order, kind=news.kind, key=news.key, written_at=at) for news in _news(order, at)]
    rows += [
        OrderEmail(order=order, kind=Kind.DOCUMENT, key=_again(key_of_issued(each)), written_at=at)
        for each in Invoice.objects.of_orders([order.pk])
        if each.cause
    ]
    OrderEmail.objects.bulk_create(rows, ignore_conflicts=True)


def send_document(*, invoice: Invoice, key: str, at: datetime) -> bool:
    """Email a document to the buyer again. key: the same again sends nothing. False: no address is known."""
    order = Order.objects.select_related("customer").get(pk=invoice.order_id)
    return bool(_tell(order, _News(Kind.DOCUMENT, _again(key), document=invoice), at))


def key_of_issued(document: Invoice) -> str:
    """By which a document that staff had issued is emailed once, as soon as it is (`send_document`)."""
    return f"issued:{document.pk}"


def _again(key: str) -> str:
    return f"again:{key}"


def _news(order: Order, at: datetime) -> Iterator[_News]:
    since = at - NEWS
    documents = list(Invoice.objects.of_orders([order.pk]))
    if order.paid_at is not None and order.paid_at >= since:
        first = documents[0] if documents else None
        yield _News(Kind.RECEIPT, f"receipt:{order.pk}", document=first)
    notes = {each.refund_id: each for each in documents if each.is_credit_note}
    for refund in Refund.objects.filter(order=order, settled_at__gte=since).order_by("pk"):
        if refund.status == Refund.Status.COMPLETED:
            yield _News(Kind.REFUNDED, key_of_refund(refund), refund, notes.get(refund.pk))
        elif refund.status == Refund.Status.FAILED:
            yield _News(Kind.REFUND_FAILED, f"failed:{refund.pk}:{refund.turns}", refund)


def key_of_refund(refund: Refund) -> str:
    """By which the buyer is told once that a refund went back, each time that it does."""
    return f"refund:{refund.pk}:{refund.turns}"


def _tell(order: Order, news: _News, at: datetime) -> int:
    """Write it once: the row and the email are one transaction where both lie in one database."""
    pdf = pdf_of(invoice=news.document, at=at) if news.document is not None else b""
    email = _email(order, news, pdf)
    with commerce_transaction():
        _row, is_new = OrderEmail.objects.get_or_create(
            key=news.key, defaults={"order": order, "kind": news.kind, "written_at": at}
        )
        if not is_new:
            return 0
        if news.kind == Kind.REFUND_FAILED and news.refund is not None:
            messages.tell_staff_of_failed_refund(order, news.refund)
        if email is None:
            return 0
        email.send()
    return 1


def _email(order: Order, news: _News, pdf: bytes) -> messages.FramedEmail | None:
    """What is written to the buyer; None where no address of theirs is known."""
    if not messages.address_of_buyer(order):
        return None
    if news.kind == Kind.RECEIPT:
        return messages.receipt(order, news.document, pdf)
    if news.kind == Kind.DOCUMENT and news.document is not None:
        return messages.document_again(order, news.document, pdf)
    assert news.refund is not None
    if news.kind == Kind.REFUNDED:
        return messages.refunded(order, news.refund, news.document, pdf)
    return messages.refund_failed(order, news.refund)
