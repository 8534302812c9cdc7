"""An academy that sells two courses: what is paid for opens, and closes when it is refunded. It is killed.

A driver (`tests/crash/steps.py`) with the settings of the tests; errands name the databases (`names`, by
alias), the codes of the courses (`codes`) and the order (`order`).
"""

from __future__ import annotations

import sys
from datetime import timedelta
from io import StringIO
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

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.tests.factories import UserFactory  # noqa: E402
from commerce.billing import actions  # noqa: E402
from commerce.billing.models import Payment, Refund  # noqa: E402
from commerce.customers.actions import customer_for, merge  # noqa: E402
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
from commerce.orders.selectors import EntitlementState, entitlements  # noqa: E402
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


def sell() -> int:
    """Somebody orders both courses and has paid."""
    errand["order"] = make_unpaid_order()
    pay()
    return int(errand["order"])


def refund() -> int:
    """Somebody orders both courses, has paid, and is refunded one."""
    sell()
    give_back()
    return int(errand["order"])


def repair() -> None:
    """What is run after both databases were restored from copies, the first begun at `errand["since"]`."""
    call_command("check_books", stdout=StringIO())
    call_command(
        "deliver_outbox", "--database", "commerce", "--told-since", errand["since"], stdout=StringIO()
    )
    sweep()


def take_over() -> None:
    """Whose account is missing has signed up again, and an administrator merges the two customers."""
    missing = Order.objects.get(pk=errand["order"]).customer
    person = UserFactory(email=f"{uuid4().hex}@example.org")
    merge(source_account=missing.account_id, target_account=person.public_id, at=timezone.now())


def sweep() -> None:
    """What runs periodically, an hour later."""
    do_what_was_left()
    for alias in connections:
        outbox.sweep(now=timezone.now() + timedelta(hours=1), using=alias)
    actions.chase_refunds(now=timezone.now() + timedelta(hours=1))


def compare() -> dict[str, Any]:
    """What each order has paid for beside what is open. wrong: where that isn't the same."""
    wrong, of_nobody = [], []
    for order in Order.objects.order_by("pk"):
        person = User.objects.filter(public_id=order.customer.account_id).first()
        for line in entitlements(order.pk):
            source = f"{order.public_id}:{line.line_id}"
            grants = CourseAccess.objects.filter(source_kind="order", source_id=source)
            states = [(grant.status, grant.person_id) for grant in grants]
            opens = line.state is EntitlementState.OPEN
            if person is None:
                of_nobody.append(order.pk)
                expected = [[]]
            elif opens:
                expected = [[("unlocked", person.pk)]]
            else:  # it was never open, or has ended
                expected = [[], [("revoked", person.pk)]]
            if states not in expected:
                wrong.append(f"{order.pk}: {line.state}, {states}")
    return {
        "orders": list(Order.objects.order_by("pk").values_list("pk", flat=True)),
        "wrong": wrong,
        "of nobody": sorted(set(of_nobody)),
        "faults": [fault.what for fault in check_books()],
        "waiting": QueuedTask.objects.count()
        + sum(OutboxRow.objects.using(alias).filter(delivered_at=None).count() for alias in connections),
    }


def restart() -> dict[str, Any]:
    """What runs periodically in the time after, twice; then how all stands."""
    for _each in range(2):
        sweep()
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
