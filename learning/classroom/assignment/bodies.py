"""How much somebody who submits an assignment may send at once."""

from __future__ import annotations

from django.http import HttpRequest

from common.http.body_limits import EVERYONE_BYTES, MEGABYTE
from learning.access.models import Enrolment
from learning.assessments.models.assignments import MOST_FILES, MOST_MEGABYTES

ADDRESS = r"/assignment/[^/]+/$"
#: As many files as any assignment takes, each as large as any assignment takes it.
MOST_BYTES = MOST_FILES * MOST_MEGABYTES * MEGABYTE + EVERYONE_BYTES


def may_send_files(request: HttpRequest) -> bool:
    """Whoever takes some course; what the assignment takes is asked of each file. One query."""
    person = request.user
    return person.is_authenticated and Enrolment.objects.filter(person=person).exists()
