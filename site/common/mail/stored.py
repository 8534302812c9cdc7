"""A mail as plain values for a JSON column, and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime
from email.message import Message
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

Json = dict[str, Any]


def stored(message: EmailMessage, *, at: datetime) -> Json:
    """The mail's values, with a Message-ID and a Date that stay the same however often it is tried.

    Raises TypeError for an attachment that is a ready MIME part, and what composing the mail raises (a line
    break in a header): what can't be sent is better refused now than given up later.
    """
    headers = {str(name): str(value) for name, value in message.extra_headers.items()}
    given = {name.lower() for name in headers}
    if "message-id" not in given:
        headers["Message-ID"] = make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost")
    if "date" not in given:
        headers["Date"] = format_datetime(at)
    content = {
        "subject": _text(message.subject),
        "body": _text(message.body),
        "subtype": message.content_subtype,
        "from": _text(message.from_email),
        "to": [*map(_text, message.to)],
        "cc": [*map(_text, message.cc)],
        "bcc": [*map(_text, message.bcc)],
        "reply_to": [*map(_text, message.reply_to)],
        "headers": {_text(name): _text(value) for name, value in headers.items()},
        "alternatives": [[_text(text), kind] for text, kind in getattr(message, "alternatives", ())],
        "attachments": [_stored_attachment(each) for each in message.attachments],
    }
    from_stored(content).message()
    return content


def from_stored(content: Json) -> EmailMultiAlternatives:
    """The mail that `stored` was given. Raises KeyError for what `stored` didn't make."""
    mail = EmailMultiAlternatives(
        subject=content["subject"],
        body=content["body"],
        from_email=content["from"],
        to=content["to"],
        cc=content["cc"],
        bcc=content["bcc"],
        reply_to=content["reply_to"],
        headers=content["headers"],
        attachments=[(name, b64decode(data), kind) for name, data, kind in content["attachments"]],
    )
    mail.content_subtype = content["subtype"]
    for text, kind in content["alternatives"]:
        mail.attach_alternative(text, kind)
    return mail


def _stored_attachment(attachment: Any) -> list[str]:
    if isinstance(attachment, Message):
        raise TypeError("attach a name, the content and its type instead of a MIME part")
    name, data, kind = attachment
    return [
        _text(name or ""),
        b64encode(data.encode() if isinstance(data, str) else data).decode(),
        kind or "",
    ]


def _text(value: Any) -> str:
    """Text that every database takes: lone surrogates become question marks, NUL goes."""
    return str(value).replace("\x00", "").encode(errors="replace").decode()
