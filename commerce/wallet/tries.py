"""How often codes of vouchers may be tried: of one person, and of one network."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from accounts.models import User
from common.http.limits import RateLimit, network_of, person

#: Whoever tries codes changes neither quickly.
TRIES = RateLimit("wallet.tries", allowed=10)
TRIES_OF_NETWORK = RateLimit("wallet.tries_of_network", allowed=30)


def count_try(request: HttpRequest) -> int:
    """Count one more try of who is signed in. Returns 0 while it's allowed, else for how many seconds not."""
    who = person(cast(User, request.user).pk)
    who = person(cast(User, request.user).pk)
    return TRIES.count(who) or TRIES_OF_NETWORK.count(network_of(request))
