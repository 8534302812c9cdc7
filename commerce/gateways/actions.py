"""Keeping the messages of payment providers, and writing down what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commerce.databases import commerce_transaction

from .bank_transfer.transfers import TransferRefused, confirm_transfer
from .base import Gateway
from .keeping import LONGEST_ERROR, keep
from .models import GatewayMessage
from .models.message import MessageOutcome

__all__ = ["MOST_BYTES", "TransferRefused", "confirm_transfer", "receive_message", "settle_message"]

#: The longest message that is read, in bytes. Providers send a few thousand.
MOST_BYTES = 262_144


def receive_message(
    *, gateway: Gateway, body: bytes, headers: Mapping[str, str], at: datetime
) -> GatewayMessage | None:
    """Verify a message and keep it; None for one that was delivered before. Tells GatewayEventReceived.

    headers: names in lower case. Raises ForgedMessage (StaleMessage is one), and keeps nothing then.
    Two inserts: the message and the fact; one, for a kind that doesn't concern us.
    """
    return keep(gateway, body, gateway.verify(body, headers, now=at), at)


def settle_message(*, message_id: int, outcome: MessageOutcome, at: datetime, error: str = "") -> None:
    """Write down what came of a message. WAITING: nothing yet, it will be looked at again. One update."""
    handled_at = at if outcome in (MessageOutcome.HANDLED, MessageOutcome.IGNORED) else None
    with commerce_transaction(joins=True) as db:
        GatewayMessage.objects.using(db).filter(pk=message_id).settle(
            outcome=outcome, at=handled_at, error=error[:LONGEST_ERROR]
        )
