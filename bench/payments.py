"""A payment provider that says that orders of `bench.buyers` were paid."""

from __future__ import annotations

import json
from uuid import UUID, uuid5

from commerce.gateways.base import Capture, Observed, PaymentOutcome, PaymentState
from commerce.testing.invented_gateway import SIGNATURE, InventedGateway
from common.money import Money

from .scenarios import Call

NAMES = UUID("6b1f3f0e-5a57-4f0e-9f4e-0f6a5e0a7c11")
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
            f"pay-{place}", PaymentOutcome.CONFIRMED, capture, payment_id=uuid5(NAMES, str(place))
        )
        return Observed(payment=state.reference, payment_id=state.payment_id, state=state)
