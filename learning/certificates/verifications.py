"""The log of checks: that a certificate was looked at by others, and what they were told.

Whoever checks a certificate is often an employer who reads an application, so nothing is kept by which they
or their network could be known. A credential's status is published for many at once, so that nobody can tell
which one a reader asks for: such reads leave no trace here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Count, Max

from .models import Certificate, CertificateVerification

#: How long a check is remembered.
REMEMBERED = timedelta(days=365)
#: How many are forgotten in one transaction.
FORGET_SIZE = 1000


@dataclass(frozen=True, slots=True)
class CertificateChecks:
    """How often a certificate was checked by others, as far as that is remembered, and when last."""

    count: int
    last_at: datetime | None


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def record_check(*, certificate: Certificate, at: datetime) -> None:
    """Note that somebody was told what its public page says now. One insert, and no lock."""
    answer = CertificateVerification.Answer.VALID
    if certificate.is_revoked:
        answer = CertificateVerification.Answer.REVOKED
    elif certificate.is_expired(at):
        answer = CertificateVerification.Answer.EXPIRED
    CertificateVerification.objects.create(certificate=certificate, checked_at=at, answer=answer)


def checks_of(certificate: Certificate) -> CertificateChecks:
    """One query."""
    found = certificate.verifications.aggregate(count=Count("pk"), last_at=Max("checked_at"))
    return CertificateChecks(**found)


def forget_checks(*, at: datetime) -> int:
    """Delete checks that are older than `REMEMBERED`, in batches. Returns how many."""
    old = CertificateVerification.objects.filter(checked_at__lt=at - REMEMBERED).order_by("checked_at")
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:FORGET_SIZE]):
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            forgotten += CertificateVerification.objects.filter(pk__in=ids).delete()[0]
    return forgotten
