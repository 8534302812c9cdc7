"""Addresses that people may be sent to: pages of the web, of this site, and mailboxes. Never a script."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MAX_LENGTH = 500

_on_the_web = URLValidator(schemes=["http", "https"])
_mailbox = EmailValidator()
# One slash: two would lead to another host, and browsers take a backslash for a slash.
_ON_THIS_SITE = re.compile(r"(?:/(?![/\\])|#)[^\s\\\x00-\x1f]*\Z")


def check_address(value: str) -> None:
    """Raises ValidationError unless `value` is http, https, mailto, or begins with a slash or a #."""
    if _ON_THIS_SITE.match(value):
        return
    try:
        if value.lower().startswith("mailto:"):
            _mailbox(value[len("mailto:") :].partition("?")[0])
        else:
            _on_the_web(value)
    except ValidationError as error:
        raise ValidationError(
            _("Enter a URL that starts with https://, / for a page on this site, or mailto:."),
            code="address",
        ) from error


class AddressBlock(blocks.CharBlock):
    """Where a link leads; not searched for."""

    class Meta:
        icon = "link"
        label = _("URL")

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", MAX_LENGTH)
        super().__init__(
            validators=[check_address, *options.pop("validators", ())], search_index=False, **options
        )
