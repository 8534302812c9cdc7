"""How often somebody may do something: counted in a cache of its own, that falls back to the database."""

from __future__ import annotations

import time
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.connection import ConnectionProxy

from .client_address import ip_address_of

#: What all limits are counted in, django-allauth's as well.
limits_cache = ConnectionProxy(caches, "limits")
#: A provider gives each household at least so much: counting single addresses would count nothing.
NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `allowed` times in a span of `seconds`, counted from its full multiples. name: unique."""

    name: str
    allowed: int
    seconds: int = 60

    def count(self, who: str) -> int:
        """Count one more time. Returns 0 while it is allowed, else for how many seconds it is not.

        who: as `person` or `network_of` say. No query while Redis answers; else two statements.
        """
        now = time.time()
        span = int(now // self.seconds)
        key = f"limit.{self.name}.{who}.{span}"
        try:
            counted: int = limits_cache.incr(key)
        except ValueError:  # the first time in this span
            limits_cache.add(key, 0, self.seconds)
            try:
                counted = limits_cache.incr(key)
            except ValueError:  # it ran out between the two
                counted = 1
        if counted <= self.allowed:
            return 0
        return max(1, int((span + 1) * self.seconds - now) + 1)


def person(pk: int) -> str:
    """Somebody who is signed in, from wherever."""
    return f"person-{pk}"


def network_of(request: HttpRequest) -> str:
    """Where a request came from: an IPv4 address, or the /64 that an IPv6 address lies in."""
    found = ip_address_of(request)
    if found is None:
        return "unknown"
    address = ip_address(found)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Network((address, NETWORK_BITS), strict=False).network_address)
    return str(address)
