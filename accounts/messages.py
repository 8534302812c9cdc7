"""Messages this app composes, and the frame around every e-mail of sign-in."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from common.design.branding import branding

from .models import User


class FramedEmail(EmailMultiAlternatives):
    """An email in the academy's frame. listed_subject: what staff are shown of a subject with a code.

    reference: by which the outbox of emails is asked what became of it.
    """

    listed_subject = ""
    reference: UUID | None = None


def framed(
    *,
    template_prefix: str,
    to: str,
    context: dict[str, Any],
    language: str = "",
    zone: tzinfo | None = None,
    links: Iterable[str] = (),
) -> FramedEmail:
    """A mail in the academy's frame, as text and HTML, of `<prefix>_subject.txt` and `<prefix>_message.txt`.

    context: what both read; in the HTML `code` stands large and `button_label` names the link's button. Of
    all addresses in the text only those that `context` names (`url`, `…_url`, `contact`) or `links` lists are
    links.
    language, zone: the reader's; without them those of this moment.
    """
    with override(language or get_language()), timezone.override(zone or timezone.get_current_timezone()):
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        content = render_to_string(f"{template_prefix}_message.txt", context).strip()
        return in_frame(subject=subject, content=content, to=to, context=context, links=links)


def in_frame(
    *,
    subject: str,
    content: str,
    to: str,
    context: dict[str, Any],
    links: Iterable[str] = (),
    frame: str = "emails/base",
) -> FramedEmail:
    """A mail in the academy's frame of words that are composed already, in the active language and zone.

    context, links: as `framed` takes them. frame: the templates `<frame>.txt` and `<frame>.html`.
    """
    paragraphs = [paragraph.strip() for paragraph in content.split("\n\n") if paragraph.strip()]
    framing = {
        **context,
        "subject": subject,
        "content": content,
        "paragraphs": paragraphs,
        "own_urls": _own_urls(context) | {*links},
    }
    mail = FramedEmail(subject, render_to_string(f"{frame}.txt", framing), to=[to], reply_to=_replies_to())
    mail.attach_alternative(render_to_string(f"{frame}.html", framing), "text/html")
    if code := context.get("code"):
        mail.listed_subject = subject.replace(str(code), "••••••")
    return mail


def _own_urls(context: dict[str, Any]) -> set[str]:
    """The addresses that we give an email, which alone become links: never one that somebody wrote."""
    named = (value for name, value in context.items() if name in ("url", "contact") or name.endswith("_url"))
    return {str(value) for value in named if value}


def _replies_to() -> list[str]:
    """Who reads the answers to an email, where the site says so; else they go to the sender."""
    contact_email = branding().contact_email
    return [contact_email] if contact_email else []


def send_invitation(person: User) -> None:
    """Tell somebody that staff created an account for them, and how to sign in."""
    framed(
        template_prefix="accounts/email/invitation",
        to=person.email,
        language=person.offered_language,
        context={
            "person": person,
            "email": person.email,
            "academy": branding(),
            "sign_in_url": settings.SITE_URL + reverse("account_request_login_code"),
        },
    ).send()
