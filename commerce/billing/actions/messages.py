"""Messages of providers that are kept: what they say is settled, looked up first, or waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from commerce.databases import commerce_transaction
from commerce.gateways import actions as gateways
from commerce.gateways.base import (
    DisputeState,
    GatewayRefused,
    GatewayUnreachable,
    Observed,
    PaymentState,
    RefundOutcome,
    RefundState,
    UnknownGateway,
    gateway_of,
)
from commerce.gateways.models import GatewayMessage
from commerce.gateways.models.message import MessageOutcome
from commerce.gateways.selectors import observed, waiting_messages

from ..models import Payment, PaymentCapture, Refund
from .disputes import settle_dispute
from .refunding import settle_provider_refund, settle_refund
from .settlement import UnknownReference, WrongBinding, settle_payment

#: So long a message waits for what it is about; after that somebody has to look at it.
LONGEST_WAIT = timedelta(days=7)


def handle_message(*, message_id: int, at: datetime, may_ask: bool = True) -> bool:
    """Do what a kept message asks for. False when its provider has to be asked, and may not be.

    A message about something that isn't known here waits, and is looked at again. What a message says alone
    takes things forward, never back: whether a refund failed, and how a dispute stands, is looked up.
    """
    message = GatewayMessage.objects.get(pk=message_id)
    if message.outcome != MessageOutcome.WAITING:
        return True
    try:
        says = observed(message)
        if not may_ask and _must_ask(says):
            return False
        if may_ask:
            _book_money_of(message.gateway, says, at)
        settle = _planned(message.gateway, says)
        with commerce_transaction():
            settle(at)
            _note(message, MessageOutcome.HANDLED, at)
    except (UnknownReference, GatewayUnreachable, UnknownGateway) as error:
        is_over = at - message.received_at > LONGEST_WAIT
        _note(message, MessageOutcome.FAILED if is_over else MessageOutcome.WAITING, at, error)
    except (WrongBinding, GatewayRefused, ValueError) as error:
        _note(message, MessageOutcome.FAILED, at, error)
    return True


def look_again(*, message_id: int, at: datetime) -> GatewayMessage:
    """Do once more what a message asks for that failed or waits; what was handled or ignored stays so.

    Returns the message as it is then. Never within a transaction.
    """
    message = GatewayMessage.objects.get(pk=message_id)
    if message.outcome == MessageOutcome.FAILED:
        _note(message, MessageOutcome.WAITING, at)
    try:
        handle_message(message_id=message_id, at=at)
    except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
        # Signed, but still not in words that we know.
        _note(message, MessageOutcome.FAILED, at, error)
    return GatewayMessage.objects.get(pk=message_id)


def retry_messages(*, now: datetime, limit: int = 200) -> int:
    """Look again at messages that wait. Returns how many there were."""
    waiting = waiting_messages(before=now - timedelta(minutes=1), limit=limit)
    for message in waiting:
        handle_message(message_id=message.pk, at=now)
    return len(waiting)


def _must_ask(says: Observed) -> bool:
    if says.about == "payment":
        return not isinstance(says.state, PaymentState)
    if says.about == "refund":
        return not (isinstance(says.state, RefundState) and says.state.outcome == RefundOutcome.PENDING)
    return says.about == "dispute"


def _book_money_of(gateway: str, says: Observed, at: datetime) -> None:
    """Book what a refund or a dispute is of, where nobody told us that it came: its provider knows."""
    is_about_money = says.about in ("refund", "dispute") and bool(says.transaction_id)
    if not is_about_money or PaymentCapture.objects.of_transaction(gateway, says.transaction_id).exists():
        return
    try:
        state = gateway_of(gateway).find_by_money(says.transaction_id)
    except GatewayRefused:
        return
    if state is None or state.capture is None:
        return
    of_state = Observed(
        payment=state.reference, payment_reference=says.payment_reference, payment_id=state.payment_id
    )
    _settle_payment(payment_of(gateway, of_state), state, at)


def _planned(gateway: str, says: Observed) -> Callable[[datetime], object]:
    """Ask the provider what has to be asked; what is left to do is done within a transaction."""
    if says.about == "payment":
        payment, state = payment_of(gateway, says), says.state
        if not isinstance(state, PaymentState):
            state = gateway_of(gateway).look_up(payment.gateway_reference or says.payment)
        return partial(_settle_payment, payment, state)
    if says.about == "refund":
        return partial(_settle_refund, gateway, says, _refund_state(gateway, says))
    dispute = gateway_of(gateway).look_up_dispute(says.dispute)
    return partial(_settle_dispute, gateway, dispute)


def _settle_payment(payment: Payment, state: PaymentState, at: datetime) -> None:
    settle_payment(payment_id=payment.pk, order_id=payment.order_id, state=state, at=at)


def _settle_dispute(gateway: str, state: DisputeState, at: datetime) -> None:
    settle_dispute(gateway=gateway, state=state, at=at)


def payment_of(gateway: str, says: Observed) -> Payment:
    """The payment that a message is about: by our own id, else by what the provider calls it.

    Raises UnknownReference.
    """
    rows = Payment.objects.filter(gateway=gateway)
    found = None
    if says.payment_id is not None:
        found = rows.filter(public_id=says.payment_id).first()
    for reference in filter(None, (says.payment, says.payment_reference)):
        found = found or rows.of_reference(gateway, reference).first()
    if found is None and says.transaction_id:
        found = rows.filter(captures__transaction_id=says.transaction_id).first()
    if found is None:
        raise UnknownReference(f"{gateway}: no payment {says.payment_id or says.payment}")
    return found


def _refund_state(gateway: str, says: Observed) -> RefundState:
    if isinstance(says.state, RefundState) and says.state.outcome == RefundOutcome.PENDING:
        return says.state
    return gateway_of(gateway).look_up_refund(says.refund, transaction_id=says.transaction_id)


def _settle_refund(gateway: str, says: Observed, state: RefundState, at: datetime) -> None:
    own_id = says.refund_id or state.refund_id
    known = Refund.objects.filter(capture__gateway=gateway)
    refund = known.filter(public_id=own_id).first() if own_id else None
    refund = refund or known.filter(gateway_reference=says.refund).first()
    if refund is not None:
        settle_refund(refund_id=refund.pk, state=state, at=at)
    elif own_id:
        raise UnknownReference(f"{gateway}: no refund {own_id}")
    else:
        settle_provider_refund(gateway=gateway, state=state, at=at)


def _note(
    message: GatewayMessage, outcome: MessageOutcome, at: datetime, error: Exception | None = None
) -> None:
    text = f"{type(error).__name__}: {error}" if error else ""
    gateways.settle_message(message_id=message.pk, outcome=outcome, at=at, error=text)
