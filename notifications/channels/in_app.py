"""Messages on the site itself: the bell and its page. The row is the message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User

from ..models import Message
from ..wording import Wording
from .base import Receipt


class InAppChannel:
    """Keeps what a message said, for its reader's page of notifications."""

    def contact_of(self, person: User) -> str:
        return str(person.public_id)

    def hand_over(self, messages: Sequence[Message], wordings: Sequence[Wording], *, at: datetime) -> Receipt:
        for message, wording in zip(messages, wordings, strict=True):
            message.text = wording.text
        return Receipt(answer="")


CHANNEL = InAppChannel()
