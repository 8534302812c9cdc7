"""Messages to those who wait, and about access that was given, ends or is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from common.addresses import address_of
from common.contact import contact_address
from common.verdict import Verdict
from learning.courses.models import CoursePage
from notifications.actions import notify
from notifications.kinds import MessageCategory, MessageKind, Placeholder, register

from .models import CohortInvitation, CourseAccess, WaitlistEntry

if TYPE_CHECKING:
    from accounts.models import User

_COURSE = Placeholder("course_title", gettext_lazy("Course title"), "Watercolour for beginners")
_URL = Placeholder("url", gettext_lazy("Where the message leads"), "https://example.org/courses/watercolour/")

PLACE_OFFERED = MessageKind(
    code="access.place_offered",
    label=gettext_lazy("Place in a cohort available"),
    category=MessageCategory.ENROLMENTS,
    template="emails/access/place_offered",
    placeholders=(
        Placeholder("cohort", gettext_lazy("Cohort"), "Spring 2027"),
        Placeholder("until", gettext_lazy("When the link expires"), "March 1, 2027, 6 p.m."),
        Placeholder("zone", gettext_lazy("Time zone"), "Europe/Paris"),
        Placeholder("url", gettext_lazy("Personal link"), "https://example.org/invite/7KQM2XWD/"),
    ),
)
COURSE_IS_THERE = MessageKind(
    code="access.course_is_there",
    label=gettext_lazy("Course now available"),
    category=MessageCategory.ENROLMENTS,
    template="emails/access/course_is_there",
    placeholders=(_COURSE, _URL),
)


def _about_access(kind: str, label: Any, category: MessageCategory) -> MessageKind:
    """A kind of `AccessNotice`: about one course or several."""
    return MessageKind(
        code=f"access.access_{kind}",
        label=label,
        category=category,
        template=f"emails/access/access_{kind}",
        placeholders=(
            _COURSE,
            Placeholder("courses", gettext_lazy("The courses, one per line"), "“Watercolour for beginners”"),
            Placeholder("zone", gettext_lazy("Time zone"), "Europe/Paris"),
            Placeholder("contact", gettext_lazy("Contact email"), "help@example.org"),
            _URL,
        ),
        extras={"lines": [{"title": "Watercolour for beginners", "until": "", "sentence": ""}]},
    )


ACCESS_KINDS = {
    "given": _about_access("given", gettext_lazy("Access granted"), MessageCategory.ENROLMENTS),
    "given_back": _about_access("given_back", gettext_lazy("Access restored"), MessageCategory.ENROLMENTS),
    "ends_soon": _about_access("ends_soon", gettext_lazy("Access ends soon"), MessageCategory.REMINDERS),
    "last_day": _about_access("last_day", gettext_lazy("Last day of access"), MessageCategory.REMINDERS),
    "ended": _about_access("ended", gettext_lazy("Access ended"), MessageCategory.ENROLMENTS),
}
register(PLACE_OFFERED, COURSE_IS_THERE, *ACCESS_KINDS.values())


def send_seat_offered(*, waiting_id: int, invitation_id: int) -> None:
    """Tell somebody of a free seat, with the link that is theirs. Nothing goes to who left the list."""
    one = WaitlistEntry.objects.select_related("person").filter(pk=waiting_id).first()
    invitation = CohortInvitation.objects.select_related("cohort").filter(pk=invitation_id).first()
    if one is None or invitation is None:
        return
    person, cohort = one.person, invitation.cohort
    with override(person.offered_language or settings.LANGUAGE_CODE):
        url = settings.SITE_URL + address_of("invitation", invitation.token)
        until = date_format(invitation.expires_at.astimezone(cohort.zone), "DATETIME_FORMAT")
    notify(
        kind=PLACE_OFFERED.code,
        account=person,
        fact=f"invitation:{invitation.pk}",
        payload={"cohort": cohort.name, "until": until, "zone": cohort.time_zone, "url": url},
        at=timezone.now(),
    )


def send_course_is_there(*, waiting_id: int) -> None:
    """Tell somebody that the course they waited for is there."""
    one = WaitlistEntry.objects.select_related("person", "course").filter(pk=waiting_id).first()
    if one is None or one.course is None:
        return
    page = _pages_of([one.course.pk], one.person.offered_language).get(one.course.pk)
    if page is None:
        return
    notify(
        kind=COURSE_IS_THERE.code,
        account=one.person,
        fact=f"waiting:{one.pk}",
        payload={"course_title": page.title, "url": page.full_url or ""},
        at=timezone.now(),
    )


def send_access_notice(
    *, person: User, kind: str, fact: str, told: Sequence[tuple[CourseAccess, Verdict | None]]
) -> None:
    """Tell a person what became of their access. kind: of `AccessNotice`, but for NOTHING.

    fact: which notices these are. told: the grants, each with the verdict on its course, in the person's
    language. One query, and those of `notify`.
    """
    pages = _pages_of([grant.course_id for grant, _verdict in told], person.offered_language)
    zone = str(person.zone)
    with override(person.offered_language or settings.LANGUAGE_CODE), timezone.override(person.zone):
        lines = [_line(grant, verdict, pages.get(grant.course_id)) for grant, verdict in told]
        my_learning = settings.SITE_URL + address_of("dashboard")
        courses = "\n".join(_in_words(line, zone) for line in lines)
    page = pages.get(told[0][0].course_id) if len(told) == 1 else None
    notify(
        kind=ACCESS_KINDS[kind].code,
        account=person,
        fact=fact,
        payload={
            "lines": lines,
            "courses": courses,
            "course_title": lines[0]["title"],
            "zone": zone,
            "contact": contact_address(),
            "url": (page.full_url if page else "") or my_learning,
        },
        at=timezone.now(),
    )


def _line(grant: CourseAccess, verdict: Verdict | None, page: CoursePage | None) -> dict[str, str]:
    """One course. until: when access ends; sentence: what still stands in the way, or why it ended."""
    ends_at = grant.ends_at
    return {
        "title": page.title if page else grant.course.title,
        "until": date_format(timezone.localtime(ends_at), "DATETIME_FORMAT") if ends_at else "",
        "sentence": str(verdict.sentence) if verdict is not None and not verdict else "",
    }


def _in_words(line: dict[str, str], zone: str) -> str:
    title = f"“{line['title']}”"
    if line["until"]:
        title = _("%(course)s: until %(date)s (%(zone)s)") % {
            "course": title,
            "date": line["until"],
            "zone": zone,
        }
    return f"{title}\n{line['sentence']}" if line["sentence"] else title


def _pages_of(course_ids: Sequence[int], language: str) -> dict[int, CoursePage]:
    """The published page of each course, in the reader's language where there is one. One query."""
    found: dict[int, CoursePage] = {}
    pages = CoursePage.objects.filter(course__in=course_ids, alias_of=None, live=True)
    for page in pages.select_related("locale").order_by("pk"):
        if page.course_id not in found or page.locale.language_code == language:
            found[page.course_id] = page
    return found
