"""A very small shop that sells one thing, and is killed on the way.

A driver (`tests/crash/steps.py`) with DATABASE_URL and perhaps COMMERCE_DATABASE_URL set; errands name the
databases (`names`, by alias) and the file with the provider's truth (`provider`).
"""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

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
        "taggit",
        "wagtail.users",
        "wagtail.admin",
        "wagtail.images",
        "wagtail.documents",
        "wagtail",
        "common",
        "notifications",
        *(f"commerce.{app}" for app in COMMERCE),
    ],
    DATABASES=DATABASES,
    COMMERCE_DATABASE=list(DATABASES)[-1],
    DATABASE_ROUTERS=["commerce.databases.CommerceRouter"],
    AUTH_USER_MODEL="accounts.User",
    SELLER_NAME="",  # nobody who writes invoices
    MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],
    CURRENCIES=["EUR"],
    WALLET_TOP_UP_MOST={"EUR": 50_000},
    WALLET_TOP_UP_LEAST={},
    SECRET_KEY="for this test",
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TASKS={"default": {"BACKEND": "tests.crash.prompt_worker.PromptBackend", "QUEUES": []}},
    LOGGING={"version": 1, "disable_existing_loggers": False, "root": {"level": "CRITICAL"}},
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks import task  # noqa: E402

from commerce.billing import actions, tasks  # noqa: E402
from commerce.billing.actions import refunding, settlement, top_ups  # noqa: E402
from commerce.billing.models import Payment, PaymentCapture, Refund  # noqa: E402
from commerce.customers.details import BuyerDetails  # noqa: E402
from commerce.customers.models import Customer  # noqa: E402
from commerce.gateways.base import (  # noqa: E402
    PaymentRequest,
    RefundOutcome,
    RefundRequest,
    RefundState,
    StartedPayment,
)
from commerce.gateways.base import register as register_gateway  # noqa: E402
from commerce.gateways.models import GatewayMessage  # noqa: E402
from commerce.gateways.models.message import MessageOutcome  # noqa: E402
from commerce.ledger.actions import Kind, debit  # noqa: E402
from commerce.ledger.models import JournalEntry  # noqa: E402
from commerce.ledger.selectors import check_books  # noqa: E402
from commerce.orders.actions import add_to_basket, basket_for  # noqa: E402
from commerce.orders.models import Order  # noqa: E402
from commerce.testing.orders import NOON, make_customer, make_quote, quoted  # noqa: E402
from commerce.testing.payments import opens, start  # noqa: E402
from commerce.testing.scripted_provider import ScriptedProvider, deliver  # noqa: E402
from commerce.wallet.actions import top_up  # noqa: E402
from commerce.wallet.selectors import balance_of  # noqa: E402
from common.events import outbox  # noqa: E402
from common.models import OutboxRow, QueuedTask  # noqa: E402
from common.money import Money  # noqa: E402
from tests.crash.prompt_worker import do_what_was_left  # noqa: E402
from tests.crash.steps import serve, step, watch_commits  # noqa: E402

ACCOUNT = UUID("00000000-0000-4000-8000-000000000001")
truth = Path()


class KeptProvider(ScriptedProvider):
    """Its truth outlives the process that asks it."""

    def read(self) -> None:
        if truth.exists():
            self.payments, self.refunds = pickle.loads(truth.read_bytes())

    def keep(self) -> None:
        truth.write_bytes(pickle.dumps((self.payments, self.refunds)))

    def start(self, request: PaymentRequest) -> StartedPayment:
        step("the provider is asked to begin")
        started = super().start(request)
        self.keep()
        step("the provider has begun")
        return started

    def refund(self, request: RefundRequest) -> RefundState:
        step("the provider is asked to refund")
        state = super().refund(request)
        self.keep()
        step("the provider has refunded")
        return state


provider = KeptProvider()
register_gateway(provider)


def _stepping(module: Any) -> None:
    """Make each posting of this module a step."""
    post = module.post

    def posted(*, kind: str, **what: Any) -> Any:
        entry = post(kind=kind, **what)
        step(f"{kind} is posted")
        return entry

    module.post = posted


# -- what errands ask for


@task()
def write_nothing(order_id: int) -> None:
    """Invoices and receipts are the academy's (`test_access_survives_a_kill.py`)."""


def make_tables() -> None:
    """The tables, and nothing in them."""
    for alias in DATABASES:
        call_command("migrate", database=alias, verbosity=0)


def fill_wallet() -> None:
    """The buyer has 20 euros in their wallet, from a voucher."""
    money = Money(2_000, "EUR")
    voucher = debit(Kind.VOUCHERS, money)
    top_up(customer=_buyer(), money=money, paid_from=voucher, reference="one", order_number="", at=NOON)


def begin() -> None:
    """The button is pressed: an order is placed, and its payment begun."""
    start(_placed())


def begin_kept() -> None:
    """An order is placed and paid with a card that was kept, which is charged at once."""
    start(_placed(), saved_method="card-1", buyer_reference="buyer-1")


def begin_with_wallet() -> None:
    """An order is placed, the wallet pays what it holds, and the payment of the rest is begun."""
    order = _placed()
    with suppress(actions.NothingToPay):  # by whom the wallet was emptied before
        order = actions.pay_from_wallet(order_id=order.pk, at=NOON)
    start(order)


def begin_top_up() -> None:
    """The buyer adds money to their wallet."""
    start(actions.place_top_up(customer=_buyer(), money=Money(4_900, "EUR"), key=ACCOUNT, at=NOON))


def pay() -> None:
    """The buyer pays at the provider, which tells us."""
    pay_untold()
    [state] = provider.payments.values()
    deliver(provider, provider.told(state), at=NOON)


def pay_untold() -> None:
    """The buyer pays, and no message comes."""
    payment = Payment.objects.get(gateway=provider.code)
    provider.pay(f"pay-{payment.public_id.hex}", payment.money)
    provider.keep()


def come_back() -> None:
    """The buyer is back, and the page asks how it stands."""
    actions.check_payment(payment_id=Payment.objects.get(gateway=provider.code).pk, at=NOON)


def give_back() -> None:
    """Staff give all of it back. A second press is the same."""
    order = Order.objects.get()
    actions.request_refund(
        order_id=order.pk,
        by_line={order.lines.get().pk: 4_900},
        withdraws_access=True,
        reason="staff",
        actor_id=None,
        key=ACCOUNT,
        at=NOON,
    )


def fail_refund() -> None:
    """The provider says that a refund of before has failed after all."""
    [reference] = provider.refunds
    state = provider.turn_refund(reference, RefundOutcome.FAILED)
    provider.keep()
    deliver(provider, provider.told(state), at=NOON)


def restart() -> dict[str, Any]:
    """What runs periodically in the time after, three times; then how all stands."""
    for hours in (1, 3, 48):
        now = timezone.now() + timedelta(hours=hours)
        do_what_was_left()
        for alias in DATABASES:
            outbox.sweep(now=now + timedelta(days=400), using=alias)
        actions.retry_messages(now=now)
        actions.ask_about_payments(now=now)
        actions.chase_refunds(now=now)
    order = Order.objects.first()
    facts = [row for alias in DATABASES for row in OutboxRow.objects.using(alias)]
    waiting = GatewayMessage.objects.exclude(outcome=MessageOutcome.HANDLED).count()
    waiting += QueuedTask.objects.count() + sum(1 for fact in facts if fact.delivered_at is None)
    return {
        "order": order and order.status,
        "opens": order and opens(order),
        "payments": sorted(Payment.objects.values_list("gateway", "status")),
        "captures": PaymentCapture.objects.count(),
        "entries": sorted(JournalEntry.objects.values_list("kind", flat=True)),
        "paid told": sum(1 for fact in facts if fact.kind == "orders.OrderPaid"),
        "refunds": sorted(Refund.objects.values_list("capture__gateway", "status")),
        "there": [len(provider.payments), len(provider.refunds)],
        "wallet": balance_of(_buyer(), "EUR").amount_minor,
        "waiting": waiting,
        "faults": [fault.what for fault in check_books()],
    }


def _buyer() -> Customer:
    return make_customer(account_id=ACCOUNT)


def _placed() -> Order:
    """What the button does: the basket's order, the same one again as long as it waits."""
    customer = _buyer()
    basket = basket_for(customer=customer, currency="EUR", at=NOON)
    add_to_basket(basket=basket, product_code="thing:1", at=NOON)
    details = BuyerDetails.from_json(vars(customer)).as_json()
    quote = make_quote(quoted(4_900, code="thing:1"), buyer=details)
    return actions.place_from_basket(basket=basket, customer=customer, quote=quote, at=NOON)


def _ready(errand: dict[str, Any]) -> None:
    global truth
    for alias, name in errand["names"].items():
        connections[alias].settings_dict["NAME"] = name
    truth = Path(errand["provider"])
    provider.read()


if __name__ == "__main__":
    tasks.document_order = write_nothing
    _stepping(settlement)
    _stepping(refunding)
    _stepping(top_ups)
    watch_commits()
    own = {name: made for name, made in globals().items() if getattr(made, "__module__", "") == __name__}
    serve(own, _ready)
