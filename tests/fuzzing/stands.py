"""What happens at each real provider while it is played: what buyers, banks and the provider itself do."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from commerce.databases import commerce_database
from commerce.gateways.actions import confirm_transfer
from commerce.gateways.models import BankTransfer, SandboxRecord
from commerce.gateways.sandbox import messages as sandbox_messages
from commerce.gateways.sandbox.choices import choices_of, choose
from commerce.gateways.stripe.states import id_of
from commerce.testing.provider_server import Asked, Fault
from commerce.testing.razorpay_server import RazorpayServer
from commerce.testing.stripe_server import StripeServer

OPEN, LOCKED, CLOSED = "open", "locked", "closed"


@dataclass
class Truth:
    """What the provider would say of everything. captures: minor units by transaction.

    refunds: transaction, minor units and whether the money went, by reference. disputes: transaction and
    open, lost or none (it closes nothing) by reference.
    """

    captures: dict[str, int] = field(default_factory=dict)
    refunds: dict[str, tuple[str, int, bool]] = field(default_factory=dict)
    disputes: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """A message on its way. sign: its body and headers, signed at a moment. is_safe: it may be lost."""

    sign: Callable[[datetime], tuple[bytes, dict[str, str]]]
    is_safe: bool


class Stand(ABC):
    """A provider that can be played. The steps that it has by itself are methods named in `steps`."""

    code = ""
    currency = "EUR"
    steps: dict[str, int] = {}

    def __init__(self) -> None:
        self.now = timezone.now()

    def begin(self) -> None:  # noqa: B027  (what lies in the database is rolled back)
        """Forget everything."""

    def events(self) -> list[Event]:
        """What was to be sent since the last time."""
        return []

    def break_next(self, faults: list[Fault | None]) -> None:  # noqa: B027  (some are never asked)
        """Let the next requests go wrong like this."""

    @abstractmethod
    def truth(self) -> Truth:
        """How everything stands there."""


class StripeStand(Stand):
    """Sessions that are paid, declined, delayed and expired; refunds and disputes that turn."""

    code = "stripe"
    steps = {
        "pay": 6, "delay": 2, "arrive_money": 3, "decline": 2, "expire": 1,
        "refund_there": 2, "fail_refund": 2, "dispute": 2, "turn_dispute": 5,
    }  # fmt: skip

    def __init__(self, server: StripeServer) -> None:
        super().__init__()
        self.server = server

    def begin(self) -> None:
        self.sent = 0
        self.server.objects.clear()
        self.server.events.clear()
        self.server.keys.clear()
        self.server.asked.clear()
        self.server.faults.clear()

    def pay(self, choice: int) -> None:
        for session in self._some(choice, "checkout.session", status="open"):
            self.server.pay(session["id"])

    def delay(self, choice: int) -> None:
        for session in self._some(choice, "checkout.session", status="open"):
            self.server.pay(session["id"], delayed=True)

    def arrive_money(self, choice: int) -> None:
        for session in self._some(choice, "checkout.session", status="complete", payment_status="unpaid"):
            if self.server.objects[session["payment_intent"]]["status"] == "processing":
                self.server.arrive(session["id"], failed=choice % 3 == 0)

    def decline(self, choice: int) -> None:
        for session in self._some(choice, "checkout.session", status="open"):
            self.server.decline(session["id"])

    def expire(self, choice: int) -> None:
        for session in self._some(choice, "checkout.session", status="open"):
            self.server.expire(session["id"])

    def refund_there(self, choice: int) -> None:
        for intent in self._some(choice, "payment_intent", status="succeeded"):
            left = intent["amount"] - intent["_refunded"]
            amount = left if choice % 2 else 1 + left // 2
            if 0 < amount <= left:
                self.server._create_refund({"payment_intent": intent["id"], "amount": amount})

    def fail_refund(self, choice: int) -> None:
        for refund in self._some(choice, "refund", status="succeeded"):
            self.server.move_refund(refund["id"], "failed", why="account_closed")

    def dispute(self, choice: int) -> None:
        for intent in self._some(choice, "payment_intent", status="succeeded", _disputed=False):
            if not intent["_refunded"]:
                status = "needs_response" if choice % 4 else "warning_needs_response"
                self.server.dispute(intent["id"], status=status)

    def turn_dispute(self, choice: int) -> None:
        for dispute in self._some(choice, "dispute"):
            if dispute["status"].startswith("warning"):
                self.server.move_dispute(dispute["id"], "warning_closed")
            else:
                turns = ("won", "lost", "under_review", "appeal_under_review")
                self.server.move_dispute(dispute["id"], turns[choice % 4])

    def events(self) -> list[Event]:
        new, self.sent = self.server.events[self.sent :], len(self.server.events)
        return [
            Event(
                lambda at, event=event: self.server.signed(event, at=int(at.timestamp())),
                is_safe=event["type"].startswith(("checkout.", "payment_intent.")),
            )
            for event in new
        ]

    def break_next(self, faults: list[Fault | None]) -> None:
        self.server.faults[:] = faults

    def truth(self) -> Truth:
        truth = Truth()
        for each in self.server.objects.values():
            kind = each.get("object")
            if kind == "payment_intent" and each["status"] == "succeeded":
                truth.captures[each["id"]] = each["amount"]
            if kind == "refund":
                paid = id_of(each["payment_intent"])
                truth.refunds[each["id"]] = (paid, each["amount"], each["status"] == "succeeded")
            if kind == "dispute":
                closes = {"won": "", "lost": CLOSED, "prevented": ""}.get(each["status"], LOCKED)
                is_question = each["status"].startswith("warning")
                truth.disputes[each["id"]] = (each["payment_intent"], "" if is_question else closes)
        return truth

    def _some(self, choice: int, kind: str, **values: Any) -> list[dict[str, Any]]:
        found = [
            each
            for each in self.server.objects.values()
            if each.get("object") == kind and all(each[name] == value for name, value in values.items())
        ]
        return [found[choice % len(found)]] if found else []


class RazorpayStand(Stand):
    """Orders that are tried several times; money that is authorised late; refunds and disputes that turn."""

    code = "razorpay"
    currency = "INR"
    steps = {
        "try_to_pay": 6, "move_payment": 4, "refund_there": 2, "move_refund": 4,
        "dispute": 2, "turn_dispute": 5,
    }  # fmt: skip

    def __init__(self, server: RazorpayServer) -> None:
        super().__init__()
        self.server = server

    def begin(self) -> None:
        self.sent = 0
        self.server.objects.clear()
        self.server.events.clear()
        self.server.refund_keys.clear()
        self.server.asked.clear()
        self.server.faults.clear()

    def try_to_pay(self, choice: int) -> None:
        for order in self._some(choice, "order"):
            if order["status"] != "paid":
                outcomes = ("captured", "authorized", "failed", "created")
                method = "card" if choice % 3 else "upi"
                self.server.try_to_pay(order["id"], outcome=outcomes[choice % 4], method=method)

    def move_payment(self, choice: int) -> None:
        """The bank answers, also after it had said no."""
        for status in ("created", "failed", "authorized"):
            for payment in self._some(choice, "payment", status=status):
                outcomes = ("captured", "authorized", "failed")
                outcome = "captured" if status == "authorized" else outcomes[choice % 3]
                if outcome != status:
                    self.server.move_payment(payment["id"], outcome)
                return

    def refund_there(self, choice: int) -> None:
        for payment in self._some(choice, "payment", captured=True):
            left = payment["amount"] - payment["amount_refunded"]
            amount = left if choice % 2 else 1 + left // 2
            if 0 < amount <= left:
                asked = Asked("POST", "", {}, json.dumps({"amount": amount}), {})
                self.server._refund(asked, payment["id"])

    def move_refund(self, choice: int) -> None:
        for refund in self._some(choice, "refund"):
            status = "failed" if choice % 3 == 0 else "processed"
            if refund["status"] != "failed" and refund["status"] != status:
                self.server.move_refund(refund["id"], status)

    def dispute(self, choice: int) -> None:
        for payment in self._some(choice, "payment", captured=True):
            if not payment["amount_refunded"] and not self._of(payment, "dispute"):
                phase = "chargeback" if choice % 4 else "retrieval"
                amount = 500 if choice % 5 == 4 else 0
                self.server.dispute(payment["id"], phase=phase, amount=amount)

    def turn_dispute(self, choice: int) -> None:
        for dispute in self._some(choice, "dispute"):
            turns = ("won", "lost", "open", "under_review", "closed")
            is_question = dispute["phase"] == "retrieval"
            status, phase = ("closed", "") if is_question else (turns[choice % 5], "arbitration")
            self.server.move_dispute(dispute["id"], status, phase=phase if status == "open" else "")

    def events(self) -> list[Event]:
        new, self.sent = self.server.events[self.sent :], len(self.server.events)
        return [
            Event(
                lambda _at, event=event: self.server.signed(event),
                is_safe=event[1]["event"] in ("payment.captured", "payment.authorized", "payment.failed"),
            )
            for event in new
        ]

    def break_next(self, faults: list[Fault | None]) -> None:
        self.server.faults[:] = faults

    def truth(self) -> Truth:
        truth = Truth()
        for each in self.server.objects.values():
            kind = each["entity"]
            if kind == "payment" and each["captured"]:
                truth.captures[each["id"]] = each["amount"]
            if kind == "refund":
                truth.refunds[each["id"]] = (
                    each["payment_id"],
                    each["amount"],
                    each["status"] == "processed",
                )
            if kind == "dispute":
                closes = {"won": "", "lost": CLOSED, "closed": ""}.get(each["status"], LOCKED)
                is_question = each["phase"] in ("fraud", "retrieval")
                truth.disputes[each["id"]] = (each["payment_id"], "" if is_question else closes)
        return truth

    def _of(self, payment: dict[str, Any], kind: str) -> list[Any]:
        return self.server._where(kind, payment_id=payment["id"])

    def _some(self, choice: int, entity: str, **values: Any) -> list[dict[str, Any]]:
        found = self.server._where(entity, **values)
        return [found[choice % len(found)]] if found else []


class SandboxStand(Stand):
    """Whatever its page offers. Its messages are kept at once; when they are looked at is played."""

    code = "sandbox"
    steps = {"happen": 12}

    def happen(self, choice: int) -> None:
        records = list(SandboxRecord.objects.using(commerce_database()).order_by("pk"))
        if records:
            record = records[choice % len(records)]
            if words := sorted(choices_of(record)):
                choose(reference=record.reference, choice=words[choice % len(words)], at=self.now)

    def events(self) -> list[Event]:
        """All of its records as they stand, once more and under new names: repeats say what is known."""
        records = SandboxRecord.objects.using(commerce_database()).order_by("-pk")[:1]
        return [
            Event(lambda at, record=record: sandbox_messages.message_about(record, "again", at=at), True)
            for record in records
        ]

    def truth(self) -> Truth:
        truth, rows = Truth(), SandboxRecord.objects.using(commerce_database())
        for each in rows.all():
            paid = f"{each.parent}-money"
            if each.kind == SandboxRecord.Kind.PAYMENT and each.status == "paid":
                truth.captures[f"{each.reference}-money"] = each.amount_minor
            if each.kind == SandboxRecord.Kind.REFUND:
                truth.refunds[each.reference] = (paid, each.amount_minor, each.status == "completed")
            if each.kind == SandboxRecord.Kind.DISPUTE:
                closes = {"open": LOCKED, "lost": CLOSED}
                truth.disputes[each.reference] = (paid, closes.get(each.status, ""))
        return truth


class TransferStand(Stand):
    """Staff confirm what came and what went, some of it twice and some after the order was cancelled."""

    code = "bank_transfer"
    steps = {"confirm": 10}

    def confirm(self, choice: int) -> None:
        rows = list(BankTransfer.objects.using(commerce_database()).order_by("pk"))
        if rows:
            code = rows[choice % len(rows)].code
            confirm_transfer(code=code, bank_reference="B-1", actor_id=UUID(int=1), at=self.now)

    def truth(self) -> Truth:
        truth, rows = Truth(), BankTransfer.objects.using(commerce_database())
        for each in rows.all():
            is_done = each.status == "done"
            if each.direction == BankTransfer.Direction.OUT:
                truth.refunds[each.code] = (each.answers, each.amount_minor, is_done)
            elif is_done:
                truth.captures[each.code] = each.amount_minor
        return truth
