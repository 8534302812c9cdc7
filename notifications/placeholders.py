"""`{{ name }}` in texts that staff write: found, checked, and filled in. No other template language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}")


def names_in(text: str) -> list[str]:
    """The placeholders of a text, each once, in their order."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def check(text: str, allowed: Iterable[str]) -> None:
    """Raise ValidationError, in words for whoever wrote the text, for what could not be filled in."""
    known = list(allowed)
    unknown = [name for name in names_in(text) if name not in known]
    if unknown:
        raise ValidationError(
            _("Unknown placeholder: %(unknown)s. This message has: %(known)s."),
            code="placeholder",
            params={"unknown": ", ".join(unknown), "known": ", ".join(known)},
        )
    if _LEFT_OVER.search(_PLACEHOLDER.sub("", text)):
        raise ValidationError(
            _("Write placeholders as {{ name }}, with two braces on each side."), code="placeholder"
        )


def filled(text: str, values: Mapping[str, Any]) -> str:
    """A plain text with its placeholders filled in. Raises KeyError for one without a value."""
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)


def filled_html(html: str, values: Mapping[str, Any], addresses: Iterable[str]) -> str:
    """HTML with its placeholders filled in as text; those named in `addresses` become links."""
    linked = frozenset(addresses)

    def value(match: re.Match[str]) -> str:
        words = escape(str(values[match[1]]))
        return f'<a href="{words}">{words}</a>' if match[1] in linked else str(words)

    return _PLACEHOLDER.sub(value, html)
