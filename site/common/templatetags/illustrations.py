"""`{% illustration "seed" kind="course" %}`: a picture drawn for what has none."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from common.design import illustrations

register = template.Library()


@register.simple_tag
def illustration(seed: object, kind: str, css: str = "") -> SafeString:
    """Draw an illustration into the page; the same seed always gives the same one.

    kind: course (16:9), person (square), or a scene: door, search, award, notes, lost, closed, broken,
    building.
    Raises UnknownIllustration.
    """
    return mark_safe(illustrations.illustration(str(seed), kind, css))  # noqa: S308 - drawn by us, no word of a person in it
