"""The sandbox's messages: a record and a time, signed with a secret of this site."""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from django.utils.crypto import salted_hmac

from ..base import ForgedMessage, Observed, SignedMessage
from ..models import SandboxRecord
from ..signatures import check_age, read_object
from .states import as_told, observed_in

HEADER = "x-sandbox-signature"


def message_about(record: SandboxRecord, kind: str, *, at: datetime) -> tuple[bytes, dict[str, str]]:
    """Body and headers (names in lower case) of a new message about a record as it stands."""
    body = json.dumps({"id": f"message_{uuid.uuid4().hex}", "kind": kind, "about": as_told(record)}).encode()
    seconds = str(int(at.timestamp()))
    return body, {HEADER: f"{seconds}.{_signature(seconds, body)}"}


def verify(body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
    """See `Gateway.verify`."""
    seconds, _dot, signature = headers.get(HEADER, "").partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12 and signature.isascii()):
        raise ForgedMessage("not signed")
    if not hmac.compare_digest(signature, _signature(seconds, body)):
        raise ForgedMessage("not signed with our secret")
    check_age(int(seconds), now=now)
    told = read_object(body)
    return SignedMessage(told["id"], told["kind"], datetime.fromtimestamp(int(seconds), UTC))


def observe(body: bytes) -> Observed:
    """See `Gateway.observe`."""
    return observed_in(read_object(body)["about"])


def _signature(seconds: str, body: bytes) -> str:
    signed = seconds.encode() + b"." + body
    return salted_hmac("commerce.gateways.sandbox", signed, algorithm="sha256").hexdigest()
