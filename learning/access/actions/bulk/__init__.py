"""Access for many people at once: prepared, foreseen, run in batches, stopped and set going again."""

from .dry_run import Wanted, outcome_of
from .jobs import (
    foresee_bulk,
    forget_unused_bulks,
    prepare_bulk,
    resume_bulks,
    start_bulk,
    stop_bulk,
    undo_bulk,
)
from .recipients import BulkRefused, ListedRecipient, NobodyListed, NothingToUndo, TooManyListed
from .running import run_batch, run_bulk

__all__ = [
    "BulkRefused",
    "ListedRecipient",
    "NobodyListed",
    "NothingToUndo",
    "TooManyListed",
    "Wanted",
    "foresee_bulk",
    "forget_unused_bulks",
    "outcome_of",
    "prepare_bulk",
    "resume_bulks",
    "run_batch",
    "run_bulk",
    "start_bulk",
    "stop_bulk",
    "undo_bulk",
]
