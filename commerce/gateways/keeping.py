"""Writing down a message that was verified, or that is our own."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError

from commerce.databases import commerce_database, commerce_transaction
from common.events import emit

from .base import ForgedMessage, Gateway, Observed, SignedMessage
from .events import GatewayEventReceived
from .models import GatewayMessage
from .models.message import MessageOutcome

LONGEST_ERROR = 2_000
# What providers call things: letters, digits, dots and the like.
_NAME = re.compile(r"[\x21-\x7e]{0,255}")


def keep(gateway: Gateway, body: bytes, signed: SignedMessage, at: datetime) -> GatewayMessage | None:
    """Keep a message and tell GatewayEventReceived; None for one that is kept already.

    Raises ForgedMessage where the message has no name. Two inserts; one for a kind that doesn't concern us.
    """
    if not (signed.external_id and _NAME.fullmatch(signed.external_id) and _NAME.fullmatch(signed.kind)):
        raise ForgedMessage("a message without a name")
    try:
        observed, problem = _checked(gateway.observe(body)), ""
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        # Signed, but not in words that we know: it is kept, for people to look at.
        observed, problem = Observed(), f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    outcome = MessageOutcome.WAITING if observed.about else MessageOutcome.IGNORED
    outcome = MessageOutcome.FAILED if problem else outcome
    message = GatewayMessage(
        gateway=gateway.code,
        external_id=signed.external_id,
        kind=signed.kind[:100],
        body=body,
        sent_at=signed.sent_at,
        received_at=at,
        payment_reference=observed.payment_reference or observed.payment,
        transaction_id=observed.transaction_id,
        outcome=outcome,
        handled_at=at if outcome == MessageOutcome.IGNORED else None,
        error=problem,
    )
    return _added(message)


def _checked(observed: Observed) -> Observed:
    """The same. Raises ValueError where a name is none that a provider would give."""
    names = (observed.payment, observed.payment_reference, observed.transaction_id)
    if not all(map(_NAME.fullmatch, names)):
        raise ValueError("a name that can't be kept")
    return observed


def _added(message: GatewayMessage) -> GatewayMessage | None:
    """The row, unless there is one of this id: the unique key decides, never a look beforehand."""
    try:
        with commerce_transaction() as db:
            message.save(using=db)
            if message.outcome == MessageOutcome.WAITING:
                emit(GatewayEventReceived(message_id=message.pk), using=db)
    except IntegrityError:
        known = GatewayMessage.objects.using(commerce_database()).filter(
            gateway=message.gateway, external_id=message.external_id
        )
        if not known.exists():
            raise
        return None
    return message
