"""An academy that sells two courses: what is paid for opens, and closes when it is refunded. It is killed.

A driver (`tests/crash/steps.py`) with the settings of the tests; errands name the databases (`names`, by
alias), the codes of the courses (`codes`) and the order (`order`).
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

settings.TASKS = {"default": {"BACKEND": "tests.crash.prompt_worker.PromptBackend", "QUEUES": []}}
settings.LOGGING_CONFIG = None
django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.tests.factories import UserFactory  # noqa: E402
from commerce.billing import actions  # noqa: E402
from commerce.billing.models import Payment, Refund  # noqa: E402
from commerce.customers.actions import customer_for  # noqa: E402
from commerce.gateways.base import (  # noqa: E402
    Capture,
    PaymentOutcome,
    PaymentState,
    RefundOutcome,
    RefundRequest,
    RefundState,
)
from commerce.gateways.base import register as register_gateway  # noqa: E402
from commerce.ledger.selectors import check_books  # noqa: E402
from commerce.orders.models import Order  # noqa: E402
from commerce.testing.orders import make_order, quoted  # noqa: E402
from commerce.testing.payments import start  # noqa: E402
from commerce.testing.scripted_provider import ScriptedProvider  # noqa: E402
from common.events import outbox  # noqa: E402
from common.models import OutboxRow, OutgoingEmail, QueuedTask  # noqa: E402
from common.money import Money  # noqa: E402
from learning.access.models import CourseAccess, OrderSettlement  # noqa: E402
from learning.access.sales import settlement  # noqa: E402
from learning.testing.courses import make_course  # noqa: E402
from tests.crash.prompt_worker import do_what_was_left  # noqa: E402
from tests.crash.steps import serve, step, watch_commits  # noqa: E402

errand: dict[str, Any] = {}


class GenerousProvider(ScriptedProvider):
    """Gives back whatever it is asked for, once for each refund."""

    def refund(self, request: RefundRequest) -> RefundState:
        return _given_back(request.refund_id, request.money, request.transaction_id)

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        refund = Refund.objects.get(gateway_reference=reference)
        return _given_back(refund.public_id, refund.money, transaction_id)


def _given_back(refund_id: UUID, money: Money, transaction_id: str) -> RefundState:
    return RefundState(f"back-{refund_id.hex}", RefundOutcome.COMPLETED, money, transaction_id, refund_id)


def make_courses() -> list[str]:
    """Two courses on sale: their codes."""
    return [make_course(title=title).product_code for title in ("Soil", "Seeds")]


def make_unpaid_order() -> int:
    """Somebody orders both courses, and their payment is begun."""
    person = UserFactory(email=f"{uuid4().hex}@example.org")
    customer = customer_for(account_id=person.public_id, name="Ada", email=person.email, at=timezone.now())
    order = make_order(
        *(quoted(4_900, code=code) for code in errand["codes"]), customer=customer, at=timezone.now()
    )
    start(order, at=timezone.now())
    return int(order.pk)


def pay() -> None:
    """The provider says that it was paid."""
    payment = Payment.objects.get(order_id=errand["order"])
    state = PaymentState(
        payment.gateway_reference,
        PaymentOutcome.CONFIRMED,
        capture=Capture(f"tx-{payment.pk}", payment.money),
        payment_id=payment.public_id,
    )
    actions.settle_payment(payment_id=payment.pk, state=state, at=timezone.now())


def give_back() -> None:
    """Staff refund one of the two courses."""
    order = Order.objects.get(pk=errand["order"])
    line = order.lines.order_by("position")[1]
    actions.request_refund(
        order_id=order.pk,
        by_line={line.pk: line.total_minor},
        withdraws_access=True,
        reason="staff",
        actor_id=None,
        at=timezone.now(),
    )


def restart() -> dict[str, Any]:
    """What runs periodically in the time after, twice; then how all stands."""
    for hours in (1, 3):
        now = timezone.now() + timedelta(hours=hours)
        do_what_was_left()
        for alias in connections:
            outbox.sweep(now=now, using=alias)
        actions.chase_refunds(now=now)
    order = Order.objects.get(pk=errand["order"])
    address = order.customer.email
    facts = [row for alias in connections for row in OutboxRow.objects.using(alias)]
    return {
        "order": order.status,
        "grants": {
            grant.course.title: [grant.status, [event.kind for event in grant.events.order_by("pk")]]
            for grant in CourseAccess.objects.filter(purchase_id=order.number)
        },
        "settled": OrderSettlement.objects.filter(order_id=order.public_id).count(),
        "emails": sorted(
            email.subject for email in OutgoingEmail.objects.all() if address in str(vars(email))
        ),
        "waiting": QueuedTask.objects.count() + sum(1 for fact in facts if fact.delivered_at is None),
        "faults": [fault.what for fault in check_books()],
    }


def _ready(given: dict[str, Any]) -> None:
    errand.update(given)
    for alias, name in given["names"].items():
        connections[alias].settings_dict["NAME"] = name


def _settle_line(*told: Any) -> None:
    settle(*told)
    step("a line is settled")


if __name__ == "__main__":
    settle, settlement._settle = settlement._settle, _settle_line
    register_gateway(GenerousProvider())
    watch_commits()
    own = {name: made for name, made in globals().items() if getattr(made, "__module__", "") == __name__}
    serve(own, _ready)
