"""Where a new file goes while somebody works on something that has a collection of its own.

Upper apps know what somebody works on, and say it for the time of a request; the forms that take files ask
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from wagtail.models import Collection


class Destination(Protocol):
    """Says where the files of one request belong; it is asked only when a file is about to come."""

    def is_known(self) -> bool:
        """Whether they belong somewhere: then nobody is asked for a collection."""

    def collection(self) -> Collection:
        """The collection, made where there is none yet. Raises LookupError where they belong nowhere."""


_current: ContextVar[Destination | None] = ContextVar("library_destination", default=None)


@contextmanager
def files_go_to(destination: Destination) -> Iterator[None]:
    """Within this block, new files go to `destination`."""
    token = _current.set(destination)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Destination | None:
    """Where the files of this request belong; None: wherever the person says."""
    destination = _current.get()
    return destination if destination is not None and destination.is_known() else None
