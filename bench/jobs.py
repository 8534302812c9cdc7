"""Work that is asked for and left to others, as a site with Redis leaves it to its workers."""

from __future__ import annotations

from common.background import _AfterCommitBackend


class LeftToWorkers(_AfterCommitBackend):
    """Writes the work down. None of it is done: what is measured is the process that answers."""

    def hand_over(self, task_id: int) -> None:
        pass
