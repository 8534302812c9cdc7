"""`{% nonce %}` in the tag of a script, and `{% page_loads "frame-src" url %}` beside what it loads."""

from __future__ import annotations

import re
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.http import content_policy

register = template.Library()
_SCRIPT = re.compile(r"<script\b")


@register.simple_tag
def nonce() -> SafeString:
    """The attribute that lets a script or a style of ours run: a stand-in, until the answer is sent."""
    return _attribute(content_policy.stand_in())


@lru_cache(maxsize=4)
def _attribute(stand_in: str) -> SafeString:
    return format_html('nonce="{}"', stand_in)


@register.simple_tag
def page_loads(directive: str, source: str) -> SafeString:
    """Say that the page loads from `source`, as `directive` calls it (see `content_policy.note`)."""
    return mark_safe(content_policy.note(directive, source))


@register.filter
def with_nonce(scripts: object) -> SafeString:
    """Tags of scripts that a library wrote, such as a form's media, each with the nonce."""
    return mark_safe(_SCRIPT.sub(f'<script nonce="{content_policy.stand_in()}"', str(scripts)))
