"""What is in a wallet, and how it came there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commerce.customers.models import Customer
from commerce.ledger.models import LedgerAccount, Posting
from commerce.ledger.selectors import wallet_balances
from common.money import Money


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of a wallet: positive money came in, negative went out. label: what it was, in words."""

    at: datetime
    label: str
    order_number: str
    money: Money

    @property
    def is_gain(self) -> bool:
        """Whether the wallet holds more by it."""
        return self.money.amount_minor > 0


#: What the entries of the ledger are called on a statement, by their kind.
_LABELS = {
    "voucher": gettext_lazy("Voucher"),
    "top_up": gettext_lazy("Top-up"),
    "sale": gettext_lazy("Order"),
    "payment": gettext_lazy("Order"),
    "refund": gettext_lazy("Refund"),
    "top_up_refund": gettext_lazy("Refunded top-up"),
    "top_up_refund_failed": gettext_lazy("Refund failed"),
    "dispute_loss": gettext_lazy("Payment disputed"),
    "payment_return": gettext_lazy("Refund"),
    "merge": gettext_lazy("From your other account"),
}


def balances_of(customer: Customer | None) -> list[Money]:
    """What a customer has, one amount for each currency, without those of nought. One query."""
    if customer is None:
        return []
    return [money for money in wallet_balances(str(customer.public_id)) if money.amount_minor]


def balance_of(customer: Customer, currency: str) -> Money:
    """What a customer has in one currency. One query."""
    found = {money.currency: money for money in wallet_balances(str(customer.public_id))}
    return found.get(currency, Money.zero(currency))


def movements_of(customer: Customer) -> QuerySet[Posting]:
    """The postings of a customer's wallets, the newest first, each with its entry; to be paged."""
    owned = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.WALLET, owner=str(customer.public_id))
    rows: QuerySet[Posting] = Posting.objects.filter(account__in=owned)
    return rows.select_related("entry").order_by("-pk")


def statement_line(posting: Posting) -> StatementLine:
    """A posting as the owner of the wallet sees it. No query of its own after `movements_of`."""
    entry = posting.entry
    money = Money(-posting.amount_minor, posting.currency)
    label = str(_LABELS.get(entry.kind, "")) or entry.text or _("Other")
    return StatementLine(entry.at, label, entry.order_number, money)
