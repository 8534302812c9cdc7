"""What a person's own screens of messages show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User

from .audiences import offered_to
from .kinds import ChannelCode, MessageCategory, channels_of, optional_categories
from .models import Broadcast, Message, MessagePreference, MutedCategory

#: So many announcements stand on a page.
ANNOUNCEMENTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """One category and one channel that a person may switch off. key: what a form calls the pair."""

    category: MessageCategory
    channel: ChannelCode
    is_on: bool

    @property
    def key(self) -> str:
        return f"{self.category}:{self.channel}"


def unread_count(person: User) -> int:
    """How many notifications a person hasn't opened. One query."""
    return Message.objects.shown_to(person).unread().count()


def told_of(*, kind: str, fact: str, person: User) -> bool:
    """Whether a person was told of this fact, or it is being done. One query."""
    return Message.objects.filter(fact=fact, person=person, kind=kind).exists()


def preference_of(person: User) -> MessagePreference:
    """How a person wants messages; as it is for everybody before they choose. One query."""
    return MessagePreference.objects.filter(person=person).first() or MessagePreference(person=person)


def choices_of(person: User) -> list[list[CategoryChoice]]:
    """What a person may switch off, a list for each category that has messages. One query."""
    muted = set(MutedCategory.objects.filter(person=person).values_list("category", "channel"))
    channels = channels_of(optional_categories())
    return [
        [CategoryChoice(category, channel, (category, channel) not in muted) for channel in of_category]
        for category, of_category in channels.items()
    ]


def broadcasts_for(user: User) -> QuerySet[Broadcast]:
    """Those whose people a member of the staff may write to, newest first. Queries as `offered_to`."""
    names = [name for _label, choices in offered_to(user) for name, _words in choices]
    return Broadcast.objects.filter(audience__in=names).select_related("sender").order_by("-pk")


def announcements_to(audience: str) -> list[Broadcast]:
    """What stands on the page of an audience, newest first. One query."""
    shown = Broadcast.objects.filter(audience=audience, stands_on_page=True, started_at__isnull=False)
    return list(
        shown.filter(withdrawn_at=None).select_related("sender").order_by("-started_at")[:ANNOUNCEMENTS_SHOWN]
    )
