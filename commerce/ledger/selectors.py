"""What the books say, and whether they are right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal

from django.db.models import Count, F, Max, Min, Sum
from django.db.models.functions import Coalesce, TruncDate

from common.money import Money

from .models import JournalEntry, LedgerAccount, Posting


@dataclass(frozen=True, slots=True)
class BookFault:
    """Something in the books that can't be. what: a sentence for whoever keeps them. reference: where."""

    what: str
    reference: str


@dataclass(frozen=True, slots=True)
class KindBalance:
    """What all accounts of one kind and currency sum to: debit above, credit below nought."""

    label: str
    money: Money


def balance(kind: str, owner: str, currency: str) -> Money:
    """The sum of an account's postings; nought for an account that has none. One query."""
    return Money(Posting.objects.of_account(kind, owner, currency).total_minor(), currency)


def wallet_balances(owner: str) -> list[Money]:
    """What is in the wallets of one owner, one amount a currency, in its order. One query."""
    rows = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.WALLET, owner=owner).order_by("currency")
    return [Money(row.balance_minor or 0, row.currency) for row in rows]


@dataclass(frozen=True, slots=True)
class Movement:
    """The sum of what entries of one kind posted to accounts of one kind, in one currency.

    key: the day, subject or owner that it's summed up for. amount_minor: debit above, credit below nought.
    """

    key: Any
    currency: str
    account: str
    entry: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EntrySpan:
    """The journal entries from `start` on and before `end`: their lowest and highest keys; 0 for none.

    Entries get their keys about in the order of time, so a database that is told these reads the postings of
    a month and no others.
    """

    start: datetime
    end: datetime
    first: int
    last: int


def entries_between(start: datetime, end: datetime) -> EntrySpan:
    """The entries from `start` on and before `end`. One query."""
    rows = JournalEntry.objects.filter(at__gte=start, at__lt=end)
    # Counted as well, or PostgreSQL would look for the lowest key among all keys, from the first one on.
    found = rows.aggregate(first=Min("pk"), last=Max("pk"), count=Count("pk"))
    return EntrySpan(start, end, found["first"] or 0, found["last"] or 0)


def movements(
    *,
    kinds: Collection[str],
    entries: EntrySpan,
    by: Literal["day", "subject", "owner"],
    zone: tzinfo,
    currency: str = "",
    subject: str = "",
) -> list[Movement]:
    """What moved in accounts of these kinds by these entries, in no order. One query.

    zone: whose days they are. currency, subject: only of these; empty: of all.
    """
    keys = {
        "day": TruncDate("entry__at", tzinfo=zone),
        "subject": F("subject"),
        "owner": F("account__owner"),
    }
    rows = Posting.objects.between(entries.start, entries.end).filter(
        entry__gte=entries.first, entry__lte=entries.last, account__kind__in=kinds
    )
    if currency:
        rows = rows.filter(currency=currency)
    if subject:
        rows = rows.filter(subject=subject)
    names = ("key", "currency", "account__kind", "entry__kind")
    sums = rows.annotate(key=keys[by]).order_by().values_list(*names).annotate(total=Sum("amount_minor"))
    return [Movement(*row) for row in sums if row[-1]]


def balances_by_kind() -> list[KindBalance]:
    """What stands in the accounts of each kind, for each currency, in the order of kinds. One query."""
    labels, order = dict(LedgerAccount.Kind.choices), list(LedgerAccount.Kind.values)
    sums = Posting.objects.values_list("account__kind", "currency").annotate(total=Sum("amount_minor"))
    rows = sorted(sums, key=lambda row: (order.index(row[0]), row[1]))
    return [KindBalance(str(labels[kind]), Money(total, currency)) for kind, currency, total in rows]


_further_checks: list[Callable[[], Iterable[BookFault]]] = []


def also_check(check: Callable[[], Iterable[BookFault]]) -> None:
    """Have `check_books` ask this, too: what an app above knows of money that the books must agree with."""
    if check not in _further_checks:
        _further_checks.append(check)


def check_books() -> list[BookFault]:
    """Prove that the books balance: nothing is found when they do.

    Every entry sums to nought in each currency and has two postings at least, postings are in the currency
    of their account, each wallet holds what was posted to it, and whatever the apps above have to add
    (`also_check`). Five queries over all postings, and those of the apps above.
    """
    own = [*_unbalanced(), *_lonely(), *_in_wrong_currency(), *_wrong_wallets()]
    return [*own, *(fault for check in _further_checks for fault in check())]


def _unbalanced() -> Iterator[BookFault]:
    sums = Posting.objects.values("entry", "currency").annotate(total=Sum("amount_minor")).exclude(total=0)
    for row in sums.values("entry__kind", "entry__reference", "currency", "total"):
        reference = f"{row['entry__kind']} {row['entry__reference']}"
        yield BookFault(
            f"The entry is {row['total']} {row['currency']} (minor units) out of balance", reference
        )


def _lonely() -> Iterator[BookFault]:
    for entry in JournalEntry.objects.annotate(count=Count("postings")).filter(count__lt=2):
        yield BookFault("The entry has fewer than two postings", str(entry))


def _in_wrong_currency() -> Iterator[BookFault]:
    wrong = Posting.objects.exclude(currency=F("account__currency")).select_related("entry", "account")
    for posting in wrong:
        yield BookFault(f"A posting in {posting.currency} stands in {posting.account}", str(posting.entry))


def _wrong_wallets() -> Iterator[BookFault]:
    wallets = LedgerAccount.objects.filter(kind=LedgerAccount.Kind.WALLET)
    posted = wallets.annotate(total=Coalesce(Sum("postings__amount_minor"), 0))
    for wallet in posted.exclude(balance_minor=-F("total")):
        yield BookFault(
            f"The wallet says {wallet.balance_minor}, its postings {-wallet.total} (minor units)", str(wallet)
        )
