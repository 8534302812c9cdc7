"""What screens need to know about certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .codes import as_typed
from .credentials.published import published_issuer, published_key, published_keys, published_status_list
from .models import Certificate
from .sharing import CertificateShare, share_of
from .standings import CertificateStanding, certificate_standings
from .trophies import TrophyShelf
from .verifications import CertificateChecks, checks_of

__all__ = [
    "CertificateChecks",
    "CertificateShare",
    "CertificateStanding",
    "TrophyShelf",
    "certificate_by_code",
    "certificate_of",
    "certificate_standings",
    "certificates_of",
    "checks_of",
    "name_on_certificates",
    "published_issuer",
    "published_key",
    "published_keys",
    "published_status_list",
    "share_of",
    "trophies_of",
]

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def name_on_certificates(person: User) -> str:
    """The name that a certificate of this person would print if it were issued now."""
    return person.get_full_name() or person.get_display_name()


def certificate_by_code(code: str) -> Certificate | None:
    """The certificate with this code, however it was typed; revoked ones, too. At most one query."""
    exact = as_typed(code)
    if exact is None:
        return None
    return (
        Certificate.objects.select_related("enrolment__person", "enrolment__course")
        .filter(code=exact)
        .first()
    )


def certificates_of(person: User) -> QuerySet[Certificate]:
    """A person's certificates, newest first, each with its enrolment, person and course."""
    own = Certificate.objects.filter(enrolment__person=person)
    own = own.select_related("enrolment__course", "enrolment__person")
    return own.order_by("-issued_at", "-pk")


def certificate_of(enrolment_id: int) -> Certificate | None:
    """The certificate of an enrolment."""
    return Certificate.objects.filter(enrolment_id=enrolment_id).first()


def trophies_of(person: User) -> TrophyShelf:
    """What a person has earned. Revoked certificates don't count. One query."""
    return TrophyShelf(Certificate.objects.filter(enrolment__person=person, revoked_at=None).count())
