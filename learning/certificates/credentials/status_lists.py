"""Lists that say which credentials were revoked: a bit for each (W3C Bitstring Status List 1.0).

A reader fetches the whole list, so that nobody learns from it whose credential is checked. Places are drawn
at random, so that they tell nothing about the order in which credentials were issued. Each key has lists of
its own, for there are readers that expect a list to be signed as the credential is.
"""

from __future__ import annotations

import base64
import gzip
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from ..addresses import status_url
from ..models import Credential, SigningKey
from .documents import CONTEXTS, issuer_profile
from .keys import is_readable, signing_key
from .signing import moment, signed

#: As many as a list must have at least, for the herd to be large (1.0, 3.2).
LENGTH = 131_072
#: A list that is half full is followed by the next one, so that a free place is found at once.
MOST_IN_A_LIST = LENGTH // 2
_LASTS = timedelta(days=1)


def free_place(key: SigningKey) -> tuple[int, int]:
    """A list of the key that still has room, and a place in it drawn at random. Two queries."""
    own = Credential.objects.filter(key=key)
    newest = own.order_by("-status_list").values_list("status_list", flat=True).first() or 1
    taken = own.filter(status_list=newest).count()
    return newest + (taken >= MOST_IN_A_LIST), secrets.randbelow(LENGTH)


def status_list_token(key: SigningKey, number: int, *, at: datetime) -> str | None:
    """The list, signed by its key, or by the present one if nobody can read that any more.

    It is believed for a day. None if no credential is in it.
    """
    listed = Credential.objects.filter(key=key, status_list=number)
    if not listed.exists():
        return None
    revoked = listed.filter(certificate__revoked_at__isnull=False)
    address = status_url(key.code, number)
    document: dict[str, Any] = {
        "@context": CONTEXTS[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_profile(),
        "validFrom": moment(at),
        "validUntil": moment(at + _LASTS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(revoked.values_list("status_index", flat=True)),
        },
    }
    return signed(document, key if is_readable(key) else signing_key(at=at))


def encoded(places: Iterable[int]) -> str:
    """The bits as such lists write them: zipped, base64 for addresses, behind the `u` that says so. The first
    place is the highest bit of the first byte.
    """
    bits = bytearray(LENGTH // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
