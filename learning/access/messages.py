"""Mails to those who wait."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from accounts.messages import framed
from common.addresses import address_of
from learning.courses.models import CoursePage

from .models import CohortInvitation, WaitlistEntry


def send_seat_offered(*, waiting_id: int, invitation_id: int) -> None:
    """Tell somebody of a free seat, with the link that is theirs. Nothing goes to who left the list."""
    one = WaitlistEntry.objects.select_related("person").filter(pk=waiting_id).first()
    invitation = CohortInvitation.objects.select_related("cohort").filter(pk=invitation_id).first()
    if one is None or invitation is None:
        return
    with translation.override(one.person.language or settings.LANGUAGE_CODE):
        url = settings.SITE_URL + address_of("invitation", invitation.token)
    cohort = invitation.cohort
    framed(
        template_prefix="emails/access/place_offered",
        to=one.person.email,
        language=one.person.language,
        context={
            "person": one.person,
            "cohort": cohort.name,
            "until": invitation.expires_at.astimezone(cohort.zone),
            "zone": cohort.time_zone,
            "url": url,
        },
    ).send()


def send_course_is_there(*, waiting_id: int) -> None:
    """Tell somebody that the course they waited for is there."""
    one = WaitlistEntry.objects.select_related("person", "course").filter(pk=waiting_id).first()
    if one is None or one.course is None:
        return
    pages = CoursePage.objects.filter(course=one.course, alias_of=None, live=True).select_related("locale")
    page = min(pages, key=lambda page: page.locale.language_code != one.person.language, default=None)
    if page is None:
        return
    framed(
        template_prefix="emails/access/course_is_there",
        to=one.person.email,
        language=one.person.language,
        context={"person": one.person, "course_title": page.title, "url": page.full_url},
    ).send()
