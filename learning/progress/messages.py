"""Messages about what a learner achieved."""

from __future__ import annotations

from django.conf import settings

from accounts.messages import framed
from common.addresses import address_of

from .models import CourseCompletion


def send_course_completed(*, enrolment_id: int) -> None:
    """Congratulate on a completed course. Where there is a certificate, its own message does that."""
    completions = CourseCompletion.objects.select_related("enrolment__person", "release")
    completion = completions.get(enrolment_id=enrolment_id)
    if completion.release.has_certificate:
        return
    person = completion.enrolment.person
    framed(
        template_prefix="emails/progress/course_completed",
        to=person.email,
        language=person.offered_language,
        context={
            "person": person,
            "course_title": completion.release.title,
            "url": settings.SITE_URL + address_of("completed_course", completion.release.slug),
        },
    ).send()
