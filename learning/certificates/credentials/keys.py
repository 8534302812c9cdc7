"""The academy's keys: the newest signs, all of them are published for ever."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from jwt.algorithms import RSAAlgorithm

from ..models import SigningKey

#: The one algorithm that every reader of Open Badges has to know (Open Badges 3.0, 8.2.2).
ALGORITHM = "RS256"
_BITS, _EXPONENT = 3072, 65_537
_PURPOSE = b"certificates.signing_key"


class KeyUnreadable(Exception):
    """The private half was locked with a SECRET_KEY that is neither the present one nor a fallback."""


def make_key(*, at: datetime) -> SigningKey:
    """A new key, which signs from now on. Keys before it stay published, so what they signed stays valid."""
    private = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)
    text = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    return SigningKey.objects.create(
        code=secrets.token_hex(8),
        public_jwk={name: public[name] for name in ("kty", "n", "e")},
        private_locked=_locks().encrypt(text).decode(),
        created_at=at,
    )


def signing_key(*, at: datetime) -> SigningKey:
    """The key that signs now; made if there is none yet, or if nobody can read it any more."""
    newest = SigningKey.objects.order_by("-created_at", "-pk").first()
    if newest is not None and is_readable(newest):
        return newest
    return make_key(at=at)


def private_key(key: SigningKey) -> rsa.RSAPrivateKey:
    """The half that signs. Raises KeyUnreadable."""
    try:
        text = _locks().decrypt(key.private_locked.encode())
    except (InvalidToken, InvalidSignature) as error:
        raise KeyUnreadable(key.code) from error
    private = serialization.load_pem_private_key(text, password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    return private


def public_jwk(key: SigningKey, *, address: str) -> dict[str, Any]:
    """The half that everybody may have, as a JSON Web Key (RFC 7517). address: where it is published."""
    return {**key.public_jwk, "alg": ALGORITHM, "use": "sig", "kid": address}


def is_readable(key: SigningKey) -> bool:
    """Whether its private half can still be unlocked."""
    try:
        private_key(key)
    except KeyUnreadable:
        return False
    return True


def _locks() -> MultiFernet:
    """Locks of SECRET_KEY and its fallbacks: who only has the database can't sign."""
    return MultiFernet([_lock(text) for text in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(text: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(text.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
