"""`{{ text|linked:own_urls }}`: links to our own addresses, and to no address that somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_WORD = re.compile(r"(\S+?)([.,;:!?)]*)(\s+|$)")


@register.filter
def linked(text: Any, own_urls: Collection[str]) -> SafeString:
    """The text, escaped; each word that is one of `own_urls` is a link, to a mailbox where it has an @."""
    rest = str(text)
    parts = [rest[: len(rest) - len(rest.lstrip())]]
    for word, stop, space in _WORD.findall(rest.lstrip()):
        parts.append(_link(word) if own_urls and word in own_urls else conditional_escape(word))
        parts.append(conditional_escape(stop + space))
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped)


def _link(url: str) -> SafeString:
    address = url if url.startswith(("https://", "http://")) else f"mailto:{url}"
    return format_html('<a href="{}">{}</a>', address, url)
