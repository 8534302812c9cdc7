"""What every channel offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.models import User

from ..models import Message
from ..wording import Wording


class ChannelRefused(Exception):
    """The channel will never take this message, in words for staff. Nothing is tried again."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a channel took a message. answer: what it or its provider said.

    is_delivered: False where a provider has the message and what became of it isn't known yet. reference: by
    which that is asked.
    """

    answer: str
    is_delivered: bool = True
    reference: UUID | None = None


class Channel(Protocol):
    """One way to reach people.

    `hand_over` is called within a transaction and writes to the database only, so that a message and the note
    of it are one commit: what talks to a provider does so later, from an outbox (`common.mail.outbox`).
    """

    def contact_of(self, person: User) -> str:
        """Where a person is reached; "" where they can't be."""
        ...

    def hand_over(self, messages: Sequence[Message], wordings: Sequence[Wording], *, at: datetime) -> Receipt:
        """Take messages to one person: one, or those of a digest together.

        Raises ChannelRefused; whatever else it raises is tried again later.
        """
        ...
