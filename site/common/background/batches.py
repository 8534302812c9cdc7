"""Going through many rows while writing others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


def in_batches(rows: QuerySet[_Row], *, by: str = "pk", size: int = 100) -> Iterator[_Row]:
    """All of these rows in the order of a unique field, one query for each `size` of them.

    Unlike `iterator()` it leaves no cursor open between two rows. SQLite refuses to write through a
    connection that still reads, as soon as anybody else has written meanwhile ("database is locked").
    """
    rows = rows.order_by(by)
    batch = list(rows[:size])
    while batch:
        yield from batch
        last = getattr(batch[-1], by)
        batch = list(rows.filter(**{f"{by}__gt": last})[:size]) if len(batch) == size else []
