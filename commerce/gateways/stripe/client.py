"""Stripe's library: one client, and its errors in our words. `calls` loads it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

from ..base import GatewayRefused, GatewayUnreachable
from ..bounded import BoundedSession
from ..calls import timeouts
from .calls import Declined

logger = logging.getLogger(__name__)

#: What may pass by itself: somebody else is busy with the same key, or we ask too often.
_PASSING = frozenset((409, 429))
#: Our key is wrong: nothing was done, and it will be once the key is right.
_OUR_KEY = frozenset((401, 403))


@lru_cache(maxsize=4)
def _client(key: str, address: str, wait: tuple[float, float]) -> stripe.StripeClient:
    # `patiently` repeats, for all providers alike; the library's own client would not repeat a 429.
    return stripe.StripeClient(
        key,
        base_addresses={"api": address},
        http_client=stripe.RequestsClient(timeout=wait, session=BoundedSession()),
        max_network_retries=0,
    )


def client() -> stripe.StripeClient:
    """The library's client, with the key that is set now."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_URL, timeouts())


def asked(client: stripe.StripeClient, call: Callable[[stripe.StripeClient], Any]) -> dict[str, Any]:
    """The answer to one call, in plain values. Raises as `calls.ask` does."""
    try:
        return dict(call(client).to_dict())
    except stripe.APIConnectionError as error:
        raise GatewayUnreachable(f"Stripe: {type(error).__name__}") from None
    except stripe.StripeError as error:
        status = error.http_status or 0
        logger.warning("Stripe answered %s (%s, request %s)", status, error.code, error.request_id)
        # Half an answer is told as an error with the status of the whole one.
        if status >= 500 or status < 400 or status in _PASSING or status in _OUR_KEY:
            raise GatewayUnreachable(f"Stripe: {status}") from None
        if isinstance(error, stripe.CardError):
            raise Declined(_intent_of(error), _code_of(error)) from None
        raise GatewayRefused(f"Stripe: {_code_of(error)}", code=_code_of(error)) from None


def _code_of(error: stripe.StripeError) -> str:
    return str(getattr(error, "decline_code", "") or error.code or type(error).__name__)


def _intent_of(error: stripe.StripeError) -> dict[str, Any]:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    intent = body.get("error", {}).get("payment_intent")
    return intent if isinstance(intent, dict) else {}
