"""Choose how a course's certificates look and how long they are valid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction

from .models import CertificateTemplate, CourseCertificate

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Course


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def choose_certificate(
    *,
    course: Course,
    template: CertificateTemplate | None,
    valid_months: int | None,
    actor: User,
    at: datetime,
) -> CourseCertificate:
    """Let certificates that are issued from now on take this template (None: the default), and expire after
    so many months (None: never).
    """
    values = {"template": template, "valid_months": valid_months, "changed_at": at, "changed_by": actor}
    choice, _created = CourseCertificate.objects.update_or_create(course=course, defaults=values)
    return choice
