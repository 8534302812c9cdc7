"""The people of a job: who is listed, who is known, and what is wrong with the other lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from allauth.account.models import EmailAddress
from django.db import DEFAULT_DB_ALIAS
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from learning.access.models import BulkEnrolmentJob, BulkRecipient

BATCH = 500
MOST_PEOPLE = 20_000


class BulkRefused(Exception):
    """Nothing was written. Its words are for people."""


class NobodyListed(BulkRefused):
    """There is no line in the list."""


class TooManyListed(BulkRefused):
    """There are more lines than one job takes."""


class NothingToUndo(BulkRefused):
    """The job changed nothing, or isn't over, or undoes another itself."""


@dataclass(frozen=True, slots=True)
class ListedRecipient:
    """One line of a list of people. person_id: when it is known who that is.

    problem: one of `BulkRecipient.Problem` for a line that can't be used; `email` is what stood there then.
    """

    line: int
    email: str
    first_name: str = ""
    last_name: str = ""
    person_id: int | None = None
    problem: str = ""


def save_recipients(
    bulk: BulkEnrolmentJob, listed: Iterable[ListedRecipient], *, using: str = DEFAULT_DB_ALIAS
) -> None:
    addresses: set[str] = set()
    people: set[int] = set()
    kept = 0
    for lines in batches(listed):
        kept += len(lines)
        if kept > MOST_PEOPLE:
            words = _("A bulk enrolment can include up to %(count)d people. Split the list into several.")
            raise TooManyListed(words % {"count": MOST_PEOPLE})
        _keep_lines(bulk, lines, addresses, people, using=using)
    if not kept:
        raise NobodyListed(_("This list is empty."))


def _keep_lines(
    bulk: BulkEnrolmentJob, lines: list[ListedRecipient], addresses: set[str], people: set[int], *, using: str
) -> None:
    """addresses, people: those on the lines before, to which these are added."""
    known = people_by_address(
        (line.email for line in lines if line.person_id is None and not line.problem), using=using
    )
    rows = []
    for line in lines:
        person_id = line.person_id or known.get(line.email.lower())
        is_again = line.email.lower() in addresses or person_id in people
        problem = line.problem or (BulkRecipient.Problem.TWICE if is_again else "")
        if not problem:
            addresses.add(line.email.lower())
            if person_id is not None:
                people.add(person_id)
        rows.append(
            BulkRecipient(
                bulk=bulk,
                line=line.line,
                email=line.email[:254],
                first_name=line.first_name[:150],
                last_name=line.last_name[:150],
                person_id=person_id,
                problem=problem,
            )
        )
    BulkRecipient.objects.using(using).bulk_create(rows)


def find_known(bulk: BulkEnrolmentJob, rows: list[BulkRecipient], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Who was unknown may have signed up since, or be somebody who is in the list under another address."""
    unknown = [row for row in rows if row.person_id is None]
    known = people_by_address((row.email for row in unknown), using=using)
    if not known:
        return
    listed = bulk.people.sound().filter(person__in=known.values()).values_list("person_id", flat=True)
    taken = set(listed)
    found = [row for row in unknown if row.email.lower() in known]
    for row in found:
        row.person_id = known[row.email.lower()]
        if row.person_id in taken:
            row.problem = BulkRecipient.Problem.TWICE
        taken.add(row.person_id)
    BulkRecipient.objects.using(using).bulk_update(found, ["person", "problem"])


def people_by_address(given: Iterable[str], *, using: str = DEFAULT_DB_ALIAS) -> dict[str, int]:
    """Ids of accounts by address in lower case: their own, or another that they have verified."""
    addresses = {address.lower() for address in given}
    if not addresses:
        return {}
    verified = (
        EmailAddress.objects.using(using)
        .annotate(address=Lower("email"))
        .filter(address__in=addresses, verified=True)
    )
    own = User.objects.using(using).annotate(address=Lower("email")).filter(address__in=addresses)
    return dict(verified.values_list("address", "user_id")) | dict(own.values_list("address", "pk"))


def batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
