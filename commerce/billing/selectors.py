"""What orders are called elsewhere, and whether payments, refunds and disputes are what the books say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from commerce.ledger.models import LedgerAccount, Posting
from commerce.ledger.selectors import BookFault
from commerce.orders.models import Order, OrderLine
from commerce.orders.selectors import entitlements_of

from .models import Dispute, Payment, PaymentCapture, Refund
from .postings import WALLET

Kind = LedgerAccount.Kind
PENDING, FAILED, SUCCESS, REFUNDED = "PENDING", "FAILED", "SUCCESS", "REFUNDED"


def status_word(order: Order) -> str:
    """How an order stands in the four words that integrations know (docs/commerce.md). One query at most."""
    return status_words([order])[order.pk]


def status_words(orders: Sequence[Order]) -> dict[int, str]:
    """The same for many orders, by id. One query."""
    waiting = [order.pk for order in orders if order.status == Order.Status.PLACED]
    last: dict[int, str] = {}
    if waiting:
        payments = Payment.objects.filter(order__in=waiting).exclude(gateway=WALLET).order_by("pk")
        last = dict(payments.values_list("order_id", "status"))
    return {order.pk: _status_word(order, last.get(order.pk, "")) for order in orders}


def _status_word(order: Order, last_payment: str) -> str:
    if order.status == Order.Status.PAID:
        return REFUNDED if order.paid_minor and not order.kept_minor else SUCCESS
    is_over = order.status != Order.Status.PLACED
    if is_over or last_payment in (Payment.Status.FAILED, Payment.Status.CANCELLED):
        return FAILED
    return PENDING


def bought_lines(orders: Iterable[Order]) -> dict[int, list[tuple[OrderLine, str]]]:
    """The lines of orders, by the order's id, and what each opens now. Two queries."""
    ids = [order.pk for order in orders]
    states = {each.line_id: str(each.state) for found in entitlements_of(ids).values() for each in found}
    lines: dict[int, list[tuple[OrderLine, str]]] = {pk: [] for pk in ids}
    for line in OrderLine.objects.filter(order__in=ids).order_by("order_id", "position"):
        lines[line.order_id].append((line, states[line.pk]))
    return lines


def check_payments() -> list[BookFault]:
    """Prove that the books hold what payments, refunds and disputes say: nothing is found when they do.

    What counts towards orders is what they have received; what is owed to buyers is what came and does not
    count; each provider's account holds what came by it and has not gone. Eight queries.
    """
    return [*_wrong_orders(), *_wrong_debts(), *_wrong_clearing()]


def _wrong_orders() -> Iterator[BookFault]:
    applied = Coalesce(Sum("payments__captures__applied_minor"), 0)
    orders = Order.objects.annotate(applied=applied).exclude(applied=F("paid_minor"))
    for order in orders:
        yield BookFault("The payments do not make what the order has received", order.number)


def _wrong_debts() -> Iterator[BookFault]:
    rest = F("amount_minor") - F("applied_minor") - F("returned_minor")
    owed = dict(PaymentCapture.objects.values_list("currency").annotate(owed=Sum(rest)))
    posted = Posting.objects.filter(account__kind=Kind.REFUNDS)
    for currency, total in posted.values_list("currency").annotate(total=-Sum("amount_minor")):
        if owed.pop(currency, 0) != total:
            yield BookFault("The books owe buyers another amount than what came too much", currency)
    yield from (
        BookFault("The books do not know of what came too much", currency)
        for currency, total in owed.items()
        if total
    )


def _wrong_clearing() -> Iterator[BookFault]:
    """By provider and currency: what came, less refunds, fees and what is withheld."""
    sums: dict[tuple[str, str], int] = {}

    def add(rows: object, sign: int) -> None:
        for gateway, currency, total in rows:  # type: ignore[attr-defined]
            if total:
                sums[gateway, currency] = sums.get((gateway, currency), 0) + sign * total

    captures = PaymentCapture.objects.exclude(gateway=WALLET)
    add(captures.values_list("gateway", "currency").annotate(Sum("amount_minor")), 1)
    add(captures.values_list("gateway", "fee_currency").annotate(Sum("fee_minor")), -1)
    went = (
        Refund.objects.completed()
        .exclude(capture__gateway=WALLET)
        .values_list("capture__gateway", "currency")
    )
    add(went.annotate(Sum("amount_minor")), -1)
    add(Dispute.objects.values_list("gateway", "currency").annotate(Sum("withheld_minor")), -1)
    add(Dispute.objects.values_list("gateway", "fee_currency").annotate(Sum("fee_minor")), -1)
    codes = set(Payment.objects.values_list("gateway", flat=True).distinct()) - {WALLET}
    posted = Posting.objects.filter(account__kind=Kind.CLEARING, account__owner__in=codes)
    add(posted.values_list("account__owner", "currency").annotate(Sum("amount_minor")), -1)
    for (gateway, currency), total in sums.items():
        if total:
            yield BookFault(f"The books are {total} {currency} (minor units) away from what came", gateway)
