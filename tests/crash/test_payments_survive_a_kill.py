"""A process that is killed at any step of checkout, message or refund: after a restart all is settled once.

Real processes, killed by SIGKILL, over a database file of their own or a database on the test server. `FLOWS`
names every step, and what has come of it in the end; that none is missing is tested, too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.apart import is_apart

from .spare_databases import address_of, copied, made
from .steps import Driver

DRIVER = Path(__file__).with_name("payment_driver.py")

Outcome = dict[str, Any]
#: Nothing was asked for, or it was asked for again and is what it would have been without the kill.
NOTHING: Outcome = {
    "order": None,
    "opens": None,
    "payments": [],
    "captures": 0,
    "entries": [],
    "paid told": 0,
    "refunds": [],
    "there": [0, 0],
    "wallet": 0,
    "waiting": 0,
    "faults": [],
}
PLACED = {**NOTHING, "order": "placed", "opens": ["closed"]}
#: The provider has never heard of the payment.
NOT_BEGUN = {**PLACED, "payments": [["scripted", "cancelled"]]}
PAID = {
    **NOTHING,
    "order": "paid",
    "opens": ["open"],
    "payments": [["scripted", "confirmed"]],
    "captures": 1,
    "entries": ["payment", "sale"],
    "paid told": 1,
    "there": [1, 0],
}
PAID_BY_BOTH = {
    **PAID,
    "payments": [["scripted", "confirmed"], ["wallet", "confirmed"]],
    "captures": 2,
    "entries": ["payment", "payment", "sale", "top_up"],
}
REFUNDED = {
    **PAID,
    "opens": ["closed"],
    "entries": ["payment", "refund", "sale"],
    "refunds": [["scripted", "completed"]],
    "there": [1, 1],
}
REFUNDED_TO_BOTH = {
    **PAID_BY_BOTH,
    "opens": ["closed"],
    "entries": ["payment", "payment", "refund", "refund", "sale", "top_up"],
    "refunds": [["scripted", "completed"], ["wallet", "completed"]],
    "there": [1, 1],
    "wallet": 2_000,
}
REFUND_FAILED = {
    **REFUNDED,
    "opens": ["open"],
    "entries": ["payment", "refund", "refund_reversal", "sale"],
    "refunds": [["scripted", "failed"]],
}
TOPPED_UP = {**PAID, "entries": ["payment", "top_up"], "wallet": 4_900}
TOP_UP_REFUNDED = {
    **REFUNDED,
    "entries": ["payment", "refund", "top_up", "top_up_refund"],
}


@dataclass(frozen=True, slots=True)
class Flow:
    """What leads there, what is killed, and what somebody does again after it.

    steps: every step by name, and what has come of it in the end. A commit is two: before and after it.
    """

    runs: str
    steps: dict[str, Outcome]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def all_of(outcome: Outcome, *steps: str) -> dict[str, Outcome]:
    return dict.fromkeys(steps, outcome)


def commit(of: str, outcome: Outcome, *, undone: Outcome | None = None) -> dict[str, Outcome]:
    """The two steps of a commit. undone: what has come of it where it never was."""
    return {f"{of}: before": outcome if undone is None else undone, f"{of}: after": outcome}


def heard(handler: str, fact: str, outcome: Outcome) -> dict[str, Outcome]:
    return commit(f"{handler} hears {fact}", outcome)


def told_of_paid(outcome: Outcome) -> dict[str, Outcome]:
    """What follows from OrderPaid on this side. What it opens: `test_access_survives_a_kill.py`."""
    return {
        **heard("prepare_gifts", "orders.OrderPaid", outcome),
        **heard("document_order", "orders.OrderPaid", outcome),
        **commit("run", outcome),  # the job of writing invoice and receipt is done
    }


def told_of_refunded(outcome: Outcome) -> dict[str, Outcome]:
    return heard("document_order", "orders.OrderRefunded", outcome)


def basket(outcome: Outcome, *, is_known: bool = False) -> dict[str, Outcome]:
    return {
        **({} if is_known else commit("customer_for", outcome)),
        **commit("basket_for", outcome),
        **commit("add_to_basket", outcome),
    }


FLOWS = {
    # The button is pressed, nothing comes back; it is pressed again, and the buyer pays.
    "checkout": Flow(
        runs="begin",
        after=("begin", "pay"),
        steps={
            **basket(PAID),
            **commit("_place", PAID),  # the order
            **commit("_own_row", PAID),  # the payment
            **all_of(PAID, "the provider is asked to begin", "the provider has begun"),
            **commit("_note_started", PAID),  # where the buyer pays
        },
    ),
    # The same, and the wallet pays a part.
    "checkout with a wallet": Flow(
        before=("fill_wallet",),
        runs="begin_with_wallet",
        after=("begin_with_wallet", "pay"),
        steps={
            **basket(PAID_BY_BOTH, is_known=True),
            **commit("_place", PAID_BY_BOTH),
            **all_of(PAID_BY_BOTH, "payment is posted"),
            **commit("pay_from_wallet", PAID_BY_BOTH),
            **commit("_own_row", PAID_BY_BOTH),
            **all_of(PAID_BY_BOTH, "the provider is asked to begin", "the provider has begun"),
            **commit("_note_started", PAID_BY_BOTH),
        },
    ),
    # A card that was kept is charged at once. Nobody comes back.
    "kept card": Flow(
        runs="begin_kept",
        steps={
            **basket(NOTHING),
            **commit("_place", PLACED, undone=NOTHING),
            **commit("_own_row", NOT_BEGUN, undone=PLACED),
            **all_of(NOT_BEGUN, "the provider is asked to begin"),
            **all_of(PAID, "the provider has begun", "payment is posted", "sale is posted"),
            **commit("_note_started", PAID),
            **told_of_paid(PAID),
        },
    ),
    # The provider tells that a payment was made. Nobody comes back, and it does not tell again.
    "message": Flow(
        before=("begin",),
        runs="pay",
        steps={
            **commit("_added", PAID),  # the message is kept
            **all_of(PAID, "payment is posted", "sale is posted"),
            **heard("handle_message", "gateways.GatewayEventReceived", PAID),
            **told_of_paid(PAID),
        },
    ),
    # No message comes; the page that the buyer comes back to asks.
    "return": Flow(
        before=("begin", "pay_untold"),
        runs="come_back",
        steps={
            **all_of(PAID, "payment is posted", "sale is posted"),
            **commit("settle_payment", PAID),
            **told_of_paid(PAID),
        },
    ),
    # Staff refund all of it.
    "refund": Flow(
        before=("begin", "pay"),
        runs="give_back",
        steps={
            **commit("request_refund", REFUNDED, undone=PAID),
            **heard("hand_over", "common.TaskRequested", REFUNDED),
            **all_of(REFUNDED, "the provider is asked to refund", "the provider has refunded"),
            **all_of(REFUNDED, "refund is posted"),
            **commit("settle_refund", REFUNDED),
            **told_of_refunded(REFUNDED),
            **commit("run", REFUNDED),  # of the job that writes the credit note
            **all_of(REFUNDED, "run: before (2)", "run: after (2)"),  # of the job that refunds
        },
    ),
    # The same of an order that wallet and provider have paid.
    "refund to a wallet": Flow(
        before=("fill_wallet", "begin_with_wallet", "pay"),
        runs="give_back",
        steps={
            **commit("request_refund", REFUNDED_TO_BOTH, undone=PAID_BY_BOTH),
            **heard("hand_over", "common.TaskRequested", REFUNDED_TO_BOTH),
            **all_of(REFUNDED_TO_BOTH, "the provider is asked to refund", "the provider has refunded"),
            **all_of(REFUNDED_TO_BOTH, "refund is posted", "refund is posted (2)"),
            **commit("settle_refund", REFUNDED_TO_BOTH),
            **told_of_refunded(REFUNDED_TO_BOTH),
            **commit("run", REFUNDED_TO_BOTH),
            **all_of(
                REFUNDED_TO_BOTH, *(f"run: {when} ({n})" for n in (2, 3, 4) for when in ("before", "after"))
            ),
            **{
                f"{step} (2)": REFUNDED_TO_BOTH
                for step in (
                    *heard("hand_over", "common.TaskRequested", NOTHING),
                    *commit("settle_refund", NOTHING),
                    *told_of_refunded(NOTHING),
                )
            },
        },
    ),
    # A top-up is refunded: the wallet gives it up before the provider is asked.
    "refund of a top-up": Flow(
        before=("begin_top_up", "pay"),
        runs="give_back",
        steps={
            **all_of(TOPPED_UP, "top_up_refund is posted"),
            **commit("request_refund", TOP_UP_REFUNDED, undone=TOPPED_UP),
            **heard("hand_over", "common.TaskRequested", TOP_UP_REFUNDED),
            **all_of(TOP_UP_REFUNDED, "the provider is asked to refund", "the provider has refunded"),
            **all_of(TOP_UP_REFUNDED, "refund is posted"),
            **commit("settle_refund", TOP_UP_REFUNDED),
            **told_of_refunded(TOP_UP_REFUNDED),
            **commit("run", TOP_UP_REFUNDED),
            **all_of(TOP_UP_REFUNDED, "run: before (2)", "run: after (2)"),
        },
    ),
    # A refund that had succeeded fails after all; the provider tells it once.
    "refund that fails": Flow(
        before=("begin", "pay", "give_back"),
        runs="fail_refund",
        steps={
            **commit("_added", REFUND_FAILED),
            **heard("handle_message", "gateways.GatewayEventReceived", REFUND_FAILED),
            **heard("hand_over", "common.TaskRequested", REFUND_FAILED),
            **all_of(REFUND_FAILED, "refund_reversal is posted"),
            **commit("handle_message", REFUND_FAILED),
            **told_of_refunded(REFUND_FAILED),
            **heard("tell_of_failed_refund", "billing.RefundFailed", REFUND_FAILED),
            **commit("run", REFUND_FAILED),
            **all_of(REFUND_FAILED, *(f"run: {when} ({n})" for n in (2, 3) for when in ("before", "after"))),
        },
    ),
}
EVERY_STEP = [(name, step) for name, flow in FLOWS.items() for step in flow.steps]


@dataclass(frozen=True, slots=True)
class Shop:
    """A database, or two in a run with two, and a provider, for one process after another."""

    driver: Driver
    errand: dict[str, Any]

    def run(self, *functions: str) -> Any:
        return self.driver.run(*functions, **self.errand) if functions else None

    def steps(self, flow: Flow) -> list[str]:
        self.run(*flow.before)
        return self.driver.steps(flow.runs, **self.errand)

    def kill(self, flow: Flow, step: str) -> Any:
        """How all stands in the end."""
        self.run(*flow.before)
        self.driver.kill(flow.runs, at=step, **self.errand)
        self.run(*flow.after)
        return self.run("restart")


def errand(folder: Path, **names: str) -> dict[str, Any]:
    if not is_apart():
        names.pop("commerce", None)
    return {"names": names, "provider": str(folder / "truth")}


def addresses(default: str, commerce: str) -> dict[str, str]:
    beside = {"COMMERCE_DATABASE_URL": commerce} if is_apart() else {}
    return {"DATABASE_URL": default, **beside}


def files(folder: Path) -> dict[str, str]:
    return {alias: str(folder / f"{alias}.sqlite3") for alias in ("default", "commerce")}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The tables in files, to be copied."""
    folder = tmp_path_factory.mktemp("shop")
    where = addresses(*(f"sqlite:///{file}" for file in files(folder).values()))
    shop = Shop(Driver(DRIVER, where), errand(folder, **files(folder)))
    shop.run("make_tables")
    yield shop
    shop.driver.end()


@pytest.fixture
def shop(prepared: Shop, tmp_path: Path) -> Shop:
    for file in prepared.errand["names"].values():
        shutil.copy(file, tmp_path)
    return Shop(prepared.driver, errand(tmp_path, **files(tmp_path)))


@pytest.mark.parametrize("name", FLOWS)
def test_every_step_has_its_stop(shop: Shop, name: str) -> None:
    assert sorted(shop.steps(FLOWS[name])) == sorted(FLOWS[name].steps)


@pytest.mark.parametrize(("name", "step"), EVERY_STEP)
def test_killed_at_a_step(shop: Shop, name: str, step: str) -> None:
    assert shop.kill(FLOWS[name], step) == FLOWS[name].steps[step]


def test_paid_there_while_nobody_here_knows_where(shop: Shop) -> None:
    """Killed before the provider's answer was kept: what was paid is found by our own id."""
    shop.driver.kill("begin", at="the provider has begun", **shop.errand)
    assert shop.run("pay_untold", "restart") == PAID


@pytest.mark.postgresql
def test_killed_on_postgresql(tmp_path: Path) -> None:
    """Nothing that a killed process held is in the way of the next one."""
    with made("default", "commerce") as names:
        driver = Driver(DRIVER, addresses(*(address_of(name) for name in names.values())))
        driver.run("make_tables", **errand(tmp_path, **names))
        for name in ("message", "refund"):
            for number, step in enumerate(FLOWS[name].steps):
                folder = tmp_path / f"{name}-{number}"
                folder.mkdir()
                with copied(names) as copies:
                    shop = Shop(driver, errand(folder, **copies))
                    assert shop.kill(FLOWS[name], step) == FLOWS[name].steps[step], (name, step)
        driver.end()
