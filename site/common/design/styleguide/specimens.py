"""What a style guide is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

LIBRARIES = "{% load i18n icons illustrations %}"


@dataclass(frozen=True)
class Specimen:
    """One component in one or more of its states. The English of the guide is for developers alone.

    source: template code, shown as it stands; context: what it names; names: the files of
    templates/components that it shows; note: when to use it, or what to look at.
    """

    title: str
    names: tuple[str, ...]
    source: str
    context: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def anchor(self) -> str:
        """The id of its section."""
        return f"c-{slugify(self.title)}"

    def draw(self, request: HttpRequest) -> SafeString:
        """The component itself."""
        template = engines["django"].from_string(LIBRARIES + self.source)
        html = template.render(dict(self.context), request)
        # a form's errors take the focus when a page opens; here nobody has sent anything
        return mark_safe(html.replace(" autofocus", ""))  # noqa: S308 - drawn by templates, which escape


@dataclass(frozen=True)
class SpecimenGroup:
    """Specimens that belong together."""

    title: str
    specimens: tuple[Specimen, ...]

    @property
    def anchor(self) -> str:
        """The id of its section."""
        return f"g-{slugify(self.title)}"
