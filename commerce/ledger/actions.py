"""Posting: the only way money moves in the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from commerce.databases import commerce_transaction
from common.money import Money
from common.one_statement import RowInsertion

from .models import JournalEntry, LedgerAccount, Posting

Kind = LedgerAccount.Kind
AccountKey = tuple[str, str, str]
_ENTRIES = RowInsertion(JournalEntry, or_nothing=("kind", "reference"))


class Unbalanced(ValueError):
    """The lines of an entry do not sum to nought in each currency."""


class NotEnoughBalance(ValueError):
    """A wallet holds less than was to be taken from it."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """What one account gets: a positive amount is a debit, a negative one a credit.

    kind: of `LedgerAccount.Kind`. owner: see LedgerAccount. A wallet holds its owner's credit, so a credit of
    the account raises what the owner has. subject: the product by its code, where it is about one.
    """

    kind: str
    owner: str
    money: Money
    subject: str = ""

    @property
    def account(self) -> AccountKey:
        return (str(self.kind), self.owner, self.money.currency)


def debit(kind: str, money: Money, owner: str = "", subject: str = "") -> EntryLine:
    """A line that adds to an account."""
    return EntryLine(kind, owner, money, subject)


def credit(kind: str, money: Money, owner: str = "", subject: str = "") -> EntryLine:
    """A line that takes from an account."""
    return EntryLine(kind, owner, -money, subject)


def hold_wallet(*, owner: str, currency: str) -> Money:
    """What a wallet holds, which stays so until the transaction ends. One query."""
    wallets = LedgerAccount.objects.select_for_update().filter(
        kind=Kind.WALLET, owner=owner, currency=currency
    )
    found = wallets.first()
    return Money(found.balance_minor or 0 if found is not None else 0, currency)


def post(
    *,
    kind: str,
    reference: str,
    lines: Iterable[EntryLine],
    at: datetime,
    order_number: str = "",
    text: str = "",
) -> JournalEntry | None:
    """Post one entry, once; None when this kind and reference were posted before.

    Lines of nought are left out, those of one account and subject are added up. at: when the money moved
    (aware). Raises Unbalanced, and NotEnoughBalance when a wallet would fall below nought; then nothing is
    written.
    Three queries, one for each wallet, and two for an account's first posting.
    """
    amounts = _by_account_and_subject(lines)
    by_account = _by_account(amounts)
    entry = JournalEntry(kind=kind, reference=reference, order_number=order_number, text=text, at=at)
    with commerce_transaction(joins=True) as db:
        if not _ENTRIES.add(entry, using=db):
            return None
        accounts = _accounts(list(by_account))
        # In the order of their ids, so that two entries over the same wallets never wait for each other.
        for key in sorted(by_account, key=lambda key: accounts[key]):
            if key[0] == Kind.WALLET and by_account[key]:
                _move_wallet(accounts[key], by_account[key])
        Posting.objects.bulk_create(
            [
                Posting(
                    entry=entry,
                    account_id=accounts[key],
                    amount_minor=amount,
                    currency=key[2],
                    subject=subject,
                )
                for (key, subject), amount in amounts.items()
            ]
        )
    return entry


def _by_account_and_subject(lines: Iterable[EntryLine]) -> dict[tuple[AccountKey, str], int]:
    amounts: dict[tuple[AccountKey, str], int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        amounts[line.account, line.subject] += line.money.amount_minor
        sums[line.money.currency] += line.money.amount_minor
    if any(sums.values()):
        raise Unbalanced(", ".join(f"{total} {code} over" for code, total in sums.items() if total))
    found = {key: amount for key, amount in amounts.items() if amount}
    if not found:
        raise Unbalanced("an entry moves money")
    return found


def _by_account(amounts: Mapping[tuple[AccountKey, str], int]) -> dict[AccountKey, int]:
    found: dict[AccountKey, int] = defaultdict(int)
    for (key, _subject), amount in amounts.items():
        found[key] += amount
    return found


def _accounts(keys: Sequence[AccountKey]) -> dict[AccountKey, int]:
    """The ids of these accounts; those that are new are made."""
    found = _known(keys)
    if missing := [key for key in keys if key not in found]:
        LedgerAccount.objects.bulk_create(
            [
                LedgerAccount(
                    kind=kind,
                    owner=owner,
                    currency=currency,
                    balance_minor=0 if kind == Kind.WALLET else None,
                )
                for kind, owner, currency in missing
            ],
            ignore_conflicts=True,
        )
        found = _known(keys)
    return found


def _known(keys: Sequence[AccountKey]) -> dict[AccountKey, int]:
    rows = LedgerAccount.objects.filter(owner__in={owner for _kind, owner, _currency in keys})
    wanted = set(keys)
    listed = rows.filter(kind__in={key[0] for key in keys}).values_list("kind", "owner", "currency", "pk")
    return {key: pk for *names, pk in listed if (key := (names[0], names[1], names[2])) in wanted}


def _move_wallet(pk: int, amount: int) -> None:
    # A credit of the account is more in the wallet. The condition and the change are one statement.
    wallets = LedgerAccount.objects.filter(pk=pk, balance_minor__gte=amount)
    if not wallets.update(balance_minor=F("balance_minor") - amount):
        raise NotEnoughBalance("the wallet holds less than that")
