"""Issue the credential of a certificate, once."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction

from library.storage.backends import private_files

from ..models import Certificate, Credential
from .badges import baked, draw_badge
from .documents import credential_document
from .keys import signing_key
from .signing import signed
from .status_lists import free_place

_TRIES = 5


def issue_credential(*, certificate: Certificate, at: datetime) -> Credential:
    """The certificate as signed data; made now if it is not there yet. A repeat, also at the same time,
    returns the same credential. The enrolment with its person and course should come with the certificate.
    """
    for attempt in range(_TRIES):
        existing = Credential.objects.filter(certificate=certificate).first()
        if existing is not None:
            return existing
        try:
            return _issue(certificate, at=at)
        except IntegrityError:  # somebody was faster, or the place was taken
            if attempt == _TRIES - 1:
                raise
    raise AssertionError  # never reached


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def _issue(certificate: Certificate, *, at: datetime) -> Credential:
    key = signing_key(at=at)
    status_list, status_index = free_place(key)
    document = credential_document(certificate, key=key, status_list=status_list, status_index=status_index)
    return Credential.objects.create(
        certificate=certificate,
        key=key,
        token=signed(document, key),
        status_list=status_list,
        status_index=status_index,
        created_at=at,
    )


def picture_of(certificate: Certificate) -> bytes:
    """The picture of what was achieved, as PNG; drawn and kept in the private storage if need be."""
    storage, name = private_files(), f"certificates/{certificate.public_id}/{certificate.code}.png"
    if storage.exists(name):
        with storage.open(name, "rb") as stored:
            kept: bytes = stored.read()
            return kept
    picture = draw_badge(certificate)
    storage.save(name, ContentFile(picture))
    return picture


def badge_of(credential: Credential) -> bytes:
    """The picture with the credential in it, as PNG."""
    return baked(picture_of(credential.certificate), credential.token)
