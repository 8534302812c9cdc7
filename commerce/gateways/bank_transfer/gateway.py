"""Bank transfer behind the interface of all providers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from commerce.databases import commerce_database, commerce_transaction
from common.money import Money

from ..base import (
    Capture,
    DisputeState,
    ForgedMessage,
    GatewayRefused,
    MethodSummary,
    Observed,
    PaymentOutcome,
    PaymentRequest,
    PaymentState,
    RefundOutcome,
    RefundRequest,
    RefundState,
    SignedMessage,
    StartedPayment,
)
from ..models import BankTransfer
from ..models.bank_transfer import TransferStatus
from ..signatures import read_object
from .transfers import CODE, expect
from .words import WORDS

_PAYMENTS = {
    TransferStatus.WAITING: PaymentOutcome.PENDING,
    TransferStatus.DONE: PaymentOutcome.CONFIRMED,
    TransferStatus.CANCELLED: PaymentOutcome.CANCELLED,
}
_REFUNDS = {
    TransferStatus.WAITING: RefundOutcome.PENDING,
    TransferStatus.DONE: RefundOutcome.COMPLETED,
    TransferStatus.CANCELLED: RefundOutcome.FAILED,
}


class BankTransferGateway:
    """The buyer is shown where to send the money and what to write on it (`fields`: details, code)."""

    code = CODE
    by_hand = True
    keeps_methods = False
    shows_script = False
    words = WORDS
    page_sources: Mapping[str, tuple[str, ...]] = {}

    @property
    def label(self) -> str:
        return _("Bank transfer")

    def is_ready(self) -> bool:
        return bool(settings.BANK_TRANSFER_DETAILS)

    def takes(self, money: Money) -> bool:
        return money.currency in settings.BANK_TRANSFER_CURRENCIES and money.amount_minor > 0

    def start(self, request: PaymentRequest) -> StartedPayment:
        transfer = expect(
            subject_id=request.payment_id,
            direction=BankTransfer.Direction.IN,
            money=request.money,
            order_number=request.order_number,
            at=request.at,
        )
        shown = {"code": transfer.code, "details": "\n".join(settings.BANK_TRANSFER_DETAILS)}
        return StartedPayment(transfer.code, fields=shown, state=_payment(transfer))

    def come_back(self, reference: str, posted: Mapping[str, str]) -> PaymentState:
        return self.look_up(reference)

    def look_up(self, reference: str) -> PaymentState:
        return _payment(_transfer(reference, BankTransfer.Direction.IN))

    def find(self, payment_id: UUID) -> PaymentState | None:
        rows = BankTransfer.objects.using(commerce_database())
        found = rows.filter(subject_id=payment_id, direction=BankTransfer.Direction.IN).first()
        return _payment(found) if found else None

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        return self.look_up(transaction_id)  # a transfer is called by its code

    def cancel(self, reference: str) -> PaymentState:
        """Expect it no more. Money that comes all the same can still be confirmed."""
        with commerce_transaction() as db:
            BankTransfer.objects.using(db).filter(code=reference, status=TransferStatus.WAITING).update(
                status=TransferStatus.CANCELLED, settled_at=timezone.now()
            )
        return self.look_up(reference)

    def refund(self, request: RefundRequest) -> RefundState:
        """Wait for staff to send the money back."""
        came = _transfer(request.reference, BankTransfer.Direction.IN)
        if came.status != TransferStatus.DONE:
            raise GatewayRefused("the transfer never came", code="unpaid")
        transfer = expect(
            subject_id=request.refund_id,
            direction=BankTransfer.Direction.OUT,
            money=request.money,
            order_number=request.order_number,
            at=request.at,
            answers=request.reference,
        )
        return _refund(transfer)

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        return _refund(_transfer(reference, BankTransfer.Direction.OUT))

    def refunds_of(self, transaction_id: str) -> list[RefundState]:
        rows = BankTransfer.objects.using(commerce_database()).filter(answers=transaction_id)
        return [_refund(each) for each in rows.order_by("pk")]

    def look_up_dispute(self, reference: str) -> DisputeState:
        raise GatewayRefused("transfers are never disputed", code="missing")

    def forget_method(self, token: str) -> None:
        """There is none."""

    def forget_buyer(self, reference: str) -> None:
        """There is none."""

    def verify(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
        """No bank sends us messages: what happened is said by staff, who are signed in."""
        raise ForgedMessage("bank transfers have no messages")

    def observe(self, body: bytes) -> Observed:
        told = read_object(body)
        code = str(told["transfer"])
        if told["direction"] == BankTransfer.Direction.OUT:
            answers = str(told["answers"])
            return Observed(refund=code, payment_reference=answers, transaction_id=answers)
        return Observed(payment=code, payment_reference=code, transaction_id=code)


def _transfer(code: str, direction: BankTransfer.Direction) -> BankTransfer:
    rows = BankTransfer.objects.using(commerce_database()).filter(code=code, direction=direction)
    if (found := rows.first()) is None:
        raise GatewayRefused(f"no transfer {code}", code="missing")
    return found


def _payment(transfer: BankTransfer) -> PaymentState:
    outcome = _PAYMENTS[TransferStatus(transfer.status)]
    money = Money(transfer.amount_minor, transfer.currency)
    is_there = outcome == PaymentOutcome.CONFIRMED
    return PaymentState(
        reference=transfer.code,
        outcome=outcome,
        capture=Capture(transfer.code, money, Money.zero(money.currency)) if is_there else None,
        method=MethodSummary("bank") if is_there else None,
        payment_id=transfer.subject_id,
    )


def _refund(transfer: BankTransfer) -> RefundState:
    return RefundState(
        reference=transfer.code,
        outcome=_REFUNDS[TransferStatus(transfer.status)],
        money=Money(transfer.amount_minor, transfer.currency),
        transaction_id=transfer.answers,
        refund_id=transfer.subject_id,
    )
