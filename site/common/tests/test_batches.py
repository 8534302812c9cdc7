"""Rows come in batches, all of them and once each, and between two of them somebody else may write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connections, transaction

from common.background.batches import in_batches


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "queries"), [(0, 1), (1, 1), (2, 2), (3, 2), (5, 3)])
def test_each_row_comes_once(count: int, queries: int, django_assert_num_queries: Any) -> None:
    groups = [Group.objects.create(name=f"Batch {number}") for number in range(count)]
    with django_assert_num_queries(queries):
        found = list(in_batches(Group.objects.filter(name__startswith="Batch"), size=2))
    assert found == groups


@pytest.mark.django_db
def test_in_the_order_of_another_field() -> None:
    for name in ("Batch c", "Batch a", "Batch b"):
        Group.objects.create(name=name)
    found = in_batches(Group.objects.filter(name__startswith="Batch"), by="name", size=1)
    assert [group.name[-1] for group in found] == ["a", "b", "c"]


@pytest.fixture
def a_file(tmp_path: Path, django_db_blocker: Any) -> Any:
    """A database in a file, as `make run` has it, with a table of groups."""
    file = tmp_path / "academy.sqlite3"
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("CREATE TABLE auth_group (id INTEGER PRIMARY KEY, name TEXT)")
        plain.executemany("INSERT INTO auth_group (name) VALUES (?)", [(f"{n}",) for n in range(300)])
    plain.close()
    options = {"transaction_mode": "IMMEDIATE", "timeout": 1}
    connections.databases["a_file"] = {
        **connections["default"].settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": str(file),
        "OPTIONS": options,
    }  # fmt: skip
    with django_db_blocker.unblock():
        yield file
        connections["a_file"].close()
    del connections["a_file"], connections.databases["a_file"]


def test_somebody_else_may_write_meanwhile(a_file: Path) -> None:
    assert write_between(in_batches(Group.objects.using("a_file")), a_file) == 300


def test_which_an_open_cursor_forbids(a_file: Path) -> None:
    rows = Group.objects.using("a_file").iterator(chunk_size=100)
    with closing(rows), pytest.raises(OperationalError, match="locked"):
        write_between(rows, a_file)


def write_between(rows: Any, file: Path) -> int:
    """Write something for each row, after somebody else has written, too."""
    count = 0
    for group in rows:
        with sqlite3.connect(file) as other:
            other.execute("UPDATE auth_group SET name = 'theirs' WHERE id = 300")
        other.close()
        with transaction.atomic(using="a_file"):
            Group.objects.using("a_file").filter(pk=group.pk).update(name="ours")
        count += 1
    return count
