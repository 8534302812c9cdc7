"""What is to become of a message, and when: by what its reader wants. Nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User

from .channels import channel_of
from .kinds import ChannelCode, MessageKind
from .models import Message, MessagePreference, MutedCategory
from .timing import Digest, QuietHours, may_send_at


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of messages. muted: pairs of category and channel."""

    digest: Digest
    quiet: QuietHours | None
    muted: frozenset[tuple[str, str]]


def wishes_of(people: Iterable[User], *, using: str) -> dict[int, Wish]:
    """What each of these people wants, by their id. Two queries."""
    ids = [person.pk for person in people]
    preferences = {
        row.person_id: row for row in MessagePreference.objects.using(using).filter(person__in=ids)
    }
    muted: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = MutedCategory.objects.using(using).filter(person__in=ids)
    for person_id, category, channel in rows.values_list("person_id", "category", "channel"):
        muted[person_id].add((category, channel))
    usual = MessagePreference()
    return {
        pk: Wish(Digest(chosen.digest), chosen.quiet, frozenset(muted[pk]))
        for pk in ids
        for chosen in [preferences.get(pk, usual)]
    }


def planned(
    kind: MessageKind,
    channel: ChannelCode,
    person: User,
    *,
    fact: str,
    payload: Mapping[str, Any],
    wish: Wish,
    at: datetime,
) -> Message:
    """The row of one channel, not saved."""
    can_wait = kind.category.is_optional and channel != ChannelCode.IN_APP
    digest = wish.digest if can_wait else Digest.IMMEDIATE
    quiet = wish.quiet if can_wait else None
    contact = channel_of(channel).contact_of(person)
    problem = ""
    if kind.category.is_optional and (kind.category, channel) in wish.muted:
        problem = _("Switched off by the person")
    elif not contact:
        problem = _("The account has no address for this channel")
    return Message(
        person=person,
        kind=kind.code,
        fact=fact,
        channel=channel,
        payload=dict(payload),
        contact=contact,
        status=Message.Status.SKIPPED if problem else Message.Status.PENDING,
        problem=problem,
        created_at=at,
        send_at=may_send_at(at, person.zone, digest=digest, quiet=quiet),
        in_digest=digest != Digest.IMMEDIATE,
    )
