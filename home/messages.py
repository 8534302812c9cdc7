"""Messages about answers to forms."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from accounts.messages import framed

if TYPE_CHECKING:
    from home.models.forms import PageWithForm


def send_answer(*, page: PageWithForm, answers: list[tuple[str, str]], at: datetime) -> None:
    """Tell those who want to hear of it what somebody answered. answers: (label, words).

    An answer that is an e-mail address is where a reply goes.
    """
    reply_to = [words for _label, words in answers if _is_email(words)][:1]
    for recipient in page.form_recipients.split(","):
        if recipient.strip():
            mail = framed(
                template_prefix="emails/home/answer",
                to=recipient.strip(),
                context={"page": page, "answers": answers, "at": at},
            )
            mail.reply_to = reply_to
            mail.send()


def send_reply(*, page: PageWithForm, to: str) -> None:
    """Answer whoever filled in the form of a page, in its author's words.

    Nothing of what was entered is repeated: the address may be somebody else's.
    """
    words = page.form_reply or page.form_thanks or gettext("Thank you. We've received your response.")
    context = {"page": page, "words": words, "url": page.full_url}
    mail = framed(template_prefix="emails/home/reply", to=to, context=context)
    mail.reply_to = [address.strip() for address in page.form_recipients.split(",") if address.strip()][:1]
    mail.send()


def _is_email(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True
