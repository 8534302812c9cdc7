"""A mailbox in a folder, where no mail is sent: each mail is one `.eml` file that staff read in the admin.

Django's file backend strings several mails together in one file, from which they can't be told apart again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.crypto import get_random_string

_NAME = re.compile(r"\d{8}-\d{12}-[a-z0-9]{8}")


class MailboxBackend(BaseEmailBackend):
    """Keeps mails in `settings.EMAIL_FILE_PATH` instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail to a file of its own. Returns how many were written."""
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message().as_bytes()
            name = f"{timezone.now():%Y%m%d-%H%M%S%f}-{get_random_string(8).lower()}"
            # Under its own name only once it is whole: somebody may be listing the folder.
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(content)
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; `name` is its place in the mailbox. `text` and `html` are empty where it has no such part."""

    name: str
    subject: str
    sender: str
    to: str
    sent_at: datetime | None
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def is_active() -> bool:
    """Whether mails go to this mailbox."""
    return f"{__name__}.{MailboxBackend.__name__}" == settings.MAIL_DELIVERY_BACKEND


def names() -> list[str]:
    """The names of all mails, newest first."""
    return sorted((path.stem for path in _folder().glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)


def read(name: str) -> Mail:
    """The mail of that name. Raises FileNotFoundError, also for what could not be a name."""
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    parsed = message_from_bytes((_folder() / f"{name}.eml").read_bytes(), policy=policy.default)
    assert isinstance(parsed, ParsedMail)
    return Mail(
        name=name,
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        to=str(parsed["To"] or ""),
        sent_at=parsedate_to_datetime(parsed["Date"]) if parsed["Date"] else None,
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
        attachments=tuple(_attachment(part) for part in parsed.iter_attachments()),
    )


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _body(parsed: ParsedMail, kind: str) -> str:
    part = parsed.get_body((kind,))
    return part.get_content() if part else ""


def _attachment(part: Any) -> Attachment:
    return Attachment(
        name=part.get_filename() or part.get_content_type().replace("/", "."),
        content_type=part.get_content_type(),
        content=part.get_payload(decode=True) or b"",
    )
