"""Tags for sections that stand in the library."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.blocks import StreamValue

from home.models import Section
from home.sections.rendering import draw_stream

register = template.Library()


@register.simple_tag(takes_context=True)
def shared_section(context: template.Context, section: Section | None) -> SafeString:
    """Draw a section of the library as it is published; nothing for one that is a draft or gone."""
    if section is None:
        return SafeString("")
    fetched: dict[int, Any] = context.get("library") or {}
    shown = fetched.get(section.pk, section)
    return draw_stream(shown.sections, _flat(context)) if shown.live else SafeString("")


@register.simple_tag(takes_context=True)
def drawn_stream(context: template.Context, stream: StreamValue) -> SafeString:
    """Draw sections outside a page, for instance in a preview."""
    return draw_stream(stream, _flat(context))


def _flat(context: template.Context) -> dict[str, Any]:
    return {str(name): value for name, value in context.flatten().items()}
