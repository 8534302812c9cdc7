from django.utils import timezone
from django_tasks import task

from common.background.schedule import every
from learning.certificates import actions, verifications
from learning.certificates.credentials.issuing import issue_credential, picture_of
from learning.certificates.models import Certificate


@task()
def draw_certificate(certificate_id: int) -> None:
    actions.pdf_of(Certificate.objects.get(pk=certificate_id))


@task()
def sign_certificate(certificate_id: int) -> None:
    """Issue its credential, and draw the picture that goes with it."""
    certificates = Certificate.objects.select_related("enrolment__person", "enrolment__course")
    certificate = certificates.get(pk=certificate_id)
    issue_credential(certificate=certificate, at=timezone.now())
    picture_of(certificate)


@every(days=1)
def forget_checks() -> None:
    """Delete checks of certificates that are older than a year."""
    verifications.forget_checks(at=timezone.now())
