from django_tasks import task

from learning.certificates import actions
from learning.certificates.models import Certificate


@task()
def draw_certificate(certificate_id: int) -> None:
    actions.pdf_of(Certificate.objects.get(pk=certificate_id))
