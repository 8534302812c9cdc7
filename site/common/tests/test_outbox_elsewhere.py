"""An outbox in a second database: every statement goes where `using` says, and none to the default."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from common.events import emit, outbox
from common.models import OutboxDelivery, OutboxRow

from .facts import SampleFact, listening

SHOP = "shop"


@pytest.fixture
def shop(tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """A second database with an outbox. The default one stays closed: any statement to it fails the test."""
    default = connections["default"]
    connections.settings[SHOP] = {
        **default.settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "shop.sqlite3"),
        "OPTIONS": {},
    }
    allowed = connections[SHOP]
    with django_db_blocker.unblock(), default.execute_wrapper(_refuse):
        with allowed.schema_editor() as editor:
            editor.create_model(OutboxRow)
            editor.create_model(OutboxDelivery)
        yield
        allowed.close()
    del connections.settings[SHOP], connections[SHOP]


def _refuse(*args: object) -> None:
    raise AssertionError("a statement went to the default database")


def test_a_fact_is_told_and_heard_in_its_own_database(shop: Any) -> None:
    heard = []

    def note(fact: Any) -> None:
        heard.append(fact)

    with listening(note):
        with transaction.atomic(using=SHOP):
            emit(SampleFact(7), using=SHOP)
            assert heard == []
        assert heard == [SampleFact(7)]

    assert OutboxRow.objects.using(SHOP).get().delivered_at is not None


def test_its_own_transaction_is_asked_for(shop: Any) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        emit(SampleFact(7), using=SHOP)


def test_failing_sweeping_and_forgetting_stay_there(shop: Any) -> None:
    heard = []

    def fail_once(fact: Any) -> None:
        heard.append(connections[SHOP].in_atomic_block)
        if len(heard) == 1:
            raise RuntimeError("once")

    with listening(fail_once):
        with transaction.atomic(using=SHOP):
            emit(SampleFact(7), using=SHOP)
        later = timezone.now() + timedelta(hours=1)
        assert outbox.sweep(now=later, using=SHOP) == outbox.SweepResult(1, 0)

    assert heard == [True, True]  # each time in a transaction of that database
    assert OutboxDelivery.objects.using(SHOP).count() == 1
    assert outbox.retry_stuck(now=later, using=SHOP) == 0
    assert outbox.forget_delivered(now=later + timedelta(days=31), using=SHOP) == 1
    assert not OutboxRow.objects.using(SHOP).exists()
