"""What a broadcast would be, before anything is sent: kept, counted, and forgotten if nobody sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from common.transactions import in_transaction

from ..audiences import Audience, audience_named
from ..kinds import ChannelCode
from ..messages import BROADCAST
from ..models import Broadcast, MutedCategory

KEEP_UNUSED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many a broadcast goes to. switched_off: who want it by no channel, and so get none."""

    people: int
    by_email: int
    on_site: int
    switched_off: int


def reach_of(audience: Audience) -> Reach:
    """Count the people of an audience by the channels that they left on. One query."""
    muted = MutedCategory.objects.filter(person=OuterRef("pk"), category=BROADCAST.category)
    no_email = Exists(muted.filter(channel=ChannelCode.EMAIL)) | Q(email="")
    no_site = Exists(muted.filter(channel=ChannelCode.IN_APP))
    counts = audience.people.order_by().aggregate(
        people=Count("pk"),
        by_email=Count("pk", filter=~Q(no_email)),
        on_site=Count("pk", filter=~Q(no_site)),
        switched_off=Count("pk", filter=Q(no_email) & Q(no_site)),
    )
    return Reach(**counts)


@in_transaction
def prepare_broadcast(
    *,
    audience: str,
    subject: str,
    text: str,
    stands_on_page: bool,
    by: User,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> Broadcast:
    """Keep a text for the people of an audience, by its name. Nothing is sent yet. Raises NoAudience."""
    found = audience_named(audience, at=at, using=using)
    reach = reach_of(found)
    return Broadcast.objects.using(using).create(
        audience=audience,
        audience_label=found.label[:300],
        subject=subject,
        text=text,
        stands_on_page=stands_on_page and bool(found.page_label),
        sender=by,
        created_at=at,
        people=reach.people,
        switched_off=reach.switched_off,
    )


def forget_unused(*, at: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete what was prepared a week ago and never sent. Returns how many."""
    unused = Broadcast.objects.using(using).filter(
        state=Broadcast.State.PREPARED, created_at__lt=at - KEEP_UNUSED
    )
    return unused.delete()[0]
