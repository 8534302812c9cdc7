"""Asking Razorpay, in plain values. The library is loaded by whoever asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..calls import patiently


def ask(call: Callable[[Any], Any]) -> dict[str, Any]:
    """What Razorpay answers to `call`, asked again while it can't be reached.

    call: one question, or one order that is the same when it is given again.
    """
    from .client import client  # 6 MB with what it stands on, in a worker that may never ask

    found: dict[str, Any] = patiently(lambda: call(client()))
    return found
