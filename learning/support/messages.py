"""Messages between staff about a learner's case, and from instructors to their learners."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from accounts.messages import framed
from accounts.models import User
from common.addresses import address_of
from learning.access.models import Enrolment
from learning.courses.models import Course, CoursePage
from learning.courses.release.outlines import OutlineLesson
from learning.progress.selectors import CourseProgress
from notifications.actions import notify
from notifications.kinds import MessageCategory, MessageKind, Placeholder, register

from .models import LearnerEmail, LearnerEmailRecipient, SupportCase

_LEARNER = Placeholder("learner", _("Learner"), "Grace")
_CASE = Placeholder("url", _("Address of the access check"), "https://example.org/admin/academy/")

CASE_HANDED_ON = MessageKind(
    code="support.case_handed_on",
    label=_("Case handed on"),
    category=MessageCategory.STAFF,
    template="emails/support/case_handed_on",
    placeholders=(
        _LEARNER,
        Placeholder("colleague", _("Who handed it on"), "Alan"),
        Placeholder("place", _("Course and lesson"), "“Watercolour for beginners”"),
        Placeholder("finding", _("What the access check says"), "The course hasn't begun."),
        Placeholder("note", _("Note"), "Can you have a look?"),
        _CASE,
    ),
)
CASE_CLOSED = MessageKind(
    code="support.case_closed",
    label=_("Case closed"),
    category=MessageCategory.STAFF,
    template="emails/support/case_closed",
    placeholders=(
        _LEARNER,
        Placeholder("colleague", _("Who closed it"), "Alan"),
        Placeholder("solution", _("Solution"), "Access was granted until June."),
        _CASE,
    ),
)
TO_LEARNER = MessageKind(
    code="support.to_learner",
    label=_("Email from an instructor"),
    category=MessageCategory.ENROLMENTS,
    template="emails/support/to_learner",
    placeholders=(
        Placeholder("subject", _("Subject"), "A live session on Friday"),
        Placeholder("message", _("Text"), "We meet at six."),
        Placeholder("sender", _("Sender"), "Grace"),
        Placeholder("course_title", _("Course title"), "Watercolour for beginners"),
        Placeholder("url", _("Address of the course"), "https://example.org/courses/watercolour/"),
    ),
    extras={"reply_to": "grace@example.org"},
    button_label=_("Go to the course"),
)
UNFINISHED = MessageKind(
    code="support.unfinished",
    label=_("Reminder to continue a course"),
    category=MessageCategory.REMINDERS,
    template="emails/support/unfinished",
    placeholders=(
        Placeholder("course_title", _("Course title"), "Watercolour for beginners"),
        Placeholder("lesson_title", _("Next lesson"), "Mixing colours"),
        Placeholder("progress", _("Lessons completed"), "3 of 8 lessons"),
        Placeholder(
            "url", _("Address of the next lesson"), "https://example.org/courses/watercolour/mixing/"
        ),
    ),
    button_label=_("Continue"),
)
register(CASE_HANDED_ON, CASE_CLOSED, TO_LEARNER, UNFINISHED)


def send_case_handed_on(*, case_id: int) -> None:
    """Tell the colleague whom a case was handed to, with the way to the answer it is about."""
    case = _case(case_id)
    if case is not None and case.is_open:
        titles = [thing.title for thing in (case.course, case.lesson) if thing is not None]
        payload = {
            "colleague": _name(case.opened_by),
            "place": " · ".join(f"“{title}”" for title in titles),
            "finding": case.finding,
            "note": case.note,
        }
        _send(CASE_HANDED_ON, case, payload, to=case.handed_to)


def send_case_closed(*, case_id: int) -> None:
    """Tell whoever handed a case on what became of it."""
    case = _case(case_id)
    if case is not None and not case.is_open and case.closed_by_id != case.opened_by_id:
        payload = {"colleague": _name(case.closed_by), "solution": case.solution}
        _send(CASE_CLOSED, case, payload, to=case.opened_by)


def _name(person: User | None) -> str:
    return person.get_display_name() if person is not None else ""


def address_of_case(case: SupportCase) -> str:
    """The access check that a case is about, as a path."""
    asked = {"course": case.course_id, "lesson": case.lesson_id}
    query = urlencode({name: value for name, value in asked.items() if value})
    url = reverse("support:why", args=[case.person.public_id])
    return f"{url}?{query}" if query else url


def _case(case_id: int) -> SupportCase | None:
    joined = ("person", "course", "lesson", "opened_by", "handed_to", "closed_by")
    return SupportCase.objects.select_related(*joined).filter(pk=case_id).first()


def _send(kind: MessageKind, case: SupportCase, payload: dict[str, Any], *, to: User) -> None:
    url = settings.SITE_URL + address_of_case(case)
    notify(
        kind=kind.code,
        account=to,
        fact=f"case:{case.pk}",
        payload=payload | {"learner": case.person.get_display_name(), "url": url},
        at=timezone.now(),
    )


def send_to_learner(row: LearnerEmailRecipient) -> None:
    """Send one learner what somebody who teaches their course wrote."""
    notify(
        kind=TO_LEARNER.code,
        account=row.person,
        fact=f"learner-email:{row.email_id}",
        payload=_payload(row.person, row.email) | {"reply_to": row.email.sender.email},
        at=timezone.now(),
    )


def send_reminder(
    *, enrolment: Enrolment, progress: CourseProgress, lesson: OutlineLesson, fact: str, at: datetime
) -> None:
    """Remind a learner of a course that they haven't finished, with the lesson to go on with."""
    course, person = enrolment.course, enrolment.person
    with override(person.offered_language or settings.LANGUAGE_CODE):
        words = ngettext(
            "%(done)s of %(count)s lesson", "%(done)s of %(count)s lessons", progress.lessons_total
        )
    notify(
        kind=UNFINISHED.code,
        account=person,
        fact=fact,
        payload={
            "course_title": course.title,
            "lesson_title": lesson.title,
            "progress": words % {"done": progress.lessons_done, "count": progress.lessons_total},
            "url": _url_of_course(course, person.offered_language, lesson.path),
        },
        at=at,
    )


def _payload(person: User, email: LearnerEmail) -> dict[str, str]:
    return {
        "subject": email.subject,
        "message": email.text,
        "sender": email.sender.get_display_name(),
        "course_title": email.course.title,
        "url": _url_of_course(email.course, person.offered_language),
    }


def email_to(person: User, email: LearnerEmail) -> EmailMultiAlternatives:
    """What one learner gets, in the academy's frame; answers go to whoever wrote it. One query."""
    mail = framed(
        template_prefix="emails/support/to_learner",
        to=person.email,
        language=person.offered_language,
        context=_payload(person, email)
        | {"name": person.get_display_name(), "button_label": TO_LEARNER.button_label},
    )
    mail.reply_to = [email.sender.email]
    return mail


def _url_of_course(course: Course, language: str, path: str = "") -> str:
    """The course's page in the reader's language, or what is below it; without one their dashboard."""
    pages = CoursePage.objects.filter(course=course, alias_of=None, live=True).select_related("locale")
    found = sorted(pages, key=lambda page: page.locale.language_code != language)
    url = found[0].full_url if found else None
    return url + path if url else settings.SITE_URL + address_of("dashboard")
