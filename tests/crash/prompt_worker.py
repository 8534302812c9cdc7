"""Background work as production keeps it, done by the same process once its transaction has committed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from common import background
from common.background import jobs


class PromptBackend(background.ThreadBackend):
    """For processes that are killed: nothing is left to a thread, whose steps nobody could count."""

    def accept(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        task_id = jobs.keep(path, args, kwargs, at=timezone.now())
        background.after_commit(lambda: background.run(task_id))


def do_what_was_left() -> None:
    """As the sweep does it that runs every minute, an hour later."""
    jobs.sweep(now=timezone.now() + timedelta(hours=1), tell=background.run)
