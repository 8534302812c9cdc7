"""A process that is killed at any step of checkout, message or refund: after a restart all is settled once.

Real processes, killed by SIGKILL, over a database file of their own or a database on the test server.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.apart import is_apart

DRIVER = Path(__file__).with_name("payment_driver.py")
PAID = {
    "order": "paid",
    "opens": ["open"],
    "payments": ["confirmed"],
    "captures": 1,
    "entries": ["payment", "sale"],
    "paid told": 1,
    "refunds": [],
    "refunds there": 0,
    "payments there": 1,
    "faults": [],
}
REFUNDED = {
    **PAID,
    "opens": ["closed"],
    "entries": ["payment", "refund", "sale"],
    "refunds": ["completed"],
    "refunds there": 1,
}


class Shop:
    """One provider and one database, or two in a run with two, for one process after another."""

    def __init__(self, address: str, truth: Path, *, beside: str) -> None:
        self.truth = truth
        self.addresses = {"DATABASE_URL": address}
        if is_apart():
            self.addresses["COMMERCE_DATABASE_URL"] = beside

    def start(self, *steps: str, stop_at: str = "") -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            **self.addresses,
            "STOP_AT": stop_at,
            "PROVIDER": str(self.truth),
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        return subprocess.Popen(
            [sys.executable, str(DRIVER), *steps],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *steps: str) -> str:
        process = self.start(*steps)
        said, complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints
        return said

    def kill(self, *steps: str, at: str) -> None:
        """Run these steps, and kill the process where it says that it is there."""
        process = self.start(*steps, stop_at=at)
        with process:
            assert process.stdout is not None
            reached = process.stdout.readline().strip()
            process.kill()
        assert reached == at
        assert process.returncode == -9

    def restart(self, *steps: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run(*steps, "restart"))
        return found


def file_shop(folder: Path) -> Shop:
    return Shop(
        f"sqlite:///{folder / 'shop.sqlite3'}",
        folder / "truth",
        beside=f"sqlite:///{folder / 'commerce.sqlite3'}",
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the tables in files, to be copied."""
    folder = tmp_path_factory.mktemp("shop")
    file_shop(folder).run("prepare")
    return folder


@pytest.fixture
def shop(prepared: Path, tmp_path: Path) -> Shop:
    for file in prepared.glob("*.sqlite3*"):
        shutil.copy(file, tmp_path / file.name)
    return file_shop(tmp_path)


@pytest.fixture
def postgresql_shop(tmp_path: Path) -> Iterator[Shop]:
    import psycopg

    server = connection.settings_dict
    name = f"shop_{uuid4().hex}"
    keys = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    where = {word: server[key] for key, word in keys.items() if server[key]}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as admin:
        for each in (name, f"{name}_commerce"):
            admin.execute(f"CREATE DATABASE {each}")
        person = ":".join(filter(None, [where.get("user"), where.get("password")]))
        host = f"{where.get('host', 'localhost')}:{where.get('port', 5432)}"
        address = f"postgresql://{person}@{host}/{name}"
        yield Shop(address, tmp_path / "truth", beside=f"{address}_commerce")
        for each in (name, f"{name}_commerce"):
            admin.execute(f"DROP DATABASE {each} WITH (FORCE)")


@pytest.mark.parametrize("place", ["the payment has a row", "the provider knows the payment"])
def test_killed_while_a_payment_begins(shop: Shop, place: str) -> None:
    """The row is there before the provider is asked: what was paid there is found by our own id."""
    shop.kill("begin", at=place)
    if place == "the payment has a row":  # the buyer begins again, and it is the same payment
        assert shop.restart()["order"] == "placed"
        return
    assert {**shop.restart("pay_untold"), "messages": []} == {**PAID, "messages": []}


@pytest.mark.parametrize(
    ("place", "is_charged"),
    [
        ("the payment has a row", False),
        ("the provider knows the payment", True),
        ("payment is posted", True),
        ("sale is posted", True),
        ("all is committed", True),
    ],
)
def test_killed_while_a_kept_card_is_charged(shop: Shop, place: str, is_charged: bool) -> None:
    """The charge is found by our own id, and settled once."""
    shop.kill("begin_kept", at=place)
    found = shop.restart()
    if is_charged:
        assert found == {**PAID, "messages": []}
    else:
        assert (found["order"], found["payments"], found["payments there"]) == ("placed", ["cancelled"], 0)


@pytest.mark.parametrize(
    ("place", "is_kept"),
    [
        ("the message has a row", False),
        ("payment is posted", True),
        ("sale is posted", True),
        ("all is committed", True),
    ],
)
def test_killed_while_a_message_settles(shop: Shop, place: str, is_kept: bool) -> None:
    shop.kill("begin", "pay", at=place)
    assert shop.restart() == {**PAID, "messages": ["handled"] if is_kept else []}


@pytest.mark.parametrize(
    "place",
    ["the refund is asked for", "the refund has a row", "the provider has refunded", "refund is posted"],
)
def test_killed_while_a_refund_is_made(shop: Shop, place: str) -> None:
    """Asked for and not committed: never asked for. Else it is made once, whoever heard of it."""
    shop.kill("begin", "pay", "give_back", at=place)
    expected = PAID if place == "the refund is asked for" else REFUNDED
    assert shop.restart() == {**expected, "messages": ["handled"]}


@pytest.mark.postgresql
def test_killed_on_postgresql(postgresql_shop: Shop) -> None:
    shop = postgresql_shop
    shop.kill("prepare", "begin", "pay", at="sale is posted")
    assert shop.restart() == {**PAID, "messages": ["handled"]}
    shop.kill("give_back", at="the provider has refunded")
    assert shop.restart() == {**REFUNDED, "messages": ["handled"]}
