"""Facts that cross apps: define one by subclassing `Fact`, tell it with `emit`, hear it with `handles`.

@dataclass(frozen=True)
class LessonCompleted(Fact):          # <app>/events.py
    enrolment_id: int
    completed_at: datetime

emit(LessonCompleted(...))            # in an action, last, inside its transaction

@handles(LessonCompleted)             # <other app>/handlers.py, imported in AppConfig.ready()
def count_lesson(fact: LessonCompleted) -> None: ...
"""

from __future__ import annotations

from functools import partial

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from .facts import Fact, handlers_of, handles

__all__ = ["Fact", "emit", "handles"]


def emit(fact: Fact, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Keep the fact in the outbox of that database, and tell its handlers once the transaction commits.

    using: the database whose transaction made the fact true.
    Raises TransactionManagementError outside a transaction: the fact and what it tells of must be written
    together or not at all. Costs one insert now; after the commit, one insert per handler and one update.
    A fact that nobody listens to costs the one insert.
    """
    # Here, because apps import their events while the models of this app may not be loaded yet.
    from common.models import OutboxRow

    from .outbox import GRACE, deliver, keep

    if not transaction.get_connection(using).in_atomic_block:
        raise transaction.TransactionManagementError(
            f"emit({fact.kind}) must stand inside transaction.atomic(using={using!r})"
        )
    now = timezone.now()
    listeners = handlers_of(type(fact))
    row = OutboxRow(
        kind=fact.kind,
        payload=fact.as_json(),
        emitted_at=now,
        next_attempt_at=now + GRACE,
        delivered_at=None if listeners else now,
    )
    keep(row, using=using)
    if listeners:
        transaction.on_commit(partial(deliver, row, fact, using=using), using=using, robust=True)
