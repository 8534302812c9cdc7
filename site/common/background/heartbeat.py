"""Signs of life of work that may take long, so that others know when its process has died."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)

EVERY_SECONDS = 20.0
#: Without a sign for so long, the process is taken for dead.
DEAD_AFTER = timedelta(minutes=2)


@contextmanager
def heartbeat(beat: Callable[[], object]) -> Iterator[None]:
    """Call `beat` every twenty seconds from a thread of its own, as long as the block lasts.

    What takes less time costs no query.
    """
    is_over = threading.Event()

    def go_on() -> None:
        while not is_over.wait(EVERY_SECONDS):
            try:
                beat()
            except DatabaseError as error:
                logger.warning("A sign of life must wait: %s", error)
            finally:
                connections.close_all()

    thread = threading.Thread(target=go_on, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
