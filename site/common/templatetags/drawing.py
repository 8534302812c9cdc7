"""`{% drawn_once "template" %}`: includes a template that depends on nothing but the language."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def drawn_once(name: str) -> SafeString:
    """Draw a template without any context; a server draws it once per language.

    For what stands on every page and never differs, such as the list of stylesheets.
    """
    if settings.DEBUG:
        return render_to_string(name)
    return _drawn(name, get_language() or "")


@lru_cache(maxsize=64)
def _drawn(name: str, _language_code: str) -> SafeString:
    return render_to_string(name)
