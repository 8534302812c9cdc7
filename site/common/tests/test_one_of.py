"""`__one_of`: as `__in`, by one parameter where the database has arrays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.models import QueuedTask
from common.postgresql import one_of  # noqa: F401  (registers the lookup)

pytestmark = pytest.mark.django_db


def rows(number: int) -> list[int]:
    now = timezone.now()
    return [
        QueuedTask.objects.create(task=f"a.b{place}", enqueued_at=now, next_send_at=now).pk
        for place in range(number)
    ]


def test_it_finds_what_in_finds() -> None:
    keys = rows(5)
    for wanted in (keys[:1], keys[1:4], [*keys[:2], *keys[:2], 10**9], []):
        found = QueuedTask.objects.filter(pk__one_of=wanted)
        assert set(found) == set(QueuedTask.objects.filter(pk__in=wanted))
        assert set(QueuedTask.objects.exclude(pk__one_of=wanted)) == set(
            QueuedTask.objects.exclude(pk__in=wanted)
        )


def test_for_nothing_nobody_is_asked() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert not list(QueuedTask.objects.filter(pk__one_of=[]))
    assert not asked


@pytest.mark.postgresql
def test_postgresql_gets_one_array() -> None:
    keys = rows(3)
    with CaptureQueriesContext(connection) as asked:
        assert QueuedTask.objects.filter(pk__one_of=keys).count() == 3
    assert "= ANY(" in asked[0]["sql"]
    sql, parameters = QueuedTask.objects.filter(pk__one_of=keys).query.sql_with_params()
    assert keys in parameters and len(parameters) == 1
