"""Reading what payment providers have told."""

from __future__ import annotations

from datetime import datetime

from .base import Observed, gateway_of
from .models import GatewayMessage


def observed(message: GatewayMessage) -> Observed:
    """What a kept message says. No query, no call. Raises UnknownGateway without its provider's keys."""
    return gateway_of(message.gateway).observe(bytes(message.body))


def messages_of_payment(
    gateway: str, *, reference: str, transaction_id: str = "", limit: int = 200
) -> list[GatewayMessage]:
    """The messages about one payment in the order in which they came. One query."""
    found = GatewayMessage.objects.about_payment(gateway, reference=reference, transaction_id=transaction_id)
    return list(found.order_by("received_at", "pk")[:limit])


def waiting_messages(*, before: datetime, limit: int = 200) -> list[GatewayMessage]:
    """The oldest messages received before this moment of which nothing has come yet. One query."""
    return list(GatewayMessage.objects.waiting(before=before)[:limit])
