"""Diagrams as text, in the language of Mermaid: what may be written. The browser draws them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 4000
MAX_LINES = 120

# The first word of a diagram, and what it is called.
KINDS = {
    "flowchart": _("flowchart"),
    "graph": _("flowchart"),
    "sequenceDiagram": _("sequence diagram"),
    "classDiagram": _("class diagram"),
    "stateDiagram": _("state diagram"),
    "stateDiagram-v2": _("state diagram"),
    "erDiagram": _("entity relationship diagram"),
    "pie": _("pie chart"),
    "mindmap": _("mind map"),
    "quadrantChart": _("quadrant chart"),
    "xychart-beta": _("XY chart"),
}

# Settings inside the text could undo those of the site, and a diagram is no place for links or scripts.
_SETTINGS = re.compile(r"%%\s*\{|\A\s*---", re.MULTILINE)
# A semicolon ends a statement as well as a line does.
_LINKS = re.compile(
    r"(?:^|;)\s*(click|link|links|callback)\b|javascript:|<\s*/?\s*(script|style|iframe|image|img|a)\b",
    re.I | re.M,
)
# A style may name a file, and a shape may be an image or an icon of another site.
_FILES = re.compile(r"\burl\s*\(|@import\b|@\{[^}]*\b(img|icon)\s*:", re.I)
_COMMENT = re.compile(r"^\s*%%.*$", re.MULTILINE)
_FIRST_WORD = re.compile(r"\s*([A-Za-z][\w-]*)")


def kind_of_diagram(source: str) -> str:
    """The word that a diagram begins with, "" when it is none that is known."""
    match = _FIRST_WORD.match(_COMMENT.sub("", source))
    return match[1] if match and match[1] in KINDS else ""


def check_diagram(source: str) -> None:
    """Raises ValidationError unless `source` is a diagram of a known kind, of a size that can be read."""
    lines = source.splitlines()
    if len(source) > MAX_LENGTH or len(lines) > MAX_LINES:
        raise ValidationError(
            _("A diagram can have up to %(characters)d characters and %(lines)d lines. Split it into two."),
            code="diagram",
            params={"characters": MAX_LENGTH, "lines": MAX_LINES},
        )
    if _SETTINGS.search(source):
        raise ValidationError(
            _("Diagrams can't contain settings. The site sets the colours."), code="diagram"
        )
    if _LINKS.search(source):
        raise ValidationError(
            _("Diagrams can't contain links, scripts or HTML. Add the link below the diagram."),
            code="diagram",
        )
    if _FILES.search(source):
        raise ValidationError(
            _("Diagrams can't load images, icons or other files. Add an image block instead."),
            code="diagram",
        )
    if not kind_of_diagram(source):
        raise ValidationError(
            _("Start with the diagram type, one of: %(kinds)s."),
            code="diagram",
            params={"kinds": ", ".join(KINDS)},
        )
    if len([line for line in _COMMENT.sub("", source).splitlines() if line.strip()]) < 2:
        raise ValidationError(_("The diagram is empty."), code="diagram")
