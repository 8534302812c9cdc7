"""The sandbox behind the interface of all providers. It exists only where DEBUG is on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commerce.databases import commerce_database, commerce_transaction
from common.money import Money

from ..base import (
    DisputeState,
    GatewayRefused,
    Observed,
    PaymentRequest,
    PaymentState,
    RefundRequest,
    RefundState,
    SignedMessage,
    StartedPayment,
)
from ..models import SandboxRecord
from . import messages
from .choices import choose, records_of, send
from .states import as_told, dispute_of, payment_behind, payment_of, payment_of_card, refund_of
from .words import WORDS

PAYMENT, REFUND, DISPUTE = SandboxRecord.Kind.PAYMENT, SandboxRecord.Kind.REFUND, SandboxRecord.Kind.DISPUTE


class SandboxGateway:
    """Buyers are sent to a page of ours, where whoever tries it out decides what happens."""

    code = "sandbox"
    by_hand = False
    keeps_methods = True
    shows_script = False
    words = WORDS
    page_sources: Mapping[str, tuple[str, ...]] = {}

    @property
    def label(self) -> str:
        return _("Sandbox (no money moves)")

    def is_ready(self) -> bool:
        return bool(settings.DEBUG and settings.SANDBOX_PAYMENTS)

    def takes(self, money: Money) -> bool:
        return money.amount_minor > 0

    def start(self, request: PaymentRequest) -> StartedPayment:
        if not self.takes(request.money):
            raise GatewayRefused("an amount of nothing", code="amount")
        record = self._opened(request)
        if request.saved_method and record.status == "open":
            card = _record(payment_of_card(request.saved_method), PAYMENT).details
            if card.get("is_forgotten"):
                raise GatewayRefused("this card was removed", code="missing")
            if not card.get("asks"):
                record = choose(reference=record.reference, choice="pay", at=request.at)
        if request.saved_method and record.status == "paid":
            return StartedPayment(record.reference, state=payment_of(as_told(record)))
        address = reverse("gateways_sandbox", args=[record.reference])
        return StartedPayment(record.reference, url=address, expires_at=request.expires_at)

    def come_back(self, reference: str, posted: Mapping[str, str]) -> PaymentState:
        return self.look_up(reference)

    def look_up(self, reference: str) -> PaymentState:
        return payment_of(as_told(_record(reference, PAYMENT)))

    def find(self, payment_id: UUID) -> PaymentState | None:
        rows = SandboxRecord.objects.using(commerce_database()).filter(own_id=payment_id, kind=PAYMENT)
        found = rows.first()
        return payment_of(as_told(found)) if found else None

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        return self.look_up(payment_behind(transaction_id))

    def cancel(self, reference: str) -> PaymentState:
        """Close it. Money that is late comes all the same, as it does with some providers."""
        with commerce_transaction() as db:
            rows = SandboxRecord.objects.using(db).filter(reference=reference, kind=PAYMENT)
            rows.filter(status__in=("open", "failed")).update(status="cancelled")
            rows.filter(status="late").update(status="late_cancelled")
        return self.look_up(reference)

    def refund(self, request: RefundRequest) -> RefundState:
        payment = _record(payment_behind(request.transaction_id), PAYMENT)
        with commerce_transaction() as db:
            # The payment's row is the lock under which what is left is counted.
            SandboxRecord.objects.using(db).select_for_update().get(pk=payment.pk)
            known = SandboxRecord.objects.using(db).filter(own_id=request.refund_id).first()
            is_new = known is None
            if known is None:
                self._check_left(payment, request, db)
                known = SandboxRecord.objects.using(db).create(
                    reference=f"refund_{request.refund_id.hex}",
                    kind=REFUND,
                    parent=payment.reference,
                    own_id=request.refund_id,
                    status="completed",
                    amount_minor=request.money.amount_minor,
                    currency=request.money.currency,
                    created_at=request.at,
                )
        if is_new:
            send(known, "refund.completed", at=known.created_at)
        return refund_of(as_told(known))

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        return refund_of(as_told(_record(reference, REFUND)))

    def refunds_of(self, transaction_id: str) -> list[RefundState]:
        found = records_of(payment_behind(transaction_id))
        return [refund_of(as_told(each)) for each in found if each.kind == REFUND]

    def look_up_dispute(self, reference: str) -> DisputeState:
        return dispute_of(as_told(_record(reference, DISPUTE)))

    def forget_method(self, token: str) -> None:
        with commerce_transaction() as db:
            rows = SandboxRecord.objects.using(db).select_for_update()
            if (record := rows.filter(reference=payment_of_card(token)).first()) is not None:
                record.details["is_forgotten"] = True
                record.save(update_fields=["details"])

    def forget_buyer(self, reference: str) -> None:
        """A pretend buyer is nobody."""

    def verify(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
        return messages.verify(body, headers, now=now)

    def observe(self, body: bytes) -> Observed:
        return messages.observe(body)

    def _opened(self, request: PaymentRequest) -> SandboxRecord:
        with commerce_transaction() as db:
            record, _is_new = SandboxRecord.objects.using(db).get_or_create(
                own_id=request.payment_id,
                defaults={
                    "reference": f"pay_{request.payment_id.hex}",
                    "kind": PAYMENT,
                    "status": "open",
                    "amount_minor": request.money.amount_minor,
                    "currency": request.money.currency,
                    "created_at": request.at,
                    "details": {
                        "order_number": request.order_number,
                        "description": request.description,
                        "return_url": request.return_url,
                        "cancel_url": request.cancel_url,
                        "keeps_method": request.keeps_method,
                    },
                },
            )
        if (record.amount_minor, record.currency) != (request.money.amount_minor, request.money.currency):
            raise GatewayRefused("another amount for the same payment", code="idempotency")
        return record

    def _check_left(self, payment: SandboxRecord, request: RefundRequest, db: str) -> None:
        rows = SandboxRecord.objects.using(db).filter(parent=payment.reference)
        given = sum(each.amount_minor for each in rows if each.kind == REFUND and each.status != "failed")
        is_same = request.money.currency == payment.currency and request.money.amount_minor > 0
        if payment.status != "paid" or not is_same:
            raise GatewayRefused("nothing to give back", code="unpaid")
        if request.money.amount_minor > payment.amount_minor - given:
            raise GatewayRefused("more than is left", code="already_refunded")


def _record(reference: str, kind: SandboxRecord.Kind) -> SandboxRecord:
    rows = SandboxRecord.objects.using(commerce_database()).filter(reference=reference, kind=kind)
    if (found := rows.first()) is None:
        raise GatewayRefused(f"the sandbox knows no {reference}", code="missing")
    return found
