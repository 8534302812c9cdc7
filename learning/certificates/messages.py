"""Messages about certificates."""

from __future__ import annotations

from accounts.messages import framed

from .addresses import check_url, pdf_url
from .models import Certificate


def send_certificate(*, certificate_id: int) -> None:
    """Congratulate on a completed course and say where its certificate is."""
    certificate = Certificate.objects.select_related("enrolment__person").get(pk=certificate_id)
    person = certificate.enrolment.person
    framed(
        template_prefix="emails/certificates/certificate",
        to=person.email,
        language=certificate.language,
        context={
            "person": person,
            "certificate": certificate,
            "pdf_url": pdf_url(certificate),
            "check_url": check_url(certificate),
        },
    ).send()
