"""Both databases are copied while orders are paid, at different moments, and restored: they agree again.

As docs/operations.md says: the first one first, commerce's after it, and after the restore one command.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from scripts.environment import postgresql_folder

from .spare_databases import address_of, copied, made
from .steps import Driver

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

DRIVER = Path(__file__).with_name("access_driver.py")


class Academy:
    """One that has two databases: processes over them, and what they are told."""

    def __init__(self, names: dict[str, str], **told: Any) -> None:
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "TEST_COMMERCE_DATABASE_URL": address_of(names["commerce"]),
        }
        self.names, self.driver, self.told = names, Driver(DRIVER, environment), told

    def run(self, *functions: str, **told: Any) -> Any:
        return self.driver.run(*functions, names=self.names, **self.told, **told)

    def end(self) -> None:
        self.driver.end()


@pytest.fixture
def academy() -> Iterator[Academy]:
    """With two courses on sale, over copies of the tests' own tables."""
    own = {
        alias: str(connections[where].settings_dict["NAME"])
        for alias, where in ((DEFAULT_DB_ALIAS, DEFAULT_DB_ALIAS), ("commerce", settings.COMMERCE_DATABASE))
    }
    connections.close_all()
    with copied(own) as names:
        one = Academy(names)
        one.told["codes"] = one.run("make_courses")
        yield one
        one.end()


@pytest.fixture
def restored() -> Iterator[dict[str, str]]:
    """Empty databases to restore into."""
    with made(DEFAULT_DB_ALIAS, "commerce") as names:
        yield names


def program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own, as docs/operations.md names them."""
    folder = postgresql_folder()
    assert folder is not None
    subprocess.run([folder / name, *arguments], env=dict(os.environ), check=True, capture_output=True)


def dump(name: str, place: Path) -> None:
    program("pg_dump", "--format=custom", f"--file={place}", address_of(name))


def restore(place: Path, name: str) -> None:
    program("pg_restore", "--clean", "--if-exists", f"--dbname={address_of(name)}", str(place))


class SteadyStream:
    """Orders that are paid and refunded all the time, by a process of its own, as long as the block runs."""

    def __init__(self, academy: Academy) -> None:
        self.academy = Academy(academy.names, **academy.told)
        self.numbers: list[int] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def _go_on(self) -> None:
        while not self._is_over.is_set():
            self.numbers += [self.academy.run("sell"), self.academy.run("refund")]

    def __enter__(self) -> SteadyStream:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._is_over.set()
        self._thread.join(timeout=60)
        self.academy.end()


def test_two_copies_of_different_moments_make_one_academy(
    academy: Academy, restored: dict[str, str], tmp_path: Path
) -> None:
    files = {alias: tmp_path / f"{alias}.dump" for alias in academy.names}
    before = academy.run("sell")
    waiting = {name: academy.run("make_unpaid_order") for name in ("paid between", "paid after")}
    returned = academy.run("sell")
    with SteadyStream(academy) as stream:
        since = timezone.now().isoformat()
        dump(academy.names[DEFAULT_DB_ALIAS], files[DEFAULT_DB_ALIAS])
        academy.run("pay", order=waiting["paid between"])
        academy.run("give_back", order=returned)
        new = academy.run("sell")  # by somebody whom the first copy does not know
        dump(academy.names["commerce"], files["commerce"])
    academy.run("pay", order=waiting["paid after"])
    assert academy.run("sweep", "compare")["wrong"] == []

    for alias, place in files.items():
        restore(place, restored[alias])
    again = Academy(restored, **academy.told)
    found = again.run("compare")
    # What the copies say before the command: books that balance, and access that has not followed.
    assert found["faults"] == []
    assert {before, new, returned, *waiting.values()} <= set(found["orders"])
    assert {int(line.partition(":")[0]) for line in found["wrong"]} >= {waiting["paid between"], returned}
    for _each in range(2):  # a repeat does no harm
        found = again.run("repair", "compare", since=since)
        assert (found["wrong"], found["faults"], found["waiting"]) == ([], [], 0)
    assert new in found["of nobody"]
    found = again.run("take_over", "repair", "compare", since=since, order=new)
    assert (found["wrong"], found["faults"], new in found["of nobody"]) == ([], [], False)
    assert not {before, returned, *waiting.values()} & set(found["of nobody"])
    assert len(stream.numbers) >= 2
    again.end()
