"""Razorpay's library (`calls` loads it) over a session of ours, which waits only so long.

Errors are told whole there, too.

The library itself has no timeout, prints what goes wrong, takes 409 and 429 for faults of the request and
forgets why something was refused. All of that is decided here, below it.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

import razorpay
import requests
from django.conf import settings

from ..base import GatewayRefused, GatewayUnreachable
from ..bounded import BoundedSession
from ..calls import timeouts

logger = logging.getLogger(__name__)

#: What may pass by itself, and a key of ours that is wrong.
_PASSING = frozenset((401, 403, 409, 429))


class PatientSession(BoundedSession):
    """Answers only what can be relied on. Raises GatewayUnreachable or GatewayRefused for everything else."""

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs |= {"timeout": timeouts(), "allow_redirects": False}
        try:
            response = super().request(method, url, *args, **kwargs)
            told = response.json()
        except (requests.RequestException, ValueError) as error:
            raise GatewayUnreachable(f"Razorpay: {type(error).__name__}") from None
        if response.status_code == 200 and isinstance(told, dict):
            return response
        _refuse(response.status_code, told)
        raise AssertionError


def _refuse(status: int, told: Any) -> None:
    error = told.get("error") if isinstance(told, dict) else None
    error = error if isinstance(error, dict) else {}
    reason = str(error.get("reason") or error.get("code") or "")
    logger.warning("Razorpay answered %s (%s, field %s)", status, reason, error.get("field"))
    if status >= 500 or status < 400 or status in _PASSING:
        raise GatewayUnreachable(f"Razorpay: {status}")
    raise GatewayRefused(f"Razorpay: {error.get('description') or status}", code=reason)


@lru_cache(maxsize=4)
def _client(key_id: str, secret: str, address: str) -> Any:
    # Its own retries stay off: they would repeat an order to pay.
    return razorpay.Client(session=PatientSession(), auth=(key_id, secret), base_url=address)


def client() -> Any:
    """The library's client, with the keys that are set now."""
    return _client(settings.RAZORPAY_KEY_ID, settings.RAZORPAY_KEY_SECRET, settings.RAZORPAY_API_URL)
