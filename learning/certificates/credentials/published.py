"""What everybody may read in order to check a credential."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..addresses import key_url
from ..models import SigningKey
from .documents import CONTEXTS, issuer_profile
from .keys import public_jwk
from .status_lists import status_list_token

#: No column holds a number beyond this one.
_MOST_LISTS = 2**31 - 1


def published_issuer() -> dict[str, Any]:
    """Who issues, as data."""
    return {"@context": CONTEXTS, **issuer_profile()}


def published_key(code: str) -> dict[str, Any] | None:
    """The public half of a key; None if there is no such key. One query."""
    key = SigningKey.objects.filter(code=code).first()
    return public_jwk(key, address=key_url(key.code)) if key else None


def published_keys() -> dict[str, Any]:
    """The public halves of all keys that ever signed, newest first (RFC 7517, 5). One query."""
    keys = SigningKey.objects.order_by("-created_at", "-pk")
    return {"keys": [public_jwk(each, address=key_url(each.code)) for each in keys]}


def published_status_list(code: str, number: int, *, at: datetime) -> str | None:
    """Which credentials of a key were revoked, signed; None if there is no such key or list."""
    key = SigningKey.objects.filter(code=code).first()
    return status_list_token(key, min(number, _MOST_LISTS), at=at) if key else None
