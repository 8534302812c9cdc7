"""Orders whose money came by bank, whatever the buyer had chosen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commerce.gateways.actions import confirm_transfer
from commerce.gateways.base import UnknownGateway, gateway_of
from commerce.orders.models import Order

from ..models import Payment
from .paying import NothingToPay, PaymentUnavailable, WayBack, check_payment, start_payment

_CODE = "bank_transfer"


def confirm_by_transfer(*, order_id: int, bank_reference: str, actor_id: UUID, at: datetime) -> Payment:
    """Write down that what is due of an order arrived by bank. Whatever else could be paid for it is ended.

    Raises NothingToPay, PaymentUnavailable where bank transfers aren't set up, TransferRefused. Never within
    a transaction.
    """
    if not Order.objects.get(pk=order_id).due:
        raise NothingToPay(f"order {order_id}")
    try:
        gateway_of(_CODE)
        payment = start_payment(
            order_id=order_id, gateway_code=_CODE, way=WayBack("", ""), description="", at=at
        )
    except UnknownGateway as error:
        raise PaymentUnavailable("bank transfers aren't set up") from error
    confirm_transfer(code=payment.gateway_reference, bank_reference=bank_reference, actor_id=actor_id, at=at)
    return check_payment(payment_id=payment.pk, at=at)
