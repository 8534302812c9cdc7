"""Stripe on loopback: sessions, intents, refunds and disputes with a memory, and events that are signed.

What a buyer, a bank or Stripe itself would do are methods; each adds the events that Stripe would send to
`events`. `signed` makes one ready to be posted.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import stripe

from commerce.testing.provider_server import Answer, Asked, Fault, Json, ProviderServer

SECRET_KEY = "sk_test_loopback"
WEBHOOK_SECRET = "whsec_loopback"
FEE_PERCENT = 3


@dataclass
class StripeServer(ProviderServer):
    """See the module. objects: everything it knows, by id. events: what it would send, oldest first."""

    objects: dict[str, Json] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    keys: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    declines: str = ""
    asks_for_the_buyer: bool = False
    asks_by_script: bool = False

    def signed(self, event: Json, *, at: int | None = None) -> tuple[bytes, dict[str, str]]:
        """An event's body and headers (names in lower case), signed at this time (now by default)."""
        body = json.dumps(event)
        header = stripe.WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET, timestamp=at)
        return body.encode(), {"stripe-signature": header, "content-type": "application/json"}

    # What is asked.

    def fault_answer(self, fault: Fault) -> Answer:
        return {
            Fault.ERROR: _refusal("api_error", "", "An error", 500),
            Fault.BUSY: _refusal("invalid_request_error", "rate_limit", "Too many", 429),
            Fault.CONFLICT: _refusal("invalid_request_error", "idempotency_key_in_use", "In use", 409),
        }[fault]

    def work(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization", "") != f"Bearer {SECRET_KEY}":
            return _refusal("invalid_request_error", "", "Invalid API Key provided", 401)
        key = asked.headers.get("idempotency-key", "")
        if asked.method == "POST" and key in self.keys:
            body, answer = self.keys[key]
            if body != f"{asked.path} {asked.body}":
                return _refusal("idempotency_error", "", "Other parameters for the same key", 400)
            return answer
        answer = self._route(asked)
        if asked.method == "POST" and answer.status < 400 or answer.status == 402:
            self.keys[key] = (f"{asked.path} {asked.body}", _copied(answer))
        return answer

    def _route(self, asked: Asked) -> Answer:
        for method, pattern, do in _ROUTES:
            found = re.fullmatch(f"/v1/{pattern}", asked.path)
            if asked.method == method and found:
                return do(self, asked, *found.groups())
        reference = asked.path.rpartition("/")[2]
        if asked.method == "GET" and reference in self.objects:
            return Answer(self._expanded(self.objects[reference], "expand" in asked.parameters))
        return _refusal("invalid_request_error", "resource_missing", f"No such object: {asked.path}", 404)

    def _create_session(self, wanted: Json) -> Answer:
        if wanted.get("customer") and wanted["customer"] not in self.objects:
            return _refusal("invalid_request_error", "resource_missing", "No such customer", 400)
        item = wanted["line_items"]["0"]["price_data"]
        expires_at = int(wanted.get("expires_at") or time.time() + 86_400)
        if expires_at < time.time() + 1_790:
            return _refusal("invalid_request_error", "", "`expires_at` must be 30 minutes away", 400)
        session = self._add(
            "cs_test_",
            object="checkout.session",
            status="open",
            payment_status="unpaid",
            amount_total=int(item["unit_amount"]),
            currency=item["currency"],
            metadata=wanted.get("metadata", {}),
            client_reference_id=wanted.get("client_reference_id"),
            payment_intent=None,
            customer=wanted.get("customer"),
            expires_at=expires_at,
            success_url=wanted["success_url"],
        )
        session["_intent"] = wanted.get("payment_intent_data", {})
        session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
        return Answer(self._expanded(session, False))

    def _expire_session(self, reference: str) -> Answer:
        session = self.objects.get(reference)
        if session is None:
            return _refusal("invalid_request_error", "resource_missing", "No such session", 404)
        if session["status"] != "open":
            return _refusal("invalid_request_error", "", "Only open sessions can be expired", 400)
        session |= {"status": "expired", "url": None}
        self._tell("checkout.session.expired", session)
        return Answer(self._expanded(session, False))

    def _create_intent(self, wanted: Json) -> Answer:
        intent = self._intent(int(wanted["amount"]), wanted["currency"], wanted.get("metadata", {}))
        intent |= {"payment_method": wanted["payment_method"], "customer": wanted["customer"]}
        if self.declines:
            error = {"code": "card_declined", "decline_code": self.declines}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            self._tell("payment_intent.payment_failed", intent)
            plain = self._expanded(intent, True)
            told = {"type": "card_error", "message": "Declined", "payment_intent": plain, **error}
            return Answer({"error": told}, 402)
        if self.asks_for_the_buyer:
            if self.asks_by_script:
                intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk"}}
                return Answer(self._expanded(intent, True))
            there = {"url": f"https://hooks.stripe.com/3d_secure/{intent['id']}", "return_url": ""}
            intent |= {
                "status": "requires_action",
                "next_action": {"type": "redirect_to_url", "redirect_to_url": there},
            }
            return Answer(self._expanded(intent, True))
        self._succeed(intent)
        return Answer(self._expanded(intent, True))

    def _cancel_intent(self, reference: str) -> Answer:
        intent = self.objects.get(reference)
        if intent is None or intent["status"] in ("succeeded", "canceled", "processing"):
            code = "payment_intent_unexpected_state"
            return _refusal("invalid_request_error", code, "It can't be cancelled", 400)
        intent["status"] = "canceled"
        self._tell("payment_intent.canceled", intent)
        return Answer(self._expanded(intent, False))

    def _search(self, query: str) -> Answer:
        wanted = query.rpartition(":")[2].strip("'")
        found = [
            self._expanded(each, False)
            for each in self.objects.values()
            if each["object"] == "payment_intent" and each["metadata"].get("payment_id") == wanted
        ]
        return Answer({"object": "search_result", "url": "/v1/search", "has_more": False, "data": found})

    def _create_refund(self, wanted: Json) -> Answer:
        intent = self.objects.get(wanted["payment_intent"])
        if intent is None or intent["status"] != "succeeded":
            return _refusal("invalid_request_error", "resource_missing", "No such payment", 404)
        amount = int(wanted.get("amount") or intent["amount"])
        if intent["_disputed"]:
            return _refusal("invalid_request_error", "charge_disputed", "It is disputed", 400)
        if amount > intent["amount"] - intent["_refunded"]:
            return _refusal("invalid_request_error", "charge_already_refunded", "More than is left", 400)
        intent["_refunded"] += amount
        refund = self._add(
            "re_",
            object="refund",
            amount=amount,
            currency=intent["currency"],
            payment_intent=intent["id"],
            charge=None,
            status="succeeded",
            reason=wanted.get("reason"),
            metadata=wanted.get("metadata", {}),
        )
        self._tell("refund.created", refund)
        return Answer(self._expanded(refund, False))

    def _detach(self, reference: str) -> Answer:
        method = self.objects.get(reference)
        if method is None:
            return _refusal("invalid_request_error", "resource_missing", "No such method", 404)
        method["customer"] = None
        return Answer(self._expanded(method, False))

    def _delete_customer(self, reference: str) -> Answer:
        if self.objects.get(reference, {}).get("object") != "customer":
            return _refusal("invalid_request_error", "resource_missing", "No such customer", 404)
        del self.objects[reference]
        for method in self.objects.values():
            if method["object"] == "payment_method" and method.get("customer") == reference:
                method["customer"] = None
        return Answer({"id": reference, "object": "customer", "deleted": True})

    def _listed(self, kind: str, by: str, parameters: Json) -> Answer:
        found = [
            self._expanded(each, False)
            for each in self.objects.values()
            if each["object"] == kind and each[by] == parameters.get(by)
        ]
        return Answer({"object": "list", "url": "/v1/list", "has_more": False, "data": found[::-1]})

    # What buyers, banks and Stripe do.

    def pay(self, session_id: str, *, delayed: bool = False) -> Json:
        """The buyer pays on the session's page; `delayed` by a way that takes days to bring the money."""
        session = self.objects[session_id]
        assert session["status"] == "open", f"a session that is {session['status']} can't be paid"
        wanted = session["_intent"]
        intent = self._intent(session["amount_total"], session["currency"], wanted.get("metadata", {}))
        keeps = wanted.get("setup_future_usage")
        customer = session["customer"] or (self._add("cus_", object="customer")["id"] if keeps else None)
        method = self._add(
            "pm_",
            object="payment_method",
            type="card",
            card={"brand": "visa", "last4": "4242", "exp_year": 2031, "exp_month": 4, "country": "DE"},
            customer=customer if keeps else None,
        )
        intent |= {"payment_method": method["id"], "setup_future_usage": keeps, "customer": customer}
        session |= {"status": "complete", "payment_intent": intent["id"], "customer": customer, "url": None}
        if delayed:
            intent["status"] = "processing"
        else:
            self._succeed(intent)
            session["payment_status"] = "paid"
        self._tell("checkout.session.completed", session)
        return intent

    def arrive(self, session_id: str, *, failed: bool = False) -> None:
        """The money of a delayed payment arrives, or doesn't."""
        session = self.objects[session_id]
        intent = self.objects[session["payment_intent"]]
        if failed:
            error = {"code": "payment_failed"}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            self._tell("payment_intent.payment_failed", intent)
            self._tell("checkout.session.async_payment_failed", session)
            return
        self._succeed(intent)
        session["payment_status"] = "paid"
        self._tell("checkout.session.async_payment_succeeded", session)

    def decline(self, session_id: str) -> None:
        """A card is declined on the session's page; another one may be tried."""
        session = self.objects[session_id]
        wanted = session["_intent"].get("metadata", {})
        intent = self._intent(session["amount_total"], session["currency"], wanted)
        intent |= {"status": "requires_payment_method", "last_payment_error": {"code": "card_declined"}}
        self._tell("payment_intent.payment_failed", intent)

    def expire(self, session_id: str) -> None:
        """Nobody paid in time."""
        self._expire_session(session_id)

    def confirm(self, intent_id: str) -> None:
        """The buyer answers the bank's question."""
        self._succeed(self.objects[intent_id])

    def move_refund(self, refund_id: str, status: str, *, why: str = "") -> None:
        """A refund goes on: to failed, even when it had succeeded, or from pending to succeeded."""
        refund = self.objects[refund_id]
        refund |= {"status": status, "failure_reason": why or None}
        if status == "failed":
            self.objects[refund["payment_intent"]]["_refunded"] -= refund["amount"]
        self._tell("refund.failed" if status == "failed" else "refund.updated", refund)

    def dispute(self, intent_id: str, *, status: str = "needs_response") -> Json:
        """The buyer's bank asks for the money back, or (`warning_needs_response`) asks a question."""
        intent = self.objects[intent_id]
        dispute = self._add(
            "dp_",
            object="dispute",
            amount=intent["amount"],
            currency=intent["currency"],
            payment_intent=intent_id,
            charge=None,
            reason="product_not_received",
            status=status,
            balance_transactions=[],
            evidence_details={"due_by": int(time.time()) + 604_800},
        )
        self._tell("charge.dispute.created", dispute)
        if not status.startswith("warning"):
            intent["_disputed"] = True
            self._book(dispute, -intent["amount"], 1500)
            self._tell("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def move_dispute(self, dispute_id: str, status: str) -> None:
        """A dispute goes on. Won brings the money back; lost after won takes it again."""
        dispute = self.objects[dispute_id]
        dispute["status"] = status
        held = -sum(each["amount"] for each in dispute["balance_transactions"])
        kind = "closed" if status in ("won", "lost", "warning_closed") else "updated"
        self._tell(f"charge.dispute.{kind}", dispute)
        if status == "won" and held > 0:
            self._book(dispute, held, 0)
            self._tell("charge.dispute.funds_reinstated", dispute)
        if status == "lost" and held <= 0:
            self._book(dispute, -dispute["amount"], 0)
            self._tell("charge.dispute.funds_withdrawn", dispute)

    # How it remembers.

    def _add(self, prefix: str, **values: Any) -> Json:
        reference = f"{prefix}{len(self.objects) + 1:08d}"
        self.objects[reference] = {"id": reference, "created": int(time.time()), **values}
        return self.objects[reference]

    def _intent(self, amount: int, currency: str, metadata: Json) -> Json:
        return self._add(
            "pi_",
            object="payment_intent",
            amount=amount,
            amount_received=0,
            currency=currency,
            status="requires_confirmation",
            metadata=metadata,
            latest_charge=None,
            payment_method=None,
            last_payment_error=None,
            _refunded=0,
            _disputed=False,
        )

    def _succeed(self, intent: Json) -> None:
        fee = intent["amount"] * FEE_PERCENT // 100
        booked = self._add(
            "txn_",
            object="balance_transaction",
            fee=fee,
            currency=intent["currency"],
            amount=intent["amount"],
        )
        card = (self.objects.get(intent["payment_method"] or "") or {}).get("card") or {}
        details = {"type": "card", "card": {"country": card.get("country")}}
        charge = self._add(
            "ch_", object="charge", balance_transaction=booked["id"], payment_method_details=details
        )
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": charge["id"],
            "next_action": None,
        }
        self._tell("payment_intent.succeeded", intent)

    def _book(self, dispute: Json, amount: int, fee: int) -> None:
        booked = self._add(
            "txn_", object="balance_transaction", amount=amount, fee=fee, currency=dispute["currency"]
        )
        dispute["balance_transactions"].append(dict(booked))

    def _expanded(self, found: Json, deep: bool) -> Json:
        """Without what is the stand-in's own; `deep` with what hangs on it instead of its id."""
        plain = {name: value for name, value in found.items() if not name.startswith("_")}
        if deep:
            for name in ("payment_intent", "latest_charge", "balance_transaction", "payment_method"):
                if plain.get(name):
                    plain[name] = self._expanded(self.objects[plain[name]], True)
        return dict(json.loads(json.dumps(plain)))

    def _tell(self, kind: str, about: Json) -> None:
        self.events.append(
            {
                "id": f"evt_{len(self.events) + 1:08d}",
                "object": "event",
                "api_version": "2026-10-28.endive",
                "created": int(time.time()),
                "type": kind,
                "livemode": False,
                "data": {"object": self._expanded(about, False)},
            }
        )


def _refusal(kind: str, code: str, message: str, status: int) -> Answer:
    return Answer({"error": {"type": kind, "code": code or None, "message": message}}, status)


def _copied(answer: Answer) -> Answer:
    return Answer(json.loads(json.dumps(answer.body)), answer.status)


_Do = Callable[..., Answer]
_ROUTES: list[tuple[str, str, _Do]] = [
    ("POST", "checkout/sessions", lambda it, asked: it._create_session(asked.parameters)),
    (
        "GET",
        "checkout/sessions",
        lambda it, asked: it._listed("checkout.session", "payment_intent", asked.parameters),
    ),
    ("POST", "checkout/sessions/([^/]+)/expire", lambda it, _asked, one: it._expire_session(one)),
    ("POST", "payment_intents", lambda it, asked: it._create_intent(asked.parameters)),
    ("GET", "payment_intents/search", lambda it, asked: it._search(asked.parameters["query"])),
    ("POST", "payment_intents/([^/]+)/cancel", lambda it, _asked, one: it._cancel_intent(one)),
    ("POST", "refunds", lambda it, asked: it._create_refund(asked.parameters)),
    ("GET", "refunds", lambda it, asked: it._listed("refund", "payment_intent", asked.parameters)),
    ("DELETE", "customers/([^/]+)", lambda it, _asked, one: it._delete_customer(one)),
    ("POST", "payment_methods/([^/]+)/detach", lambda it, _asked, one: it._detach(one)),
]
