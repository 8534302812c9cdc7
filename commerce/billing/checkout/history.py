"""What a buyer sees of their orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commerce.gateways.base import registered
from commerce.orders.models import Gift, Order, OrderLine
from common.money import Money

from ..models import Invoice, Payment, Refund
from ..postings import WALLET
from .forms import RecipientForm
from .standing import SoldLine, sold_lines

_TITLES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class StateBadge:
    """How an order stands, in a word. tone: of the badge."""

    label: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """An invoice or credit note, and where its PDF is. state: what has become of it since."""

    document: Invoice
    label: str
    url: str
    state: StateBadge


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One order of the list."""

    order: Order
    title: str
    state: StateBadge
    documents: tuple[DocumentLink, ...]


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A payment or refund, in words."""

    at: datetime
    label: str
    state: StateBadge
    money: Money


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """A line of an order with its amounts. state: empty while it is open.

    gift, gift_form: of a line that is for somebody else, once it was paid.
    """

    sold: SoldLine
    price: Money
    former: str
    state: str
    gift: Gift | None = None
    gift_form: RecipientForm | None = None

    @property
    def gift_waits(self) -> bool:
        """Whether its giver may still send it again, or to another address."""
        return self.gift is not None and self.gift.accepted_at is None and self.sold.line.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What templates/billing/orders/order.html draws."""

    order: Order
    state: StateBadge
    lines: tuple[BoughtLine, ...]
    taxes: tuple[tuple[str, Money], ...]
    payments: tuple[MoneyRow, ...]
    refunds: tuple[MoneyRow, ...]
    documents: tuple[DocumentLink, ...]

    @property
    def can_be_paid(self) -> bool:
        return bool(self.order.due)


def history_of(orders: Iterable[Order]) -> list[HistoryRow]:
    """Orders as rows of a list. Two queries for the titles and documents of all."""
    shown = list(orders)
    titles: dict[int, list[str]] = {order.pk: [] for order in shown}
    rows = OrderLine.objects.filter(order__in=shown).order_by("order", "position")
    for order_id, title in rows.values_list("order", "title"):
        titles[order_id].append(title)
    documents = documents_of(shown)
    return [
        HistoryRow(order, _title(titles[order.pk]), state_of(order), tuple(documents[order.pk]))
        for order in shown
    ]


def order_page_of(order: Order) -> OrderPage:
    """One order. Five queries and the sellers'."""
    sold = sold_lines(order)
    gifts = {gift.line_id: gift for gift in Gift.objects.filter(line__order=order)}
    payments = Payment.objects.filter(order=order).order_by("pk")
    refunds = Refund.objects.filter(order=order).order_by("pk")
    return OrderPage(
        order=order,
        state=state_of(order),
        lines=tuple(_line(order, each, gifts.get(each.line.pk)) for each in sold),
        taxes=tuple(_taxes(order, sold)),
        payments=tuple(_payment(each) for each in payments),
        refunds=tuple(_refund(each) for each in refunds),
        documents=tuple(documents_of([order])[order.pk]),
    )


def documents_of(orders: Iterable[Order]) -> dict[int, list[DocumentLink]]:
    """The invoices and credit notes of orders, by the id of the order. One query."""
    shown = {order.pk: order for order in orders}
    found: dict[int, list[DocumentLink]] = {pk: [] for pk in shown}
    documents = list(Invoice.objects.of_orders(shown).with_credits())
    owed = {pk: order.charged_back_minor for pk, order in shown.items()}
    for document in documents:
        if document.cause == Invoice.Cause.DISPUTE:
            owed[document.order_id] += document.sign * document.total_minor
    for document in documents:
        label = _("Credit note") if document.is_credit_note else _("Invoice")
        url = reverse("invoices:pdf", args=[document.number])
        state = state_of_document(document, owed[document.order_id])
        found[document.order_id].append(DocumentLink(document, label, url, state))
    return found


def state_of_document(document: Invoice, owed_minor: int) -> StateBadge:
    """Whether a document still stands, and is paid. document: from `with_credits`. No query.

    An invoice is issued once it is paid; one whose payment was lost in a dispute is not paid any more.
    owed_minor: what disputes took of its order that no credit note is about.
    """
    taken_back: int = document.taken_back_minor  # type: ignore[attr-defined]
    replaced_by: str = document.replaced_by  # type: ignore[attr-defined]
    if replaced_by:
        return StateBadge(_("Cancelled, replaced by %(number)s") % {"number": replaced_by})
    if taken_back >= document.total_minor:
        return StateBadge(_("Cancelled"))
    if document.is_credit_note:
        causes = {Invoice.Cause.DETAILS: _("Details corrected"), Invoice.Cause.DISPUTE: _("Dispute lost")}
        return StateBadge(causes.get(document.cause, _("Refunded")))  # type: ignore[call-overload]
    if owed_minor > 0:
        return StateBadge(_("Unpaid"), "danger")
    if taken_back:
        return StateBadge(_("Partly refunded"), "accent")
    return StateBadge(_("Paid"), "brand")


def state_of(order: Order) -> StateBadge:
    """How an order stands, in a word or two. No query."""
    if order.status == Order.Status.PLACED:
        return StateBadge(_("Waiting for payment"), "info")
    if order.status == Order.Status.CANCELLED:
        return StateBadge(_("Cancelled"))
    if order.status == Order.Status.EXPIRED:
        return StateBadge(_("Expired"))
    if order.dispute == Order.DisputeState.OPEN:
        return StateBadge(_("Disputed"), "danger")
    if order.dispute == Order.DisputeState.LOST:
        return StateBadge(_("Dispute lost"), "danger")
    if order.refunded_minor and order.refunded_minor == order.paid_minor:
        return StateBadge(_("Refunded"))
    if order.refunded_minor:
        return StateBadge(_("Partly refunded"), "accent")
    return StateBadge(_("Paid"), "brand")


def gateway_label(code: str) -> str:
    """What buyers know a provider by; its code where it is no longer there."""
    if code == WALLET:
        return _("Wallet")
    return next((str(each.label) for each in registered() if each.code == code), code)


def _title(titles: list[str]) -> str:
    more = len(titles) - _TITLES_SHOWN
    shown = ", ".join(titles[:_TITLES_SHOWN])
    if more <= 0:
        return shown
    words = ngettext("%(titles)s and %(count)d more", "%(titles)s and %(count)d more", more)
    return words % {"titles": shown, "count": more}


def _line(order: Order, sold: SoldLine, gift: Gift | None) -> BoughtLine:
    line = sold.line
    price = line.unit_minor - line.discount_minor
    former = Money(line.unit_minor, order.currency).format() if line.discount_minor else ""
    form = None
    if gift is not None and gift.accepted_at is None:
        initial = {"recipient": line.recipient_email}
        form = RecipientForm(initial=initial, own_addresses=set(), auto_id=f"gift_{gift.pk}_%s")
    return BoughtLine(sold, Money(price, order.currency), former, _line_state(order, line), gift, form)


def _line_state(order: Order, line: OrderLine) -> str:
    if line.withdrawn_at is not None:
        return _("Refunded, access ended")
    if line.refunded_minor:
        words = _("%(amount)s refunded")
        return words % {"amount": Money(line.refunded_minor, order.currency).format()}
    return ""


def _taxes(order: Order, lines: Iterable[SoldLine]) -> list[tuple[str, Money]]:
    found: dict[tuple[str, int], int] = {}
    for sold in lines:
        for tax in sold.line.tax:
            key = (tax["name"], tax["rate_bp"])
            found[key] = found.get(key, 0) + tax["amount_minor"]
    words = _("Includes %(tax)s %(rate)s%%") if order.is_tax_included else "%(tax)s %(rate)s%%"
    return [
        (words % {"tax": name, "rate": f"{rate / 100:g}"}, Money(amount, order.currency))
        for (name, rate), amount in found.items()
    ]


def _payment(payment: Payment) -> MoneyRow:
    tones = {Payment.Status.CONFIRMED: "brand", Payment.Status.FAILED: "danger"}
    state = StateBadge(payment.get_status_display(), tones.get(Payment.Status(payment.status), ""))
    at = payment.confirmed_at or payment.created_at
    return MoneyRow(at, gateway_label(payment.gateway), state, payment.money)


def _refund(refund: Refund) -> MoneyRow:
    tones = {Refund.Status.COMPLETED: "brand", Refund.Status.FAILED: "danger"}
    state = StateBadge(refund.get_status_display(), tones.get(Refund.Status(refund.status), ""))
    at = refund.settled_at or refund.created_at
    return MoneyRow(at, refund.get_reason_display(), state, refund.money)
