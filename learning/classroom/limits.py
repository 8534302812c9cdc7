"""How often a stranger may try something that others could guess at."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from common.http.client_address import ip_address_of

WINDOW_SECONDS = 60


def is_too_often(request: HttpRequest, name: str, *, allowed: int) -> bool:
    """Whether this address has tried `name` more than `allowed` times within a minute; this try counts."""
    key = f"classroom.limit.{name}.{ip_address_of(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > allowed
    except ValueError:  # it ran out between the two
        return False
