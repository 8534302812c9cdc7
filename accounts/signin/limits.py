"""Where django-allauth counts: in the cache of the limits, which nothing else fills.

allauth has no setting for it: it asks Django's default cache, which keeps nothing while Redis is away. Then
no limit would hold, and a code of an authenticator app would work twice. Limits fall back to the database.
"""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as one_time_codes

from common.http.limits import limits_cache


def connect() -> None:
    """Have allauth count in the cache of the limits."""
    for module in (ratelimit, one_time_codes):
        if not hasattr(module, "cache"):
            raise RuntimeError(f"{module.__name__} doesn't ask a cache any more: see accounts.signin.limits")
        module.cache = limits_cache
