"""Orders to be paid, and a payment provider that says they were: for the message that settles an order."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from commerce.billing.models import Payment
from commerce.customers.models import Customer
from commerce.gateways.base import Capture, Observed, PaymentOutcome, PaymentState
from commerce.orders.models import Order, OrderLine
from commerce.testing.invented_gateway import SIGNATURE, InventedGateway
from common.money import Money

from .scenarios import Call

_NAMES = UUID("6b1f3f0e-5a57-4f0e-9f4e-0f6a5e0a7c11")
#: The driver numbers its requests by the round, a million apart: so many rounds, so many requests in each.
ROUNDS, IN_A_ROUND, APART = 60, 500, 1_000_000
PRICE = Money(4_900, "EUR")
WEBHOOK = Call(
    "/webhooks/bench/",
    "POST",
    {"Content-Type": "application/json", "X-Invented-Signature": SIGNATURE},
    '{"id": "message-{n}", "kind": "paid", "n": {n}}',
)


class BenchProvider(InventedGateway):
    """Says of one payment after another that it was paid."""

    code = "bench"
    label = "Bench"

    def observe(self, body: bytes) -> Observed:
        number = int(json.loads(body)["n"])
        place = (number // APART) * IN_A_ROUND + number % APART
        capture = Capture(f"tx-{place}", PRICE, Money(172, "EUR"))
        state = PaymentState(
            f"pay-{place}", PaymentOutcome.CONFIRMED, capture, payment_id=uuid5(_NAMES, str(place))
        )
        return Observed(payment=state.reference, payment_id=state.payment_id, state=state)


def make_orders(count: int = ROUNDS * IN_A_ROUND, *, first: int = 0) -> None:
    """Orders of one line whose payments have begun: what `BenchProvider` speaks of."""
    now = timezone.now()
    customer, _is_new = Customer.objects.get_or_create(
        account_id=_NAMES, defaults={"name": "Bench", "created_at": now}
    )
    orders = Order.objects.bulk_create(
        [
            Order(
                number=f"B-{place:08d}",
                customer=customer,
                currency=PRICE.currency,
                net_minor=4_118,
                tax_minor=782,
                total_minor=PRICE.amount_minor,
                buyer={"country": "DE"},
                placed_at=now,
                expires_at=now + timedelta(days=9),
            )
            for place in range(first, first + count)
        ],
        batch_size=2_000,
    )
    OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                position=1,
                product_code="bench",
                title="Bench",
                supply="recorded",
                unit_minor=4_118,
                net_minor=4_118,
                tax_minor=782,
                total_minor=PRICE.amount_minor,
                payees=[{"payee": str(_NAMES), "share_bp": 4_000}],
            )
            for order in orders
        ],
        batch_size=2_000,
    )
    Payment.objects.bulk_create(
        [
            Payment(
                public_id=uuid5(_NAMES, str(place)),
                order=order,
                gateway=BenchProvider.code,
                status=Payment.Status.PENDING,
                amount_minor=PRICE.amount_minor,
                currency=PRICE.currency,
                gateway_reference=f"pay-{place}",
                created_at=now,
                check_at=now + timedelta(days=9),
            )
            for place, order in enumerate(orders, start=first)
        ],
        batch_size=2_000,
    )
