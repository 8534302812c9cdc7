"""What a message says: in the wording of staff where they gave it one, else in the one that is shipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import override

from accounts.messages import FramedEmail

from .kinds import ChannelCode, MessageKind, kind_of
from .models import Message, MessageTemplate
from .placeholders import filled, filled_html


@dataclass(frozen=True, slots=True)
class Wording:
    """What one message says. html: of staff, without the frame; empty where the text is made into HTML.

    context: what the frame reads beside it. url: where it leads.
    """

    subject: str
    text: str
    html: str
    context: Mapping[str, Any]

    @property
    def url(self) -> str:
        return str(self.context.get("url", ""))


def wording_of(message: Message, *, using: str) -> Wording:
    """What a message says, in its reader's language. One query. Raises what a template raises."""
    person = message.person
    kind = kind_of(message.kind)
    language = person.offered_language or settings.LANGUAGE_CODE
    template = (
        MessageTemplate.objects.using(using)
        .filter(code=kind.code, channel=message.channel, language=language, is_active=True)
        .first()
    )
    values = {"name": person.get_display_name(), **message.payload}
    with override(language), timezone.override(person.zone):
        if template is not None:
            return of_template(template, kind, values)
        return shipped(kind, values, channel=ChannelCode(message.channel))


def shipped(kind: MessageKind, values: Mapping[str, Any], *, channel: ChannelCode) -> Wording:
    """The wording that is shipped, in the active language. On the site the subject often says it all."""
    context = _context(kind, values)
    subject = " ".join(render_to_string(f"{kind.template}_subject.txt", context).split())
    text = str(values[kind.site_text]) if kind.site_text else ""
    if channel != ChannelCode.IN_APP:
        text = render_to_string(f"{kind.template}_message.txt", context).strip()
    return Wording(subject, text, "", context)


def of_template(template: MessageTemplate, kind: MessageKind, values: Mapping[str, Any]) -> Wording:
    """The wording of staff. Raises KeyError for a placeholder that the kind has lost."""
    addresses = [placeholder.name for placeholder in kind.all_placeholders if placeholder.is_address]
    return Wording(
        subject=" ".join(filled(template.subject, values).split()),
        text=filled(template.text, values).strip().replace("\r\n", "\n"),
        html=filled_html(template.html, values, addresses) if strip_tags(template.html).strip() else "",
        context=_context(kind, values),
    )


def _context(kind: MessageKind, values: Mapping[str, Any]) -> dict[str, Any]:
    context = dict(values)
    if kind.button_label:
        context["button_label"] = str(kind.button_label)
    return context


def preview_of(template: MessageTemplate, request: HttpRequest) -> str:
    """A page that shows a template with sample data, as it arrives."""
    if template.channel == ChannelCode.EMAIL:
        return str(sample_email(template, to="ada@example.org").alternatives[0][0])
    kind = kind_of(template.code)
    with override(template.language or settings.LANGUAGE_CODE):
        wording = of_template(template, kind, kind.sample())
        context = {"subject": wording.subject, "text": wording.text, "url": wording.url}
        return render_to_string("notifications/preview.html", context, request=request)


def sample_email(template: MessageTemplate, *, to: str) -> FramedEmail:
    """The email of a template with sample data. The address that would end such emails leads to the site."""
    from .channels.email import composed  # which reads this module

    kind = kind_of(template.code)
    with override(template.language or settings.LANGUAGE_CODE):
        wording = of_template(template, kind, kind.sample())
        ends = settings.SITE_URL if kind.category.is_optional else ""
        return composed(wording, to=to, category=kind.category, unsubscribe_url=ends)


def html_of(wording: Wording) -> str:
    """HTML of staff for the frame, which takes it as it is: rich text, with values that were escaped."""
    return mark_safe(wording.html)  # noqa: S308
