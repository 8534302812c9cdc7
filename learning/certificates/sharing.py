"""How its owner shows a certificate to others: its public page, and the way into a LinkedIn profile."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.timezone import localtime

from common.design.branding import branding

from .addresses import check_url
from .models import Certificate

#: LinkedIn's own form, which takes its fields from the address ("Add to profile").
LINKEDIN = "https://www.linkedin.com/profile/add"


@dataclass(frozen=True, slots=True)
class CertificateShare:
    """check_url: what is copied. linkedin_url: LinkedIn's form, filled in."""

    check_url: str
    linkedin_url: str


def share_of(certificate: Certificate) -> CertificateShare | None:
    """None for a certificate that was revoked: there is nothing to show. The enrolment comes with it."""
    if certificate.is_revoked:
        return None
    return CertificateShare(check_url(certificate), linkedin_url(certificate))


def linkedin_url(certificate: Certificate) -> str:
    """LinkedIn's form for a certification. The academy is named by its page there, if there is one."""
    zone = certificate.enrolment.person.zone
    issued = localtime(certificate.issued_at, zone)
    expires = localtime(certificate.expires_at, zone) if certificate.expires_at else None
    organisation = settings.LINKEDIN_ORGANIZATION_ID
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": certificate.course_title,
        **({"organizationId": organisation} if organisation else {"organizationName": branding().name}),
        "issueYear": issued.year,
        "issueMonth": issued.month,
        **({"expirationYear": expires.year, "expirationMonth": expires.month} if expires else {}),
        "certUrl": check_url(certificate),
        "certId": certificate.code,
    }
    return f"{LINKEDIN}?{urlencode(fields)}"
