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


def is_signed_for(key: str, certificate: Certificate) -> bool:
    """Whether `key` is from a signed link to this very certificate and still works."""
    try:
        signed = TimestampSigner(salt=_SALT).unsign(key, max_age=SIGNED_SECONDS)
    except BadSignature:
        return False
    return signed == certificate.public_id.hex
