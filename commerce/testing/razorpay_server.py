"""Razorpay on loopback: orders, payments, refunds and disputes with a memory, and messages that are signed.

What a buyer, a bank or Razorpay itself would do are methods; each adds the messages that would be sent to
`events`, each with its id. `signed` makes one ready to be posted.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from commerce.testing.provider_server import Answer, Asked, Fault, Json, ProviderServer

KEY_ID = "rzp_test_loopback"
KEY_SECRET = "key secret of loopback"
WEBHOOK_SECRET = "webhook secret of loopback"
FEE_PERCENT = 2


def signature_of(text: str, secret: str) -> str:
    """HMAC-SHA256 in hexadecimal: how Razorpay signs everything."""
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()


@dataclass
class RazorpayServer(ProviderServer):
    """See the module. honours_receipts: whether a repeated order with the same receipt is the same order."""

    objects: dict[str, Json] = field(default_factory=dict)
    events: list[tuple[str, Json]] = field(default_factory=list)
    refund_keys: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    honours_receipts: bool = True

    def signed(self, event: tuple[str, Json], secret: str = WEBHOOK_SECRET) -> tuple[bytes, dict[str, str]]:
        """An event's body and headers, names in lower case."""
        external_id, content = event
        body = json.dumps(content)
        headers = {"x-razorpay-signature": signature_of(body, secret), "x-razorpay-event-id": external_id}
        return body.encode(), headers | {"content-type": "application/json"}

    def posted(self, payment: Json) -> dict[str, str]:
        """What the checkout posts to our page after a payment."""
        signed = signature_of(f"{payment['order_id']}|{payment['id']}", KEY_SECRET)
        return {
            "razorpay_payment_id": payment["id"],
            "razorpay_order_id": payment["order_id"],
            "razorpay_signature": signed,
        }

    # What is asked.

    def fault_answer(self, fault: Fault) -> Answer:
        return {
            Fault.ERROR: _refusal("SERVER_ERROR", "We are facing some trouble", 500),
            Fault.BUSY: _refusal("BAD_REQUEST_ERROR", "Too many requests", 429),
            Fault.CONFLICT: _refusal("BAD_REQUEST_ERROR", "A request with this key is running", 409),
        }[fault]

    def work(self, asked: Asked) -> Answer:
        expected = base64.b64encode(f"{KEY_ID}:{KEY_SECRET}".encode()).decode()
        if asked.headers.get("authorization", "") != f"Basic {expected}":
            return _refusal("BAD_REQUEST_ERROR", "Authentication failed", 401)
        for method, pattern, do in _ROUTES:
            found = re.fullmatch(f"/v1/{pattern}", asked.path)
            if asked.method == method and found:
                return do(self, asked, *found.groups())
        return _refusal("BAD_REQUEST_ERROR", "The id provided does not exist", 400)

    def _create_order(self, asked: Asked) -> Answer:
        wanted = json.loads(asked.body)
        if wanted["currency"] == "INR" and wanted["amount"] < 100:
            return _refusal("BAD_REQUEST_ERROR", "Order amount less than minimum", 400, field="amount")
        if len(wanted.get("receipt", "")) > 40:
            return _refusal("BAD_REQUEST_ERROR", "Receipt is too long", 400, field="receipt")
        if wanted.get("unique_receipt") and self.honours_receipts:
            known = self._where("order", receipt=wanted["receipt"])
            if known:
                return Answer(known[0])
        order = self._add(
            "order",
            amount=wanted["amount"],
            amount_paid=0,
            currency=wanted["currency"],
            receipt=wanted.get("receipt"),
            status="created",
            attempts=0,
            notes=wanted.get("notes") or [],
        )
        return Answer(order)

    def _capture(self, asked: Asked, payment_id: str) -> Answer:
        payment, wanted = self.objects.get(payment_id), json.loads(asked.body)
        if payment is None or payment["status"] != "authorized":
            return _refusal("BAD_REQUEST_ERROR", "This payment has already been captured", 400)
        if wanted["amount"] != payment["amount"]:
            return _refusal("BAD_REQUEST_ERROR", "Capture amount must be equal to the amount", 400)
        self._take(payment)
        return Answer(payment)

    def _refund(self, asked: Asked, payment_id: str) -> Answer:
        key = asked.headers.get("x-refund-idempotency", "")
        if key and key in self.refund_keys:
            body, answer = self.refund_keys[key]
            if body != asked.body:
                return _refusal("BAD_REQUEST_ERROR", "Different body for the same key", 400)
            return answer
        payment, wanted = self.objects.get(payment_id), json.loads(asked.body)
        if payment is None or not payment["captured"]:
            return _refusal("BAD_REQUEST_ERROR", "The payment has not been captured", 400)
        amount = wanted.get("amount", payment["amount"])
        if amount > payment["amount"] - payment["amount_refunded"]:
            return _refusal("BAD_REQUEST_ERROR", "The total refund amount is greater", 400, field="amount")
        payment["amount_refunded"] += amount
        is_full = payment["amount_refunded"] == payment["amount"]
        payment |= {"refund_status": "full" if is_full else "partial"}
        payment |= {"status": "refunded"} if is_full else {}
        refund = self._add(
            "refund",
            "rfnd",
            amount=amount,
            currency=payment["currency"],
            payment_id=payment_id,
            notes=wanted.get("notes") or [],
            receipt=wanted.get("receipt"),
            status="pending",
            speed_requested="normal",
        )
        answer = Answer(json.loads(json.dumps(refund)))
        if key:
            self.refund_keys[key] = (asked.body, answer)
        self._tell("refund.created", refund=refund, payment=payment)
        return answer

    def _read(self, reference: str) -> Answer:
        if reference not in self.objects:
            return _refusal("BAD_REQUEST_ERROR", "The id provided does not exist", 400)
        return Answer(self.objects[reference])

    def _listed(self, entity: str, **values: Any) -> Answer:
        found = self._where(entity, **values)[::-1]
        return Answer({"entity": "collection", "count": len(found), "items": found})

    # What buyers, banks and Razorpay do.

    def try_to_pay(self, order_id: str, *, outcome: str = "captured", method: str = "upi") -> Json:
        """A buyer tries. outcome: captured, authorized, failed, or created (no answer from the bank)."""
        order = self.objects[order_id]
        order["attempts"] += 1
        order["status"] = "attempted" if order["status"] == "created" else order["status"]
        payment = self._add(
            "payment",
            "pay",
            amount=order["amount"],
            currency=order["currency"],
            order_id=order_id,
            status="created",
            captured=False,
            method=method,
            amount_refunded=0,
            refund_status=None,
            fee=None,
            tax=None,
            notes=[],
            error_reason=None,
        )
        if method == "card":
            payment["card"] = {"network": "Visa", "last4": "1111"}
        self.move_payment(payment["id"], outcome)
        return payment

    def move_payment(self, payment_id: str, outcome: str) -> None:
        """The bank says something, perhaps late."""
        payment = self.objects[payment_id]
        if outcome == "failed":
            payment |= {"status": "failed", "error_reason": "payment_failed"}
            self._tell("payment.failed", payment=payment)
        if outcome in ("authorized", "captured"):
            payment |= {"status": "authorized", "error_reason": None}
            self._tell("payment.authorized", payment=payment)
        if outcome == "captured":
            self._take(payment)

    def move_refund(self, refund_id: str, status: str) -> None:
        """A refund goes on: processed, or failed, even after it was processed."""
        refund = self.objects[refund_id]
        refund["status"] = status
        payment = self.objects[refund["payment_id"]]
        if status == "failed":
            payment["amount_refunded"] -= refund["amount"]
            payment["status"] = "captured"
        self._tell(f"refund.{status}", refund=refund, payment=payment)

    def dispute(self, payment_id: str, *, phase: str = "chargeback", amount: int = 0) -> Json:
        """The buyer's bank asks for the money back, or for a part of it."""
        payment = self.objects[payment_id]
        dispute = self._add(
            "dispute",
            "disp",
            amount=amount or payment["amount"],
            currency=payment["currency"],
            payment_id=payment_id,
            amount_deducted=0,
            phase=phase,
            status="open",
            reason_code="goods_or_services_not_received",
            respond_by=int(time.time()) + 604_800,
        )
        self._tell("payment.dispute.created", payment=payment, dispute=dispute)
        return dispute

    def move_dispute(self, dispute_id: str, status: str, *, phase: str = "") -> None:
        """A dispute goes on; in another phase it may be open again after it was won."""
        dispute = self.objects[dispute_id]
        dispute |= {"status": status, "phase": phase or dispute["phase"]}
        dispute["amount_deducted"] = dispute["amount"] if status == "lost" else 0
        kind = "created" if status == "open" else status
        self._tell(f"payment.dispute.{kind}", payment=self.objects[dispute["payment_id"]], dispute=dispute)

    # How it remembers.

    def _take(self, payment: Json) -> None:
        order = self.objects[payment["order_id"]]
        fee = payment["amount"] * FEE_PERCENT // 100
        payment |= {"status": "captured", "captured": True, "fee": fee, "tax": fee * 18 // 118}
        order |= {"status": "paid", "amount_paid": payment["amount"]}
        self._tell("payment.captured", payment=payment)
        self._tell("order.paid", payment=payment, order=order)

    def _add(self, entity: str, prefix: str = "", **values: Any) -> Json:
        number = len(self.objects) + 1
        reference = f"{prefix or entity}_{number:014d}"
        created = int(time.time())
        self.objects[reference] = {"id": reference, "entity": entity, "created_at": created, **values}
        return self.objects[reference]

    def _where(self, entity: str, **values: Any) -> list[Json]:
        return [
            each
            for each in self.objects.values()
            if each["entity"] == entity and all(each[name] == value for name, value in values.items())
        ]

    def _tell(self, kind: str, **entities: Json) -> None:
        content = {
            "entity": "event",
            "account_id": "acc_loopback",
            "event": kind,
            "contains": list(entities),
            "payload": {name: {"entity": json.loads(json.dumps(each))} for name, each in entities.items()},
            "created_at": int(time.time()),
        }
        self.events.append((f"event_{len(self.events) + 1:06d}", content))


def _refusal(code: str, description: str, status: int, *, field: str = "") -> Answer:
    reason = "input_validation_failed" if status == 400 else "server_error"
    told = {"code": code, "description": description, "reason": reason, "field": field or None}
    return Answer({"error": told}, status)


_Do = Callable[..., Answer]
_ROUTES: list[tuple[str, str, _Do]] = [
    ("POST", "orders/?", lambda it, asked: it._create_order(asked)),
    ("GET", "orders/?", lambda it, asked: it._listed("order", receipt=asked.parameters.get("receipt"))),
    ("GET", "orders/([^/]+)/payments", lambda it, _asked, one: it._listed("payment", order_id=one)),
    ("POST", "payments/([^/]+)/capture", lambda it, asked, one: it._capture(asked, one)),
    ("POST", "payments/([^/]+)/refund", lambda it, asked, one: it._refund(asked, one)),
    ("GET", "payments/([^/]+)/refunds", lambda it, _asked, one: it._listed("refund", payment_id=one)),
    ("GET", "(?:refunds|disputes|orders|payments)/([^/]+)", lambda it, _asked, one: it._read(one)),
]
