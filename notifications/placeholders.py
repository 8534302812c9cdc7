"""The placeholders of messages: as `common.placeholders`, and filled into HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape

from common.placeholders import PLACEHOLDER, check, filled, names_in

__all__ = ["check", "filled", "filled_html", "names_in"]


def filled_html(html: str, values: Mapping[str, Any], addresses: Iterable[str]) -> str:
    """HTML with its placeholders filled in as text; those named in `addresses` become links."""
    linked = frozenset(addresses)

    def value(match: re.Match[str]) -> str:
        words = escape(str(values[match[1]]))
        return f'<a href="{words}">{words}</a>' if match[1] in linked else str(words)

    return PLACEHOLDER.sub(value, html)
