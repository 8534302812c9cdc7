"""A document with its proof: a JSON Web Token whose content is the document itself.

So Open Badges 3.0 has it (8.2.4), other than older credentials, which lie in a claim named `vc`. The header
holds the algorithm, the address of the key and the type `JWT`, and nothing else (8.2.4.1).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jwt

from ..addresses import key_url
from ..models import SigningKey
from .keys import ALGORITHM, private_key


def signed(document: dict[str, Any], key: SigningKey) -> str:
    """The document as a compact token. It has an id, an issuer, a subject with an id, and `validFrom`.

    Raises KeyUnreadable.
    """
    claims = {
        **document,
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
        "sub": document["credentialSubject"]["id"],
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    return jwt.encode(claims, private_key(key), algorithm=ALGORITHM, headers={"kid": key_url(key.code)})


def moment(at: datetime) -> str:
    """The moment as credentials write it: whole seconds of UTC, so that it equals the claim made of it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _seconds(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp())
