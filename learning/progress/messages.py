"""Messages about what a learner achieved."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.addresses import address_of
from notifications.actions import notify
from notifications.kinds import MessageCategory, MessageKind, Placeholder, register

from .models import CourseCompletion

COURSE_COMPLETED = MessageKind(
    code="progress.course_completed",
    label=_("Course completed"),
    category=MessageCategory.ENROLMENTS,
    template="emails/progress/course_completed",
    placeholders=(
        Placeholder("course_title", _("Course title"), "Watercolour for beginners"),
        Placeholder("url", _("Address of the course"), "https://example.org/courses/watercolour/"),
    ),
)
register(COURSE_COMPLETED)


def send_course_completed(*, enrolment_id: int) -> None:
    """Congratulate on a completed course. Where there is a certificate, its own message does that."""
    completions = CourseCompletion.objects.select_related("enrolment__person", "release")
    completion = completions.get(enrolment_id=enrolment_id)
    if completion.release.has_certificate:
        return
    person = completion.enrolment.person
    with override(person.offered_language or settings.LANGUAGE_CODE):
        url = settings.SITE_URL + address_of("completed_course", completion.release.slug)
    notify(
        kind=COURSE_COMPLETED.code,
        account=person,
        fact=f"enrolment:{enrolment_id}",
        payload={"course_title": completion.release.title, "url": url},
        at=timezone.now(),
    )
