"""Emails between staff about a learner's case."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from accounts.messages import framed
from accounts.models import User

from .models import SupportCase


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
