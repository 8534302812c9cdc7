"""What is posted for a payment, a sale, a refund and a dispute: lines of journal entries, as pure functions.

| event | debit | credit |
|---|---|---|
| payment | clearing (provider) or wallet | deposits: what counts towards the order; refunds: the rest |
| sale: the order is paid | deposits | revenue, tax (country), payable (each payee) |
| part of an unpaid order goes back | deposits | refunds |
| refund of lines | revenue, tax, payable | clearing or wallet |
| top-up: the order is paid | deposits | wallet |
| refund of a top-up is asked for | wallet, losses (what it doesn't hold) | deposits |
| refund of a top-up | deposits | clearing |
| refund of the rest | refunds | clearing or wallet |
| fee | fees (provider) | clearing |
| dispute withholds | disputed (provider) | clearing |
| dispute is lost | revenue; of a top-up wallet, losses | disputed |
| a lost dispute is credited | tax | revenue |

What failed after all is posted the other way round. A lost dispute takes from revenue alone: tax stays until
staff decide that it is owed no more (a credit note), and the payees' shares stay.
"""

from __future__ import annotations

from collections.abc import Iterable

from commerce.ledger.actions import EntryLine, credit, debit
from commerce.ledger.models import LedgerAccount
from commerce.orders.models import Order, OrderLine
from common.money import Money

from .models import PaymentCapture

Kind = LedgerAccount.Kind
_WHOLE_BP = 10_000
#: Stands where a provider does: the buyer's own money with us.
WALLET = "wallet"


def payment_lines(capture: PaymentCapture, order: Order) -> list[EntryLine]:
    """Money came: what of it counts towards the order, and what is to go back."""
    rest = capture.amount_minor - capture.applied_minor
    return [
        came_by(capture.gateway, capture.money, order),
        credit(Kind.DEPOSITS, Money(capture.applied_minor, capture.currency)),
        credit(Kind.REFUNDS, Money(rest, capture.currency)),
    ]


def sale_lines(order: Order, lines: Iterable[OrderLine]) -> list[EntryLine]:
    """What was received for an order is earned: every line's net, tax and shares."""
    earned = [part for line in lines for part in earned_lines(order, line, line.total_minor)]
    return [debit(Kind.DEPOSITS, order.total), *earned]


def earned_lines(order: Order, line: OrderLine, amount_minor: int) -> list[EntryLine]:
    """To whom so much of a line's total belongs, as credits. All of it is exactly what was sold."""
    if not amount_minor:
        return []
    if line.is_top_up:
        return [credit(Kind.WALLET, Money(amount_minor, order.currency), str(order.customer.public_id))]
    owners, weights = _shares(order, line)
    parts = Money(amount_minor, order.currency).allocate(weights)
    return [
        credit(kind, part, owner, line.product_code)
        for (kind, owner), part in zip(owners, parts, strict=True)
    ]


def _shares(order: Order, line: OrderLine) -> tuple[list[tuple[str, str]], list[int]]:
    """The accounts that a line's total is shared out to, and what each gets of all of it."""
    payees = [(each["payee"], line.net_minor * each["share_bp"] // _WHOLE_BP) for each in line.payees]
    kept = line.net_minor - sum(amount for _payee, amount in payees)
    owners = [(str(Kind.REVENUE), ""), (str(Kind.TAX), str(order.buyer.get("country", "")))]
    return (
        [*owners, *((str(Kind.PAYABLE), payee) for payee, _amount in payees)],
        [kept, line.tax_minor, *(amount for _payee, amount in payees)],
    )


def refund_lines(order: Order, line: OrderLine, *, before_minor: int, after_minor: int) -> list[EntryLine]:
    """A line's refunded amount goes from one to another, up or down: what each loses or gets back.

    Worked out from the sums, so that parts that follow each other make exactly what the whole is, in any
    order. What a top-up gives back left the wallet when it was asked for, and waits among the deposits.
    """
    if line.is_top_up:
        return [debit(Kind.DEPOSITS, Money(after_minor - before_minor, order.currency))]
    given = earned_lines(order, line, after_minor)
    taken = earned_lines(order, line, before_minor)
    return [*(_turned(each) for each in given), *taken]


def _turned(line: EntryLine) -> EntryLine:
    return EntryLine(line.kind, line.owner, -line.money, line.subject)


def came_by(gateway: str, money: Money, order: Order) -> EntryLine:
    """What comes to a provider's account or out of the buyer's wallet; below nought what goes back to it."""
    if gateway == WALLET:
        return EntryLine(Kind.WALLET, str(order.customer.public_id), money)
    return EntryLine(Kind.CLEARING, gateway, money)


def owed_back(currency: str, minor: int) -> EntryLine:
    """What is no longer owed to buyers, or is (below nought)."""
    return EntryLine(Kind.REFUNDS, "", Money(minor, currency))


def return_lines(capture: PaymentCapture) -> list[EntryLine]:
    """What counted towards an order that will not be paid goes back."""
    money = Money(capture.applied_minor, capture.currency)
    return [debit(Kind.DEPOSITS, money), credit(Kind.REFUNDS, money)]


def fee_lines(gateway: str, fee: Money, lines: Iterable[OrderLine]) -> list[EntryLine]:
    """A provider charges, or gives back (below nought). lines: of the order, who share it by totals."""
    shared = _shared(fee, lines)
    return [
        *(debit(Kind.FEES, part, gateway, subject) for subject, part in shared),
        credit(Kind.CLEARING, fee, gateway),
    ]


def withheld_lines(gateway: str, money: Money) -> list[EntryLine]:
    """A provider holds money back for a dispute, or gives it back (below nought)."""
    return [debit(Kind.DISPUTED, money, gateway), credit(Kind.CLEARING, money, gateway)]


def loss_lines(gateway: str, money: Money, lines: Iterable[OrderLine]) -> list[EntryLine]:
    """Money of a sale is lost in a dispute, or regained (below nought). lines: as for a fee."""
    shared = _shared(money, lines)
    return [
        *(debit(Kind.REVENUE, part, subject=subject) for subject, part in shared),
        credit(Kind.DISPUTED, money, gateway),
    ]


def unowed_tax_lines(order: Order, line: OrderLine, tax: Money) -> list[EntryLine]:
    """Tax of a line is owed no more, because its money was lost; or is owed again (below nought)."""
    if not tax:
        return []
    return [
        debit(Kind.TAX, tax, str(order.buyer.get("country", "")), line.product_code),
        credit(Kind.REVENUE, tax, subject=line.product_code),
    ]


def _shared(money: Money, lines: Iterable[OrderLine]) -> list[tuple[str, Money]]:
    """Which product bears which part of what is charged for a whole order."""
    weights = [(line.product_code, line.total_minor) for line in lines]
    if not any(weight for _code, weight in weights):
        return [("", money)]
    parts = money.allocate([weight for _code, weight in weights])
    return [(code, part) for (code, _weight), part in zip(weights, parts, strict=True)]
