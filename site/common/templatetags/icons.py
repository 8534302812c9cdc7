"""`{% icon "name" %}`: an icon of the Lucide set, drawn into the page."""

import re
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ICONS_DIR = settings.BASE_DIR / "node_modules" / "lucide-static" / "icons"


class UnknownIcon(template.TemplateSyntaxError):
    """The set has no icon of that name, or the npm libraries are not installed."""


@cache
def icon_paths(name: str) -> SafeString:
    """What stands inside the icon's <svg>. Raises UnknownIcon."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise UnknownIcon(f"{name!r} is not the name of an icon")
    try:
        drawing = (ICONS_DIR / f"{name}.svg").read_text()
    except FileNotFoundError:
        raise UnknownIcon(f"no icon named {name!r} in {ICONS_DIR} (npm install brings the set)") from None
    inside = drawing.partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0]
    return mark_safe(" ".join(inside.split()))  # noqa: S308 - from an installed package, never from a person


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon as tall as the words around it, in their colour.

    label: what it says to those who do not see it; without one it is decoration and is skipped.
    css: more classes. Raises UnknownIcon.
    """
    return _icon(name, label, css)


@lru_cache(maxsize=1000, typed=True)
def _icon(name: str, label: str, css: str) -> SafeString:
    """Typed, for a text that is safe equals one that is not."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        f" {css}" if css else "",
        spoken,
        icon_paths(name),
    )
