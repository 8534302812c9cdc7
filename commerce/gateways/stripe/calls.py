"""Asking Stripe, in plain values. The library is loaded by whoever asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..calls import patiently

if TYPE_CHECKING:
    import stripe


class Declined(Exception):
    """A card was declined. intent: the payment intent that remains, in plain values; {} for none."""

    def __init__(self, intent: dict[str, Any], code: str) -> None:
        super().__init__(code)
        self.intent = intent
        self.code = code


def ask(call: Callable[[stripe.StripeClient], Any]) -> dict[str, Any]:
    """What Stripe answers to `call`, in plain values; asked again while it can't be reached.

    call: one question, or one order with a key of its own. Raises GatewayUnreachable, GatewayRefused and
    Declined. None of them carries what was sent or answered: that names people, and errors end in logs.
    """
    from .client import asked, client  # 6 MB with what it stands on, in a worker that may never ask

    with_our_keys = client()
    answered: dict[str, Any] = patiently(lambda: asked(with_our_keys, call))
    return answered
