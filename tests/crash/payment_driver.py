"""A very small shop, one process at a time: it sells one thing, and can be stopped on the way.

Run as `python payment_driver.py <what>` with DATABASE_URL, PROVIDER (a file with the provider's truth) and
perhaps COMMERCE_DATABASE_URL set; `<what>` is one of the functions at the end. Where it is to be killed it
prints a word and waits.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.apps import AppConfig
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from config import env  # noqa: E402  (found once the path is set)

DATABASES = {"default": env.database("DATABASE_URL", file="")}
if env.text("COMMERCE_DATABASE_URL"):
    DATABASES["commerce"] = env.database("COMMERCE_DATABASE_URL", file="")
COMMERCE = ("customers", "ledger", "catalogue", "wallet", "gateways", "orders", "billing")


class BareAccounts(AppConfig):
    """People, without the screens and providers that the site signs them in by."""

    name = "accounts"
    label = "accounts"


settings.configure(
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "allauth.account",
        "allauth.mfa",
        "__main__.BareAccounts",
        "common",
        *(f"commerce.{app}" for app in COMMERCE),
    ],
    DATABASES=DATABASES,
    COMMERCE_DATABASE=list(DATABASES)[-1],
    DATABASE_ROUTERS=["commerce.databases.CommerceRouter"],
    AUTH_USER_MODEL="accounts.User",
    SELLER_NAME="",  # nobody who writes invoices
    MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],
    CURRENCIES=["EUR"],
    SECRET_KEY="for this test",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
)
django.setup()

from django.core.management import call_command  # noqa: E402

from commerce.billing import actions  # noqa: E402
from commerce.billing.actions import refunding, settlement  # noqa: E402
from commerce.billing.models import Payment, PaymentCapture, Refund  # noqa: E402
from commerce.databases import commerce_database, commerce_transaction  # noqa: E402
from commerce.gateways.base import PaymentRequest, RefundRequest, RefundState, StartedPayment  # noqa: E402
from commerce.gateways.base import register as register_gateway  # noqa: E402
from commerce.gateways.models import GatewayMessage  # noqa: E402
from commerce.ledger.models import JournalEntry  # noqa: E402
from commerce.ledger.selectors import check_books  # noqa: E402
from commerce.orders.models import Order  # noqa: E402
from commerce.testing.orders import NOON, make_order  # noqa: E402
from commerce.testing.payments import opens, start  # noqa: E402
from commerce.testing.scripted_provider import ScriptedProvider, deliver  # noqa: E402
from common.events import outbox  # noqa: E402
from common.models import OutboxRow  # noqa: E402

STOP_AT = os.environ.get("STOP_AT", "")
TRUTH = Path(os.environ["PROVIDER"])


def stop(place: str) -> None:
    """Say where we are and wait to be killed, if this is the place."""
    if place == STOP_AT:
        sys.stdout.write(f"{place}\n")
        sys.stdout.flush()
        time.sleep(60)


class KeptProvider(ScriptedProvider):
    """Its truth outlives the process that asks it."""

    def __init__(self) -> None:
        super().__init__()
        if TRUTH.exists():
            self.payments, self.refunds = pickle.loads(TRUTH.read_bytes())

    def keep(self) -> None:
        TRUTH.write_bytes(pickle.dumps((self.payments, self.refunds)))

    def start(self, request: PaymentRequest) -> StartedPayment:
        stop("the payment has a row")
        started = super().start(request)
        self.keep()
        stop("the provider knows the payment")
        return started

    def refund(self, request: RefundRequest) -> RefundState:
        stop("the refund has a row")
        state = super().refund(request)
        self.keep()
        stop("the provider has refunded")
        return state


provider = KeptProvider()
register_gateway(provider)


def _stopping(module: Any) -> None:
    """Stop after each posting that this module makes."""
    post = module.post

    def posted(*, kind: str, **what: Any) -> Any:
        entry = post(kind=kind, **what)
        stop(f"{kind} is posted")
        return entry

    module.post = posted


_stopping(settlement)
_stopping(refunding)


def prepare() -> None:
    """The tables, and nothing in them."""
    for alias in DATABASES:
        call_command("migrate", database=alias, verbosity=0)


def begin() -> None:
    """An order is placed, and its payment begun."""
    with commerce_transaction():
        order = make_order()
    start(order)


def begin_kept() -> None:
    """An order is placed and paid with a card that was kept, which is charged at once."""
    with commerce_transaction():
        order = make_order()
    start(order, saved_method="card-1", buyer_reference="buyer-1")
    stop("all is committed")


def pay() -> None:
    """The buyer pays at the provider, which tells us."""
    payment = Payment.objects.get()
    state = provider.pay(f"pay-{payment.public_id.hex}", payment.money)
    provider.keep()
    body = provider.told(state)
    with commerce_transaction():
        deliver(provider, body, at=NOON)
        stop("the message has a row")
    stop("all is committed")


def pay_untold() -> None:
    """The buyer pays, and no message comes."""
    payment = Payment.objects.get()
    provider.pay(f"pay-{payment.public_id.hex}", payment.money)
    provider.keep()


def give_back() -> None:
    """Staff give all of it back."""
    order = Order.objects.get()
    with commerce_transaction():
        actions.request_refund(
            order_id=order.pk,
            by_line={order.lines.get().pk: 4_900},
            withdraws_access=True,
            reason="staff",
            actor_id=None,
            at=NOON,
        )
        stop("the refund is asked for")


def restart() -> None:
    """What runs periodically in the time after, twice; then how all stands."""
    for hours in (1, 3):
        now = NOON + timedelta(hours=hours)
        for alias in DATABASES:
            outbox.sweep(now=now + timedelta(days=400), using=alias)
        actions.retry_messages(now=now)
        actions.ask_about_payments(now=now)
        actions.chase_refunds(now=now)
    order = Order.objects.get()
    entries = sorted(JournalEntry.objects.values_list("kind", flat=True))
    told = OutboxRow.objects.using(commerce_database()).filter(kind="orders.OrderPaid").count()
    sys.stdout.write(
        json.dumps(
            {
                "order": order.status,
                "opens": opens(order),
                "payments": list(Payment.objects.values_list("status", flat=True)),
                "captures": PaymentCapture.objects.count(),
                "entries": entries,
                "paid told": told,
                "refunds": list(Refund.objects.values_list("status", flat=True)),
                "refunds there": len(provider.refunds),
                "payments there": len(provider.payments),
                "messages": list(GatewayMessage.objects.values_list("outcome", flat=True)),
                "faults": [fault.what for fault in check_books()],
            }
        )
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        globals()[name]()
