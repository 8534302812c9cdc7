"""Email: composed here, kept and sent by `common.mail.outbox`, which knows the backend that settings name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import css_inline
from django.conf import settings
from django.core.mail import get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.messages import FramedEmail, in_frame
from accounts.models import User
from common.addresses import address_of
from common.mail.outbox import OutboxBackend

from ..kinds import MessageCategory, kind_of
from ..models import Message
from ..unsubscribing import ALL_CATEGORIES, unsubscribe_url
from ..wording import Wording, html_of
from .base import ChannelRefused, Receipt

#: Nothing is fetched, neither from the network nor from this machine's disk; rules for dark screens stay.
_INLINER = css_inline.CSSInliner(
    inline_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False, keep_link_tags=True
)


class EmailChannel:
    """Writes emails into the outbox, one for a message or one for a digest."""

    def contact_of(self, person: User) -> str:
        return person.email

    def hand_over(self, messages: Sequence[Message], wordings: Sequence[Wording], *, at: datetime) -> Receipt:
        person = messages[0].person
        if not person.email:
            raise ChannelRefused(_("This account has no email address."))
        category = kind_of(messages[0].kind).category
        with override(person.offered_language or settings.LANGUAGE_CODE), timezone.override(person.zone):
            if len(messages) > 1 or messages[0].in_digest:
                mail = _digest(person, wordings)
            else:
                url = unsubscribe_url(person, category) if category.is_optional else ""
                mail = composed(wordings[0], to=person.email, category=category, unsubscribe_url=url)
        mail.reference = uuid4()
        mail.connection = get_connection()
        mail.send()
        waits = isinstance(mail.connection, OutboxBackend)
        return Receipt(
            answer=_("Waiting for the email server") if waits else "",
            is_delivered=not waits,
            reference=mail.reference,
        )


def composed(
    wording: Wording, *, to: str, category: MessageCategory, unsubscribe_url: str = ""
) -> FramedEmail:
    """The email of one message, in the active language, with its styles in its tags.

    unsubscribe_url: where one click, of a mail program or the reader, ends messages of this category.
    """
    context = {
        **wording.context,
        "html": html_of(wording),
        "category": category.label,
        "unsubscribe": unsubscribe_url,
        "preferences": settings.SITE_URL + address_of("message_preferences"),
    }
    if wording.html:  # what an inbox shows beside the subject: words, no address
        addresses = {str(value) for name, value in wording.context.items() if name.endswith("url")}
        lines = [line for line in wording.text.splitlines() if line.strip() and line.strip() not in addresses]
        context["preheader"] = next(iter(lines), "")
    mail = in_frame(
        subject=wording.subject,
        content=wording.text,
        to=to,
        context=context,
        links=wording.context.get("links", ()),
        frame="emails/notifications/frame",
    )
    if reply_to := wording.context.get("reply_to"):
        mail.reply_to = [reply_to]
    html, kind = mail.alternatives[0]
    mail.alternatives = []
    mail.attach_alternative(_INLINER.inline(str(html)), str(kind))
    if unsubscribe_url:
        mail.extra_headers |= {
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return mail


def _digest(person: User, wordings: Sequence[Wording]) -> FramedEmail:
    """Several messages in one email, each with its subject and where it leads."""
    context = {"name": person.get_display_name(), "wordings": wordings, "count": len(wordings)}
    prefix = "emails/notifications/digest"
    whole = Wording(
        subject=" ".join(render_to_string(f"{prefix}_subject.txt", context).split()),
        text=render_to_string(f"{prefix}_message.txt", context).strip(),
        html="",
        context={"links": [wording.url for wording in wordings if wording.url]},
    )
    return composed(
        whole,
        to=person.email,
        category=MessageCategory.REMINDERS,
        unsubscribe_url=unsubscribe_url(person, ALL_CATEGORIES),
    )


CHANNEL = EmailChannel()
