"""Emails between staff about a learner's case, and from instructors to their learners."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.messages import framed
from accounts.models import User
from common.addresses import address_of
from learning.courses.models import Course, CoursePage

from .models import LearnerEmail, LearnerEmailRecipient, SupportCase


def send_case_handed_on(*, case_id: int) -> None:
    """Tell the colleague whom a case was handed to, with the way to the answer it is about."""
    case = _case(case_id)
    if case is not None and case.is_open:
        _send("case_handed_on", case, to=case.handed_to)


def send_case_closed(*, case_id: int) -> None:
    """Tell whoever handed a case on what became of it."""
    case = _case(case_id)
    if case is not None and not case.is_open and case.closed_by_id != case.opened_by_id:
        _send("case_closed", case, to=case.opened_by)


def address_of_case(case: SupportCase) -> str:
    """The access check that a case is about, as a path."""
    asked = {"course": case.course_id, "lesson": case.lesson_id}
    query = urlencode({name: value for name, value in asked.items() if value})
    url = reverse("support:why", args=[case.person.public_id])
    return f"{url}?{query}" if query else url


def _case(case_id: int) -> SupportCase | None:
    joined = ("person", "course", "lesson", "opened_by", "handed_to", "closed_by")
    return SupportCase.objects.select_related(*joined).filter(pk=case_id).first()


def _send(name: str, case: SupportCase, *, to: User) -> None:
    framed(
        template_prefix=f"emails/support/{name}",
        to=to.email,
        language=to.language,
        context={"person": to, "case": case, "url": settings.SITE_URL + address_of_case(case)},
    ).send()


def send_to_learner(row: LearnerEmailRecipient) -> None:
    """Send one learner what somebody who teaches their course wrote."""
    email_to(row.person, row.email).send()


def email_to(person: User, email: LearnerEmail) -> EmailMultiAlternatives:
    """What one learner gets, in the academy's frame; answers go to whoever wrote it. One query."""
    mail = framed(
        template_prefix="emails/support/to_learner",
        to=person.email,
        language=person.offered_language,
        context={
            "person": person,
            "email": email,
            "course_title": email.course.title,
            "sender": email.sender.get_display_name(),
            "url": _url_of_course(email.course, person.offered_language),
            "button_label": _("Go to the course"),
        },
    )
    mail.reply_to = [email.sender.email]
    return mail


def _url_of_course(course: Course, language: str) -> str:
    """The course's page in the reader's language where there is one, else their dashboard."""
    pages = CoursePage.objects.filter(course=course, alias_of=None, live=True).select_related("locale")
    found = sorted(pages, key=lambda page: page.locale.language_code != language)
    url = found[0].full_url if found else None
    return url or settings.SITE_URL + address_of("dashboard")
