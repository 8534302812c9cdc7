"""Emails to those who wait, and about access that was given, ends or is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation

from accounts.messages import framed
from common.addresses import address_of
from common.contact import contact_address
from common.verdict import Verdict
from learning.courses.models import CoursePage

from .models import CohortInvitation, CourseAccess, WaitlistEntry

if TYPE_CHECKING:
    from accounts.models import User


def send_seat_offered(*, waiting_id: int, invitation_id: int) -> None:
    """Tell somebody of a free seat, with the link that is theirs. Nothing goes to who left the list."""
    one = WaitlistEntry.objects.select_related("person").filter(pk=waiting_id).first()
    invitation = CohortInvitation.objects.select_related("cohort").filter(pk=invitation_id).first()
    if one is None or invitation is None:
        return
    with translation.override(one.person.offered_language or settings.LANGUAGE_CODE):
        url = settings.SITE_URL + address_of("invitation", invitation.token)
    cohort = invitation.cohort
    framed(
        template_prefix="emails/access/place_offered",
        to=one.person.email,
        language=one.person.offered_language,
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
    page = _pages_of([one.course.pk], one.person.offered_language).get(one.course.pk)
    if page is None:
        return
    framed(
        template_prefix="emails/access/course_is_there",
        to=one.person.email,
        language=one.person.offered_language,
        context={"person": one.person, "course_title": page.title, "url": page.full_url},
    ).send()


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One course in an email about access. sentence: what still stands in the way, or why it ended."""

    title: str
    url: str
    ends_at: datetime | None
    sentence: str


def send_access_notice(
    *, person: User, kind: str, told: Sequence[tuple[CourseAccess, Verdict | None]]
) -> None:
    """Tell a person what became of their access. kind: of `AccessNotice`, but for NOTHING.

    told: the grants, each with the verdict on its course, in the person's language. Two queries at most.
    """
    pages = _pages_of([grant.course_id for grant, _verdict in told], person.offered_language)
    lines = []
    for grant, verdict in told:
        page = pages.get(grant.course_id)
        lines.append(
            NoticeLine(
                title=page.title if page else grant.course.title,
                url=(page.full_url or "") if page else "",
                ends_at=grant.ends_at,
                sentence=verdict.sentence if verdict is not None and not verdict else "",
            )
        )
    with translation.override(person.offered_language or settings.LANGUAGE_CODE):
        my_learning = settings.SITE_URL + address_of("dashboard")
    with timezone.override(person.zone):
        framed(
            template_prefix=f"emails/access/access_{kind}",
            to=person.email,
            language=person.offered_language,
            context={
                "person": person,
                "lines": lines,
                "course_title": lines[0].title,
                "zone": str(person.zone),
                "contact": contact_address(),
                "url": lines[0].url if len(lines) == 1 and lines[0].url else my_learning,
            },
        ).send()


def _pages_of(course_ids: Sequence[int], language: str) -> dict[int, CoursePage]:
    """The published page of each course, in the reader's language where there is one. One query."""
    found: dict[int, CoursePage] = {}
    pages = CoursePage.objects.filter(course__in=course_ids, alias_of=None, live=True)
    for page in pages.select_related("locale").order_by("pk"):
        if page.course_id not in found or page.locale.language_code == language:
            found[page.course_id] = page
    return found
