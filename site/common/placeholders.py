"""`{{ name }}` in texts that staff write: found, checked, and filled in. No other template language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}")


def names_in(text: str) -> list[str]:
    """The placeholders of a text, each once, in their order."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def check(text: str, allowed: Iterable[str]) -> None:
    """Raise ValidationError, in words for whoever wrote the text, for what could not be filled in."""
    known = list(allowed)
    unknown = [name for name in names_in(text) if name not in known]
    if unknown:
        raise ValidationError(
            _("Unknown placeholder: %(unknown)s. You can use: %(known)s."),
            code="placeholder",
            params={"unknown": ", ".join(unknown), "known": ", ".join(known)},
        )
    if _LEFT_OVER.search(PLACEHOLDER.sub("", text)):
        raise ValidationError(
            _("Write placeholders as {{ name }}, with two braces on each side."), code="placeholder"
        )


def filled(text: str, values: Mapping[str, Any]) -> str:
    """A text with its placeholders filled in, as the values are. Raises KeyError for one without a value."""
    return PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)
