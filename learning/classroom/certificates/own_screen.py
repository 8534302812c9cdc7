"""One's own certificates: those issued, what they are worth, and the way to the next ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.urls import reverse

from accounts.models import User
from learning.certificates.models import Certificate
from learning.certificates.selectors import (
    CertificateShare,
    CertificateStanding,
    TrophyShelf,
    certificate_standings,
    certificates_of,
    name_on_certificates,
    share_of,
    trophies_of,
)
from learning.classroom.course.course_context import slug_of
from learning.courses.viewer import Viewer
from learning.progress.selectors import TakenCourse, progress_of_many

CERTIFICATES_A_PAGE = 12
#: Courses on the way to a certificate; the others are found under My learning.
COMING_SHOWN = 6


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """share: None for one that was revoked."""

    certificate: Certificate
    is_expired: bool
    share: CertificateShare | None


@dataclass(frozen=True, slots=True)
class ComingCertificate:
    """A course that is taken and offers a certificate, and what is missing."""

    title: str
    url: str
    percentage: int
    standing: CertificateStanding


@dataclass(frozen=True)
class OwnCertificates:
    """What templates/classroom/certifications.html draws. more: how many coming ones aren't shown."""

    page: Page[Certificate]
    rows: tuple[OwnCertificate, ...]
    shelf: TrophyShelf
    printed_name: str
    coming: tuple[ComingCertificate, ...]
    more: int


def own_certificates(viewer: Viewer, person: User, *, page: str | None) -> OwnCertificates:
    """At most fifteen queries, however many courses and certificates there are."""
    certified = set(certificates_of(person).order_by().values_list("enrolment_id", flat=True))
    taken = progress_of_many(person, viewer.language_code).courses
    unfinished = [one for one in taken if _offers(one) and one.enrolment.pk not in certified]
    unfinished.sort(key=lambda one: one.progress.last_active_at or one.enrolment.enrolled_at, reverse=True)
    shown = unfinished[:COMING_SHOWN]
    standings = certificate_standings(shown, at=viewer.moment, language_code=viewer.language_code)
    found = Paginator(certificates_of(person), CERTIFICATES_A_PAGE).get_page(page)
    return OwnCertificates(
        page=found,
        rows=tuple(OwnCertificate(one, one.is_expired(viewer.moment), share_of(one)) for one in found),
        shelf=trophies_of(person),
        printed_name=name_on_certificates(person),
        coming=tuple(_coming(one, standings[one.enrolment.pk]) for one in shown),
        more=len(unfinished) - len(shown),
    )


def _offers(one: TakenCourse) -> bool:
    return bool(one.outline.text["has_certificate"])


def _coming(one: TakenCourse, standing: CertificateStanding) -> ComingCertificate:
    return ComingCertificate(
        title=one.outline.title,
        url=reverse("classroom:course_progress", args=[slug_of(one.course)]),
        percentage=one.progress.percentage,
        standing=standing,
    )
