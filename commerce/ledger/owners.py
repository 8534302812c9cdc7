"""What the owners of accounts are called: payees and wallets by their people, others by who knows them.

`register(kinds, namer)` in the AppConfig of the app that knows the owners of these kinds of accounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.contrib.auth import get_user_model

from commerce.customers.models import Customer
from common.money import Money

from .models import LedgerAccount, Posting

#: Names of owners, in a known number of queries; one that isn't known is left out.
Namer = Callable[[Collection[str]], dict[str, str]]
Kind = LedgerAccount.Kind

_namers: dict[str, Namer] = {}


def register(kinds: Iterable[str], namer: Namer) -> None:
    """Let an app name the owners of these kinds of accounts."""
    for kind in kinds:
        _namers[str(kind)] = namer


def names_of_people(owners: Collection[str]) -> dict[str, str]:
    """Whom accounts of the site are known as, by public id. One that is gone has no name. One query."""
    people = get_user_model().objects.filter(public_id__in=_uuids(owners))
    return {str(person.public_id): person.get_display_name() for person in people}


def names_of_customers(owners: Collection[str]) -> dict[str, str]:
    """Whose wallets these are. One query."""
    return {str(each.public_id): str(each) for each in Customer.objects.filter(public_id__in=_uuids(owners))}


def _uuids(owners: Iterable[str]) -> set[UUID]:
    found = set()
    for owner in owners:
        try:
            found.add(UUID(owner))
        except ValueError:
            continue
    return found


class OwnerNames:
    """Accounts in words, each owner looked up once: two queries and those of other apps for many."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def learn(self, accounts: Iterable[LedgerAccount]) -> None:
        """Look up the owners of these accounts that aren't known yet."""
        unknown: dict[Namer, set[tuple[str, str]]] = defaultdict(set)
        for account in accounts:
            key = (str(account.kind), account.owner)
            if account.owner and key not in self._names and account.kind in _namers:
                unknown[_namers[account.kind]].add(key)
        for namer, keys in unknown.items():
            names = namer({owner for _kind, owner in keys})
            self._names |= {key: names.get(key[1], key[1]) for key in keys}

    def called(self, account: LedgerAccount) -> str:
        """An account in words; its owner as in the books where nobody knows a name."""
        return account.called(self._names.get((str(account.kind), account.owner), account.owner))

    def line(self, posting: Posting) -> str:
        """A posting in words: its account and what it moved. posting: with its account."""
        return f"{self.called(posting.account)}: {Money(posting.amount_minor, posting.currency).format()}"


register([Kind.PAYABLE], names_of_people)
register([Kind.WALLET], names_of_customers)
