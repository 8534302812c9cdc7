"""Money that somebody pays into their wallet, and money that goes back out of it.

A top-up is an order of one line that is no sale: what comes is owed to the customer, so it is posted to the
wallet instead of revenue, and no tax is charged (a voucher for many purposes is taxed when it is spent). What
is to go back is taken out of the wallet first, and waits where received money does until it is gone: nobody
can spend it meanwhile. Where the wallet holds less than a provider took, the rest is a loss.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from commerce.customers.details import BuyerDetails
from commerce.customers.models import Customer
from commerce.databases import commerce_transaction
from commerce.ledger.actions import EntryLine, Kind, NotEnoughBalance, credit, debit, hold_wallet, post
from commerce.ledger.models import Posting
from commerce.orders import actions as orders
from commerce.orders.models import Order, OrderLine
from commerce.orders.quotes import Quote, QuotedLine
from commerce.wallet.selectors import balance_of
from common.money import Money

from ..models import Refund

#: What a top-up stands under among the codes of products.
TOP_UP_CODE = "wallet:top-up"


class TopUpRefused(ValueError):
    """Not this amount, not in this currency. The sentence says why; nothing was written."""


def place_top_up(
    *, customer: Customer, money: Money, key: UUID, at: datetime, expires_at: datetime | None = None
) -> Order:
    """An order that puts money into the customer's wallet once it is paid.

    key: the order's public id; the same again gives the same order. Raises TopUpRefused for an amount outside
    of what the settings allow.
    """
    check_top_up(money)
    try:
        with commerce_transaction():
            known = Order.objects.filter(public_id=key).first()
            if known is None:
                return orders.place_order(
                    customer=customer,
                    quote=_quote(customer, money),
                    public_id=key,
                    expires_at=expires_at,
                    at=at,
                )
    except IntegrityError:
        known = Order.objects.get(public_id=key)
    if known.customer_id != customer.pk or known.total != money:
        raise TopUpRefused(_("This form was used already. Load the page again."))
    return known


def check_top_up(money: Money) -> None:
    """Raises TopUpRefused for an amount that a wallet isn't topped up by."""
    most = settings.WALLET_TOP_UP_MOST.get(money.currency)
    if most is None:
        raise TopUpRefused(_("Wallets can't be topped up in this currency."))
    least = settings.WALLET_TOP_UP_LEAST.get(money.currency, 1)
    if not least <= money.amount_minor <= most:
        words = _("Enter an amount between %(least)s and %(most)s.")
        told = {"least": Money(least, money.currency), "most": Money(most, money.currency)}
        raise TopUpRefused(words % {name: amount.format() for name, amount in told.items()})


def _quote(customer: Customer, money: Money) -> Quote:
    line = QuotedLine(
        product_code=TOP_UP_CODE,
        title=_("Wallet top-up"),
        supply="none",
        unit_minor=money.amount_minor,
        net_minor=money.amount_minor,
        tax_minor=0,
        total_minor=money.amount_minor,
        kind=OrderLine.Kind.TOP_UP,
    )
    buyer = BuyerDetails.from_json(vars(customer)).as_json()
    return Quote(currency=money.currency, lines=(line,), buyer=buyer)


def hold_back(order: Order, refund: Refund, *, at: datetime, may_lose: bool) -> None:
    """Take out of the wallet what a refund of a top-up gives back. Nothing for a refund of anything else.

    may_lose: the provider has given it back already, so that what is missing is lost. Raises
    NotEnoughBalance otherwise.
    """
    money = Money(refund.amount_minor - refund.surplus_minor, refund.currency)
    if money and _is_top_up(order):
        lines = [*taken_lines(order, money, may_lose=may_lose), credit(Kind.DEPOSITS, money)]
        _post("top_up_refund", order, refund, lines, at)


def give_back(order: Order, refund: Refund, *, at: datetime) -> None:
    """Put into the wallet again what a refund took out of it, since it failed."""
    money = Money(refund.amount_minor - refund.surplus_minor, refund.currency)
    if money and _is_top_up(order):
        lines = [debit(Kind.DEPOSITS, money), *returned_lines(order, money)]
        _post("top_up_refund_failed", order, refund, lines, at)


def _post(kind: str, order: Order, refund: Refund, lines: list[EntryLine], at: datetime) -> None:
    reference = f"{refund.public_id}:{refund.turns}"
    post(kind=kind, reference=reference, order_number=order.number, lines=lines, at=at)


def taken_lines(order: Order, money: Money, *, may_lose: bool) -> list[EntryLine]:
    """What is taken out of the buyer's wallet, and what is lost because it holds less. The wallet is held.

    Raises NotEnoughBalance where nothing may be lost.
    """
    owner = str(order.customer.public_id)
    taken = min(hold_wallet(owner=owner, currency=money.currency), money)
    if taken < money and not may_lose:
        raise NotEnoughBalance("the wallet holds less than what is to go back")
    return [debit(Kind.WALLET, taken, owner), debit(Kind.LOSSES, money - taken)]


def returned_lines(order: Order, money: Money) -> list[EntryLine]:
    """The other way round: what was lost of this order comes first, the rest is the buyer's again."""
    lost = lost_of(order)
    regained = min(lost, money)
    rest = money - regained
    return [credit(Kind.LOSSES, regained), credit(Kind.WALLET, rest, str(order.customer.public_id))]


def lost_of(order: Order) -> Money:
    """What of a top-up couldn't be taken back from the wallet. One query."""
    postings = Posting.objects.filter(account__kind=Kind.LOSSES, entry__order_number=order.number)
    return Money(postings.total_minor(), order.currency)


def most_refundable(order: Order, lines: list[OrderLine]) -> dict[int, int]:
    """How much of each line may go back, by its id: of a top-up no more than the wallet holds."""
    found = {line.pk: line.refundable_minor for line in lines}
    if any(line.is_top_up for line in lines):
        has = balance_of(order.customer, order.currency).amount_minor
        found = {pk: min(minor, has) for pk, minor in found.items()}
    return found


def _is_top_up(order: Order) -> bool:
    return OrderLine.objects.filter(order_id=order.pk, kind=OrderLine.Kind.TOP_UP).exists()
