"""`{% drawn_once "template" %}` and `{% drawn "template" … %}`: parts of pages that are drawn once and kept.

What is kept of a part is found under everything the part shows, so it is exact: another title, price or
language is another part, and nothing ever has to be forgotten. It lies in the memory of the process and asks
no cache.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template.base import Parser, Token, render_value_in_context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from common.http.content_policy import stand_in

register = template.Library()

#: What is handed to a part under such a name is somebody's own: put in whenever it is served, never kept.
OWN = "own_"
TOKEN = "csrf_token"
# Nobody can write it into a title, for nobody knows it.
_HOLE = secrets.token_hex(16)
_HOLES = re.compile(f"{_HOLE}-([a-z0-9_]+);")


@register.simple_tag
def drawn_once(name: str) -> SafeString:
    """Draw a template without any context; a server draws it once per language.

    For what stands on every page and never differs, such as the lists of stylesheets and scripts: their
    nonce is a stand-in until the answer is sent.
    """
    if settings.DEBUG:
        return render_to_string(name)
    return _drawn(name, get_language() or "", stand_in())


@lru_cache(maxsize=64)
def _drawn(name: str, _language_code: str, _stand_in: str) -> SafeString:
    return render_to_string(name)


@register.simple_tag(takes_context=True)
def drawn(
    context: template.Context, part: str, own: Mapping[str, Any] | None = None, **shown: Any
) -> SafeString:
    """Include a template that reads nothing but what it is handed; drawn once for each state of that.

    shown: what it shows, in values that can be told apart (texts, numbers, frozen dataclasses of such,
    tuples); what can't be is drawn anew each time. Values under a name that begins with `own_` are one
    person's: they are written into the part when it is served and are no part of what is kept; the template
    writes them out as they are (`{{ own_name }}`), without a filter and without asking about them. So it is
    with `csrf_token`. A part never holds a nonce, so it has no script elements. own: more of them, by their
    names without `own_`.
    """
    given = {f"{OWN}{key}": value for key, value in own.items()} if own else {}
    for key in [key for key in shown if key.startswith(OWN)]:
        given[key] = shown.pop(key)
    language_code = get_language() or ""
    pieces = _pieces_of(part, tuple(given), shown, language_code)
    if len(pieces) == 1:
        return pieces[0]
    filled: list[str] = [*pieces]
    for place in range(1, len(filled), 2):
        name = pieces[place]
        value = str(context.get(TOKEN, "")) if name == TOKEN else given[name]
        filled[place] = _written(value, context, language_code)
    return mark_safe("".join(filled))  # noqa: S308 - the pieces come from templates, the values are escaped


def _written(value: Any, context: template.Context, language_code: str) -> str:
    """As a template writes a value out. Texts and numbers don't go through all that may be done to others."""
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str:
        return escape(value) if context.autoescape else value
    if kind is UUID:
        return str(value)
    if kind is int and context.use_l10n is None:
        return _number(value, language_code)
    return render_value_in_context(value, context)


@lru_cache(maxsize=4096)
def _number(value: int, _language_code: str) -> str:
    return str(localize(value))


def _pieces_of(
    name: str, own: tuple[str, ...], shown: dict[str, Any], language_code: str
) -> tuple[SafeString, ...]:
    if settings.DEBUG:
        return _draw(name, own, shown)
    # Equal is not the same: True is 1, and a text that is safe is one that is not.
    told = tuple((key, type(value), value) for key, value in shown.items())
    try:
        return _kept(name, own, language_code, timezone.get_current_timezone(), told)
    except TypeError:
        return _draw(name, own, shown)


#: Parts take some 4 kB each of every process. A lesson or a page of the catalogue needs a few dozen.
_MOST_PARTS = 800


@lru_cache(maxsize=_MOST_PARTS)
def _kept(
    name: str, own: tuple[str, ...], _language_code: str, _zone: Any, told: tuple[tuple[str, type, Any], ...]
) -> tuple[SafeString, ...]:
    return _draw(name, own, {key: value for key, _type, value in told})


def _draw(name: str, own: tuple[str, ...], shown: dict[str, Any]) -> tuple[SafeString, ...]:
    """The part in pieces: every second one is the name of what is put in there."""
    holes = {key: mark_safe(f"{_HOLE}-{key};") for key in (*own, TOKEN)}  # noqa: S308 - made of letters and digits
    text = render_to_string(name, {**shown, **holes})
    return tuple(map(mark_safe, _HOLES.split(text)))


class CapturedNode(template.Node):
    """Draws what stands inside into a variable, for a part that puts it in as somebody's own."""

    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: template.Context) -> str:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - drawn by a template
        return ""


@register.tag
def captured(parser: Parser, token: Token) -> CapturedNode:
    """`{% captured name %}…{% endcaptured %}`"""
    bits = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError("{% captured %} needs the name of a variable")
    nodelist = parser.parse(("endcaptured",))
    parser.delete_first_token()
    return CapturedNode(bits[1], nodelist)


def forget() -> None:
    """Empty what this process has kept of parts."""
    _drawn.cache_clear()
    _kept.cache_clear()
    _number.cache_clear()
