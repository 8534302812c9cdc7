"""A process that is killed while what was paid for is opened or closed: after a restart it is so, once.

Real processes with the settings of the tests, killed by SIGKILL at every step from the provider's word to the
last email. What comes before it: `test_payments_survive_a_kill.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.apart import is_apart

from .steps import Driver

pytestmark = pytest.mark.django_db(transaction=True)

DRIVER = Path(__file__).with_name("access_driver.py")

Outcome = dict[str, Any]
PLACED: Outcome = {
    "order": "placed",
    "grants": {},
    "settled": 0,
    "emails": [],
    "waiting": 0,
    "faults": [],
}
OPEN = ["unlocked", ["granted"]]
PAID = {
    **PLACED,
    "order": "paid",
    "grants": {"Soil": OPEN, "Seeds": OPEN},
    "settled": 1,
    "emails": ["You now have access to “Seeds”", "You now have access to “Soil”", "Your order"],
}
REFUNDED = {
    **PAID,
    "grants": {"Soil": OPEN, "Seeds": ["revoked", ["granted", "ended"]]},
    "emails": sorted([*PAID["emails"], "Refund for your order", "Your access to “Seeds” has ended"]),
}
#: With two databases a commit on the learning side comes before that of the note that it was delivered.
APART = ("settle_order_access", "write")


def commits(*works: str, times: int = 1) -> list[str]:
    """Both steps of each commit, as often as there are any of this name."""
    again = ["", *(f" ({number})" for number in range(2, times + 1))]
    return [f"{work}: {when}{number}" for work in works for number in again for when in ("before", "after")]


#: What is done in the end is always the same but for what was killed before its first commit.
PAYING = [
    *commits("settle_payment"),  # payment, postings and the fact are one commit
    *commits("settle_order_access hears orders.OrderPaid"),  # all grants are one commit
    *["a line is settled", "a line is settled (2)"],
    *commits("prepare_gifts hears orders.OrderPaid"),
    *commits("document_order hears orders.OrderPaid"),
    *commits("_tell"),  # the receipt
    *commits("enrol_at_start hears access.AccessOpened", times=2),
    *commits("write_of_opened_access hears access.AccessOpened", times=2),
    *commits("_told", times=2),  # that access was opened, and the email that says so, are one commit
    *commits("run", times=6),  # jobs that end: of the emails, and of sending each
]
REFUNDING = [
    *commits("request_refund"),
    *commits("hand_over hears common.TaskRequested"),
    *commits("settle_refund"),
    *commits("settle_order_access hears orders.OrderRefunded"),
    *["a line is settled", "a line is settled (2)"],
    *commits("document_order hears orders.OrderRefunded"),
    *commits("_tell"),
    *commits("write_of_ended_access hears access.AccessEnded"),
    *commits("_told"),
    *commits("run", times=5),
]


class Academy:
    """Databases with two courses on sale, and processes that are killed over them."""

    def __init__(self, names: dict[str, str]) -> None:
        self.driver = Driver(DRIVER, {"DJANGO_SETTINGS_MODULE": "config.settings.test"})
        self.errand: dict[str, Any] = {"names": names}
        self.errand["codes"] = self.driver.run("make_courses", **self.errand)

    def order(self, *before: str) -> dict[str, Any]:
        """An errand for an order of its own, with which this has been done."""
        errand = {**self.errand, "order": self.driver.run("make_unpaid_order", **self.errand)}
        if before:
            self.driver.run(*before, **errand)
        return errand

    def steps(self, work: str, *before: str) -> list[str]:
        return self.driver.steps(work, **self.order(*before))

    def kill(self, work: str, *before: str, at: str) -> Outcome:
        errand = self.order(*before)
        self.driver.kill(work, at=at, **errand)
        found: Outcome = self.driver.run("restart", **errand)
        found["emails"] = sorted(subject.partition(" 20")[0] for subject in found["emails"])
        return found


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[Academy]:
    one = Academy({each.alias: _place_of(each, tmp_path) for each in connections.all()})
    yield one
    one.driver.end()


def _place_of(database: Any, folder: Path) -> str:
    """Where others find this database; of one in memory a copy."""
    if database.vendor != "sqlite":
        return str(database.settings_dict["NAME"])
    place = folder / f"{database.alias}.sqlite3"
    database.ensure_connection()
    with closing(sqlite3.connect(place)) as copy:
        database.connection.backup(copy)
    return str(place)


def _with_apart(steps: list[str]) -> list[str]:
    return sorted([*steps, *(commits(*APART) if is_apart() else [])])


def _twice(outcome: Outcome, step: str, email: str) -> Outcome:
    """With two databases an email may be kept in one without a note of it in the other: it is sent again."""
    if not is_apart() or step not in ("write: after", "_tell: before"):
        return outcome
    return {**outcome, "emails": sorted([*outcome["emails"], email])}


def test_killed_while_what_was_paid_for_opens(academy: Academy) -> None:
    steps = academy.steps("pay")
    assert sorted(steps) == _with_apart(PAYING)
    for step in steps:
        expected = PLACED if step == "settle_payment: before" else PAID
        assert academy.kill("pay", at=step) == _twice(expected, step, "Your order"), step


def test_killed_while_what_was_refunded_closes(academy: Academy) -> None:
    steps = academy.steps("give_back", "pay")
    assert sorted(steps) == _with_apart(REFUNDING)
    for step in steps:
        expected = PAID if step == "request_refund: before" else REFUNDED
        expected = _twice(expected, step, "Refund for your order")
        assert academy.kill("give_back", "pay", at=step) == expected, step
