"""Putting several people into a cohort at once, by their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User

from .. import actions
from ..models import Cohort


@dataclass(frozen=True, slots=True)
class AddedMembers:
    """What became of a list of addresses. refusal: why nobody was let in any more; empty when all were."""

    added: tuple[str, ...]
    already_in: tuple[str, ...]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]
    refusal: str = ""


def add_members(*, cohort: Cohort, addresses: Sequence[str], by: User, at: datetime) -> AddedMembers:
    """Put everybody with these addresses (in lower case) into a cohort, as long as there are seats.

    Each joins in a transaction of their own. Safe to repeat.
    """
    people = {person.email.lower(): person for person in User.objects.filter(email__in=addresses)}
    present = set(cohort.members.present().values_list("person", flat=True))
    added, already_in, left_out, refusal = [], [], [], ""
    for address in addresses:
        person = people.get(address)
        if person is None:
            continue
        if person.pk in present:
            already_in.append(address)
            continue
        try:
            actions.join_cohort(person=person, cohort=cohort, by=by, at=at)
            added.append(address)
        except actions.CohortRefused as refused:
            left_out.append(address)
            refusal = str(refused)
    unknown = tuple(address for address in addresses if address not in people)
    return AddedMembers(tuple(added), tuple(already_in), unknown, tuple(left_out), refusal)
