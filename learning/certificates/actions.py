"""Issue, draw and revoke certificates."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils.timezone import localtime

from common.events import emit
from common.transactions import held
from learning.courses.models import CourseInstructor, Release
from learning.progress.models import CourseCompletion
from library.storage.backends import private_files

from .choosing import choose_certificate
from .codes import new_code
from .credentials.issuing import badge_of, issue_credential, picture_of
from .designs.freezing import built_in, freeze, template_for
from .earned import expiry_of, results_at
from .events import CertificateIssued, CertificateRevoked
from .models import Certificate, CertificateTemplate
from .pdf import draw, draw_preview
from .selectors import name_on_certificates
from .verifications import record_check

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "badge_of",
    "choose_certificate",
    "issue_certificate",
    "issue_credential",
    "pdf_of",
    "picture_of",
    "preview_pdf",
    "record_check",
    "revoke_certificate",
]

_TRIES = 5


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def issue_certificate(*, enrolment_id: int, at: datetime) -> Certificate | None:
    """The certificate of a completed course; made now if there is none yet, from names as they stand now.

    Returns None when the course was not completed or its release promises no certificate. A repeat, also at
    the same time, returns the same certificate.
    """
    completions = CourseCompletion.objects.select_related("enrolment__person", "release__course")
    completion = completions.filter(enrolment_id=enrolment_id).first()
    if completion is None or not completion.release.has_certificate:
        return None
    existing = Certificate.objects.filter(enrolment_id=enrolment_id).first()
    return existing or _issue(completion, at=at)


def _issue(completion: CourseCompletion, *, at: datetime) -> Certificate:
    person, release = completion.enrolment.person, completion.release
    language = person.offered_language or settings.LANGUAGE_CODE
    values: dict[str, Any] = {
        "learner_name": name_on_certificates(person),
        "course_title": _title(release, language),
        "instructor_names": _instructors(release.course_id),
        "seconds": release.seconds,
        "language": language,
        "completed_at": completion.completed_at,
        "completed_date": localtime(completion.completed_at, person.zone).date(),
        "issued_at": at,
        "expires_at": expiry_of(release.course_id, at),
        "metadata": results_at(completion, at=at),
    }
    template = template_for(release.course_id, language)
    certificate, is_new = _keep(completion.enrolment_id, values, template)
    if is_new:
        emit(
            CertificateIssued(
                certificate_id=certificate.pk,
                person_id=person.pk,
                course_id=completion.enrolment.course_id,
            )
        )
    return certificate


def _keep(
    enrolment_id: int, values: dict[str, Any], template: CertificateTemplate
) -> tuple[Certificate, bool]:
    """Keep the certificate under a code that nobody has. A code that is taken is drawn anew."""
    for attempt in range(_TRIES):
        certificate = Certificate(enrolment_id=enrolment_id, code=new_code(), **values)
        freeze(certificate, template, at=certificate.issued_at)
        try:
            with transaction.atomic(using=DEFAULT_DB_ALIAS):
                certificate.save(force_insert=True)
        except IntegrityError:
            if existing := Certificate.objects.filter(enrolment_id=enrolment_id).first():
                return existing, False
            if attempt == _TRIES - 1:
                raise
        else:
            return certificate, True
    raise AssertionError  # never reached


def _title(release: Release, language: str) -> str:
    text = release.content.get(language)
    return text["title"] if text else release.title


def _instructors(course_id: int) -> list[str]:
    rows = CourseInstructor.objects.filter(course_id=course_id).select_related("account")
    return [name_on_certificates(row.account) for row in rows]


def pdf_of(certificate: Certificate) -> bytes:
    """The PDF, drawn and kept in the private storage if it is not there yet.

    A certificate from before designs were frozen is given the first of them when it is drawn.
    """
    storage = private_files()
    if certificate.pdf_name and storage.exists(certificate.pdf_name):
        with storage.open(certificate.pdf_name, "rb") as stored:
            kept: bytes = stored.read()
            return kept
    if certificate.design is None:
        freeze(certificate, built_in(), at=certificate.issued_at)
    drawn = draw(certificate)
    name = f"certificates/{certificate.public_id}/{certificate.code}.pdf"
    certificate.pdf_name = storage.save(name, ContentFile(drawn))
    certificate.save(update_fields=["pdf_name", "design", "content", "content_digest"])
    return drawn


def preview_pdf(*, person: User, at: datetime) -> bytes:
    """What a certificate of this person would look like now; nothing is kept. One query."""
    return draw_preview(person, at=at)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def revoke_certificate(*, certificate: Certificate, by: User, at: datetime, reason: str) -> Certificate:
    """Declare a certificate invalid: its public page says so from now on. A repeat changes nothing."""
    certificate = held(Certificate.objects.filter(pk=certificate.pk)).select_related("enrolment").get()
    if certificate.is_revoked:
        return certificate
    certificate.revoked_at, certificate.revoked_by, certificate.revoked_reason = at, by, reason
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    emit(
        CertificateRevoked(
            certificate_id=certificate.pk,
            person_id=certificate.enrolment.person_id,
            course_id=certificate.enrolment.course_id,
        )
    )
    return certificate
