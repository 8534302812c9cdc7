"""The message that is the same for many."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User

from .audiences import Audience
from .kinds import MessageCategory, MessageKind, Placeholder, register
from .models import Broadcast

BROADCAST = MessageKind(
    code="notifications.broadcast",
    label=_("Broadcast"),
    category=MessageCategory.COMMUNITY,
    template="emails/notifications/broadcast",
    placeholders=(
        Placeholder("subject", _("Subject"), "A live session on Friday"),
        Placeholder("message", _("Text"), "We meet at six."),
        Placeholder("sender", _("Sender"), "Grace"),
        Placeholder("audience", _("Who gets it"), "“Watercolour for beginners”"),
        Placeholder("url", _("Where it leads"), "https://example.org/courses/watercolour/"),
    ),
    extras={"reply_to": "grace@example.org"},
    button_label=_("Open"),
    site_text="message",
)
register(BROADCAST)


def payload_of(broadcast: Broadcast, audience: Audience, language: str) -> dict[str, Any]:
    """What the message of a broadcast is filled with for whoever reads this language."""
    with override(language):
        return {
            "subject": broadcast.subject,
            "message": broadcast.text,
            "sender": broadcast.sender.get_display_name(),
            "audience": broadcast.audience_label,
            "url": audience.url_for(language),
            "reply_to": broadcast.sender.email,
        }


def language_of(person: User) -> str:
    """In which a person is written to."""
    return person.offered_language or settings.LANGUAGE_CODE
