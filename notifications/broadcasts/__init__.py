"""One text for many: prepared, previewed, sent in batches, cancelled, withdrawn."""

from .preparing import Reach, forget_unused, prepare_broadcast, reach_of
from .running import (
    BATCH,
    NotNow,
    cancel_broadcast,
    run_batch,
    run_broadcast,
    send_broadcast,
    withdraw_broadcast,
)

__all__ = [
    "BATCH",
    "NotNow",
    "Reach",
    "cancel_broadcast",
    "forget_unused",
    "prepare_broadcast",
    "reach_of",
    "run_batch",
    "run_broadcast",
    "send_broadcast",
    "withdraw_broadcast",
]
