"""Several processes that migrate one database at the same moment: one after another, and each ends well."""

from __future__ import annotations

import threading

import pytest
from django.core.management import call_command
from django.db import connection

from common.postgresql.alone import alone_with

from .test_outbox_survives_a_kill import start


def test_all_of_them_end_well(address: str) -> None:
    processes = [start(address, "migrate") for _number in range(3)]
    said = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert sum("Waiting" in words for words, _complaints in said) >= 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_second_one_waits_for_the_first_one() -> None:
    def migrate() -> None:
        call_command("migrate", verbosity=0)
        connection.close()

    second = threading.Thread(target=migrate)
    with alone_with(connection):
        second.start()
        second.join(timeout=1)
        assert second.is_alive()
    second.join(timeout=30)
    assert not second.is_alive()
