"""Who is at something that nobody else may do meanwhile: in the database, so that no cache can forget it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from common.models import OngoingWork

from .heartbeat import heartbeat

#: Shorter than `heartbeat.DEAD_AFTER`: when a job is begun again, what its dead process held is free.
HELD_FOR = timedelta(seconds=90)


class Overtaken(Exception):
    """Somebody else does the work by now, because nothing was heard of us."""


@contextmanager
def reserved(name: str, *, at: datetime) -> Iterator[UUID | None]:
    """Keep this work to oneself as long as the block lasts. Gives None if somebody else is at it."""
    holder = claim(name, at=at, lasts=HELD_FOR)
    if holder is None:
        yield None
        return
    with heartbeat(lambda: go_on(name, holder, at=timezone.now(), lasts=HELD_FOR)):
        try:
            yield holder
        finally:
            release(name, holder)


def confirm(name: str, holder: UUID) -> None:
    """The last thing in a transaction: nobody took the work from us. Raises Overtaken."""
    if not go_on(name, holder, at=timezone.now(), lasts=HELD_FOR):
        raise Overtaken


def claim(name: str, *, at: datetime, lasts: timedelta) -> UUID | None:
    """Take this work for so long. Returns the proof that it is ours; None: somebody else is at it."""
    holder = uuid4()
    rows = OngoingWork.objects.filter(name=name)
    if rows.filter(until__lte=at).update(holder=holder, until=at + lasts, done=0, total=0):
        return holder
    fresh = {"holder": holder, "until": at + lasts}
    row, _is_new = OngoingWork.objects.get_or_create(name=name, defaults=fresh)
    return holder if row.holder == holder else None


def go_on(name: str, holder: UUID, *, at: datetime, lasts: timedelta) -> bool:
    """Say that it is still being done. False: it took too long, and somebody else has it."""
    return bool(OngoingWork.objects.filter(name=name, holder=holder).update(until=at + lasts))


def tell(name: str, *, done: int, total: int, at: datetime, lasts: timedelta) -> None:
    """Say how far work is that goes on in turns, whoever does them."""
    told = {"until": at + lasts, "done": done, "total": total}
    OngoingWork.objects.update_or_create(
        name=name, defaults=told, create_defaults={**told, "holder": uuid4()}
    )


def find(name: str, *, at: datetime) -> OngoingWork | None:
    """The work as it was last told of, as long as that is believed."""
    return OngoingWork.objects.filter(name=name, until__gt=at).first()


def release(name: str, holder: UUID | None = None) -> None:
    """It is over. holder: only if it is still theirs."""
    rows = OngoingWork.objects.filter(name=name)
    (rows if holder is None else rows.filter(holder=holder)).delete()
