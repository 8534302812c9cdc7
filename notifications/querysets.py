"""Which messages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from .kinds import ChannelCode

if TYPE_CHECKING:
    from .models import Message  # noqa: F401


class SentMessageQuerySet(models.QuerySet["Message"]):
    def due_at(self, moment: datetime) -> SentMessageQuerySet:
        """Messages that are to be sent by now."""
        return self.filter(status="pending", send_at__lte=moment)

    def shown_to(self, person: Any) -> SentMessageQuerySet:
        """What stands on a person's page of notifications, newest first."""
        return self.filter(person=person, channel=ChannelCode.IN_APP, status="sent").order_by("-pk")

    def unread(self) -> SentMessageQuerySet:
        """What was not opened yet."""
        return self.filter(read_at=None)
