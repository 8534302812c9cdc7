"""What an order has paid for, and whether orders are what they should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from commerce.databases import commerce_database
from commerce.ledger.models import LedgerAccount, Posting
from commerce.ledger.selectors import BookFault
from common.one_statement import ROW, Statement

from .models import Order, OrderLine


class EntitlementState(StrEnum):
    """open: use it. locked: not while a dispute is open. closed: not paid for, or no longer."""

    OPEN = "open"
    LOCKED = "locked"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one line of an order opens now, and for whom.

    buyer_account_id: None once the buyer was erased. recipient_account_id, recipient_email: of a gift, which
    its giver never gets. since: when the state began; None for what was never paid. is_by_voucher: whether
    a voucher opened it.
    """

    line_id: int
    product_code: str
    choices: tuple[str, ...]
    buyer_account_id: UUID | None
    recipient_account_id: UUID | None
    recipient_email: str
    state: EntitlementState
    since: datetime | None
    is_by_voucher: bool = False

    @property
    def is_gift(self) -> bool:
        return bool(self.recipient_email) or self.recipient_account_id is not None


def entitlements(order_id: int) -> list[Entitlement]:
    """What an order has paid for now, line by line, in their order. One query."""
    return [_entitlement(*row) for _order, *row in _OF_ORDER.rows({ROW: order_id}, using=commerce_database())]


def entitlements_of(order_ids: Iterable[int]) -> dict[int, list[Entitlement]]:
    """The same for many orders at once. One query."""
    lines = OrderLine.objects.filter(order_id__in=list(order_ids)).order_by("order_id", "position")
    found: dict[int, list[Entitlement]] = {}
    for order_id, *row in lines.values_list(*_READ):
        found.setdefault(order_id, []).append(_entitlement(*row))
    return found


#: What is read of a line: its order, then what `_entitlement` takes, in its order.
_READ = (
    "order_id",
    "pk",
    "product_code",
    "choices",
    "order__customer__account_id",
    "recipient_account_id",
    "recipient_email",
    "order__redemption_id",
    "withdrawn_at",
    "order__status",
    "order__closed_at",
    "order__dispute",
    "order__disputed_at",
    "order__paid_at",
)
_OF_ORDER = Statement(lambda: OrderLine.objects.filter(order_id=ROW).order_by("position").values_list(*_READ))


def _entitlement(
    line_id: int,
    product_code: str,
    choices: list[str],
    buyer_account_id: UUID | None,
    recipient_account_id: UUID | None,
    recipient_email: str,
    redemption_id: int | None,
    *state: Any,
) -> Entitlement:
    """state: what `_state` takes."""
    now, since = _state(*state)
    return Entitlement(
        line_id=line_id,
        product_code=product_code,
        choices=tuple(choices),
        buyer_account_id=buyer_account_id,
        recipient_account_id=recipient_account_id,
        recipient_email=recipient_email,
        state=now,
        since=since,
        is_by_voucher=redemption_id is not None,
    )


def _state(
    withdrawn_at: datetime | None,
    status: str,
    closed_at: datetime | None,
    dispute: str,
    disputed_at: datetime | None,
    paid_at: datetime | None,
) -> tuple[EntitlementState, datetime | None]:
    """By the line's, then the order's fields."""
    if status != Order.Status.PAID:
        return EntitlementState.CLOSED, closed_at
    if withdrawn_at is not None:
        return EntitlementState.CLOSED, withdrawn_at
    if dispute == Order.DisputeState.LOST:
        return EntitlementState.CLOSED, disputed_at
    if dispute == Order.DisputeState.OPEN:
        return EntitlementState.LOCKED, disputed_at
    return EntitlementState.OPEN, disputed_at or paid_at


#: The accounts in which money of an order stands that it has received and kept.
EARNED = (
    LedgerAccount.Kind.REVENUE,
    LedgerAccount.Kind.TAX,
    LedgerAccount.Kind.PAYABLE,
    LedgerAccount.Kind.DEPOSITS,
    LedgerAccount.Kind.LOSSES,
)


def check_orders() -> list[BookFault]:
    """Prove that orders are what they should be: nothing is found when they are. Three queries.

    The lines make the total, what went back of them is what went back of the order, and the books hold what
    the order says was received and kept.
    """
    return [*_wrong_totals(), *_wrong_books()]


def _wrong_totals() -> Iterator[BookFault]:
    sums = {name: Coalesce(Sum(f"lines__{name}"), 0) for name in _SUMMED}
    summed = Order.objects.annotate(**{f"of_lines_{name}": total for name, total in sums.items()})
    wrong = Q()
    for name in _SUMMED:
        wrong |= ~Q(**{name: F(f"of_lines_{name}")})
    for order in summed.filter(wrong):
        yield BookFault("The lines do not make the order's amounts", order.number)


def _wrong_books() -> Iterator[BookFault]:
    # What a top-up put into the wallet is what its order has received and kept.
    top_ups = Order.objects.filter(lines__kind=OrderLine.Kind.TOP_UP).values("number")
    in_wallet = Q(account__kind=LedgerAccount.Kind.WALLET, entry__order_number__in=top_ups)
    earned = Posting.objects.filter(Q(account__kind__in=EARNED) | in_wallet)
    posted = earned.exclude(entry__order_number="")
    kept = dict(posted.values_list("entry__order_number").annotate(total=-Sum("amount_minor")))
    orders = Order.objects.filter(paid_minor__gt=0).iterator()
    for order in orders:
        if kept.pop(order.number, 0) != order.kept_minor:
            yield BookFault(
                "The books hold another amount than the order has received and kept", order.number
            )
    for number, total in kept.items():
        if total:
            yield BookFault("The books hold money of an order that says it has none", number)


_SUMMED = ("net_minor", "tax_minor", "discount_minor", "total_minor", "refunded_minor")
