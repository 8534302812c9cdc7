"""What a browser is told about its person, so that what it keeps belongs to one account only.

A page names the account it was drawn for, and hands its script a key. What the script keeps on the device is
named after the account and sealed with the key; whoever opens the browser next has neither. Each request of
the script names its account, too, and is refused when somebody else is signed in by then.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import salted_hmac

from .models import User

NAME_LETTERS = 16
#: Readable by scripts: which account is signed in, by its name on devices. A hint, never a right.
COOKIE = "account"
COOKIE_SECONDS = 60 * 60 * 24 * 365
#: How a request says which account its page was drawn for: a header, or a field of a form.
HEADER = "X-Account"
FIELD = "_account"


def device_name(person: User | AnonymousUser) -> str:
    """What devices call an account: 16 hexadecimal digits that say nothing about it; empty for a stranger."""
    if not person.is_authenticated:
        return ""
    return _derived("accounts.device.name", person, settings.SECRET_KEY)[:NAME_LETTERS]


def device_keys(person: User | AnonymousUser) -> tuple[str, ...]:
    """The keys that open what devices keep for an account, 64 hexadecimal digits each; the first one seals.

    The others come from SECRET_KEY_FALLBACKS, so that a new secret loses nothing. None for a stranger.
    """
    if not person.is_authenticated:
        return ()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(_derived("accounts.device.key", person, secret) for secret in secrets)


def _derived(purpose: str, person: User | AnonymousUser, secret: str) -> str:
    return _sealed(purpose, getattr(person, "public_id", None), secret)


@lru_cache(maxsize=4096)
def _sealed(purpose: str, public_id: UUID | None, secret: str) -> str:
    value = "" if public_id is None else str(public_id)
    return salted_hmac(purpose, value, secret=secret, algorithm="sha256").hexdigest()
