"""Where a certificate is checked and fetched, as absolute addresses: they are printed and mailed."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from common.addresses import address_of

from .models import Certificate

_SALT = "certificates.pdf"
SIGNED_SECONDS = 30 * 24 * 3600


def check_url(certificate: Certificate) -> str:
    """The public page that says whether the certificate is genuine."""
    return settings.SITE_URL + address_of("certificate", certificate.code)


def pdf_url(certificate: Certificate) -> str:
    """The PDF, for its owner and the staff."""
    return settings.SITE_URL + address_of("certificate_pdf", certificate.code)


def signed_pdf_url(certificate: Certificate) -> str:
    """The PDF for whoever has this link, for thirty days."""
    return f"{pdf_url(certificate)}?key={TimestampSigner(salt=_SALT).sign(certificate.public_id.hex)}"


def picture_url(certificate: Certificate) -> str:
    """The picture of what was achieved, for everybody; it names nobody."""
    return settings.SITE_URL + address_of("certificate_picture", certificate.code)


def issuer_url() -> str:
    """Who issues credentials, as data."""
    return settings.SITE_URL + address_of("credential_issuer")


def key_url(code: str) -> str:
    """The public half of a key, as data: what signed credentials name their key by."""
    return settings.SITE_URL + address_of("credential_key", code)


def status_url(code: str, number: int) -> str:
    """A list of a key, which says which of its credentials were revoked."""
    return settings.SITE_URL + address_of("credential_status", code, number)


def is_signed_for(key: str, certificate: Certificate) -> bool:
    """Whether `key` is from a signed link to this very certificate and still works."""
    try:
        signed = TimestampSigner(salt=_SALT).unsign(key, max_age=SIGNED_SECONDS)
    except BadSignature:
        return False
    return signed == certificate.public_id.hex
