"""Messages about certificates."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.addresses import address_of
from notifications.actions import notify, resend
from notifications.kinds import ChannelCode, MessageCategory, MessageKind, Placeholder, register
from notifications.models import Message

from .addresses import check_url, pdf_url
from .models import Certificate

if TYPE_CHECKING:
    from accounts.models import User

CERTIFICATE = MessageKind(
    code="certificates.certificate",
    label=_("Certificate issued"),
    category=MessageCategory.CERTIFICATES,
    template="emails/certificates/certificate",
    placeholders=(
        Placeholder("course_title", _("Course title"), "Watercolour for beginners"),
        Placeholder("certificate_code", _("Certificate code"), "CERT-7KQM-2XWD-9HTB"),
        Placeholder(
            "pdf_url", _("Address of the PDF"), "https://example.org/certificates/CERT-7KQM-2XWD-9HTB.pdf"
        ),
        Placeholder(
            "check_url",
            _("Address of the public page"),
            "https://example.org/certificates/CERT-7KQM-2XWD-9HTB/",
        ),
        Placeholder(
            "url", _("Address of the person's certificates"), "https://example.org/my-certifications/"
        ),
    ),
)
register(CERTIFICATE)


def send_certificate(*, certificate_id: int) -> None:
    """Congratulate on a completed course and say where its certificate is."""
    certificate = Certificate.objects.select_related("enrolment__person").get(pk=certificate_id)
    person = certificate.enrolment.person
    with override(person.offered_language or settings.LANGUAGE_CODE):
        certifications = settings.SITE_URL + address_of("certifications")
    notify(
        kind=CERTIFICATE.code,
        account=person,
        fact=_fact(certificate),
        payload={
            "course_title": certificate.course_title,
            "certificate_code": certificate.code,
            "pdf_url": pdf_url(certificate),
            "check_url": check_url(certificate),
            "url": certifications,
        },
        at=timezone.now(),
    )


def resend_certificate(*, certificate: Certificate, by: User, at: datetime) -> None:
    """Email the same message again, for staff. One that was never sent is sent for the first time.

    Raises MessageNotHere for one that is still to be sent.
    """
    sent = Message.objects.filter(
        kind=CERTIFICATE.code, fact=_fact(certificate), channel=ChannelCode.EMAIL
    ).first()
    if sent is None:
        send_certificate(certificate_id=certificate.pk)
    else:
        resend(message=sent, by=by, at=at)


def _fact(certificate: Certificate) -> str:
    return f"certificate:{certificate.pk}"
