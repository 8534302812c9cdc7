"""Asking a payment provider, with a little patience: how long to wait, and how often to ask again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

from .base import GatewayUnreachable

T = TypeVar("T")


def patiently(ask: Callable[[], T]) -> T:
    """What `ask` answers, asked again after each pause of `settings.GATEWAY_PAUSES` while nobody answers.

    Only for what may be asked twice: a question, or an order with a key by which the provider knows it again.
    Raises GatewayUnreachable when the last try failed, too.
    """
    for pause in settings.GATEWAY_PAUSES:
        try:
            return ask()
        except GatewayUnreachable:
            time.sleep(pause * random.uniform(0.8, 1.2))
    return ask()


def timeouts() -> tuple[float, float]:
    """Seconds until a connection stands, and between two parts of an answer. No call takes more than both."""
    connect, read = settings.GATEWAY_TIMEOUTS
    return float(connect), float(read)
