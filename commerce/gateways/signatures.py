"""What the messages of all providers have in common: JSON that was signed, at a time that may be checked."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from .base import ForgedMessage, StaleMessage

#: How far a signed time may be from ours, in either direction.
LONGEST_AGE = timedelta(minutes=5)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises ForgedMessage for anything else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ForgedMessage("no JSON") from error
    if not isinstance(told, dict):
        raise ForgedMessage("no JSON object")
    return told


def check_age(signed_at: int, *, now: datetime) -> None:
    """Raises StaleMessage for what was signed too long ago, or for a time that is still to come.

    signed_at: seconds since 1970, as it was signed.
    """
    if abs(int(now.timestamp()) - signed_at) > LONGEST_AGE.total_seconds():
        raise StaleMessage("signed at another time")


def uuid_in(texts: Any, name: str) -> UUID | None:
    """The id that we gave a provider along with `name`, in what it gives back (a list where it has none)."""
    try:
        return UUID(str(texts[name]))
    except (KeyError, TypeError, ValueError, IndexError):
        return None
