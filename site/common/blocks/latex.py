"""Formulas: LaTeX that authors write, turned into MathML that every browser draws and reads aloud.

What comes out is built from known elements and attributes only, so a formula can hold no script and no link.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from latex2mathml.converter import Converter

MAX_LENGTH = 1000
# A formula with more signs than this is not taken in by listening to it sign by sign.
SIGNS_TO_HEAR = 16

# What the converter calls otherwise, though it looks the same.
_SAME_AS = {
    "aligned": "align*",
    "align": "align*",
    "split": "align*",
    "gathered": "matrix",
    "gather": "matrix",
}
_MATRICES = {"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"}
_ENVIRONMENTS = {*_SAME_AS, *_MATRICES, "align*", "array", "cases"}
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
# Commands that would make names, links, attributes, numbers or colours of their own.
_REFUSED = re.compile(
    r"\\(newcommand|renewcommand|providecommand|def|gdef|edef|xdef|let|href|url|class|cssId|htmlClass|htmlId"
    r"|htmlStyle|htmlData|style|id|includegraphics|label|ref|tag|require|ce|pu|color|textcolor|colorbox|fcolorbox"
    r"|definecolor)(?![a-zA-Z])"
)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_UNKNOWN = re.compile(r"\\[a-zA-Z]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_INCOMPLETE = _("The LaTeX is incomplete. Check for a missing brace or command argument.")
# What stands in an element that has an upper and a lower part, or the like.
_PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
# fmt: off
_ELEMENTS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot", "mstyle", "mpadded",
    "mphantom", "menclose", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts",
    "mprescripts", "none", "mtable", "mtr", "mtd",
}
_ATTRIBUTES = {
    "xmlns", "display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form", "accent",
    "accentunder", "movablelimits", "largeop", "minsize", "maxsize", "lspace", "rspace", "width", "height",
    "depth", "voffset", "linethickness", "notation", "columnalign", "columnlines", "columnspacing",
    "rowlines", "rowspacing", "separator", "symmetric",
}
# fmt: on


def check_formula(latex: str) -> None:
    """Raises ValidationError, saying what is wrong, unless every browser can be shown this LaTeX."""
    _converted(latex)


def mathml_of(latex: str) -> SafeString:
    """The formula as a `<math>` element; what is no LaTeX stays as it was written."""
    try:
        return _converted(latex)[0]
    except ValidationError:
        return mark_safe(f"<code>{escape(latex)}</code>")  # noqa: S308 - escaped here


def is_hard_to_hear(latex: str) -> bool:
    """Whether a formula should be said in words as well: a table, or many signs."""
    try:
        _html, signs, has_table = _converted(latex)
    except ValidationError:
        return False
    return has_table or signs > SIGNS_TO_HEAR


@lru_cache(maxsize=512)
def _converted(latex: str) -> tuple[SafeString, int, bool]:
    """MathML, how many signs it has, and whether it has a table. Raises ValidationError."""
    _check_text(latex)
    renamed = _ENVIRONMENT.sub(lambda mark: rf"\{mark[1]}{{{_SAME_AS.get(mark[2], mark[2])}}}", latex)
    try:
        element = Converter(display="block").convert_to_element(renamed)
    except Exception as error:  # the converter raises whatever it stumbles over
        raise ValidationError(_INCOMPLETE, code="latex") from error
    signs = _tidy(element)
    written = mark_safe(tostring(element, encoding="unicode"))  # noqa: S308 - elements and attributes are known
    return written, signs, any(element.iter("mtable"))


def _check_text(latex: str) -> None:
    if len(latex) > MAX_LENGTH:
        raise ValidationError(
            _("A formula can have up to %(most)d characters. Split it into several."),
            params={"most": MAX_LENGTH},
        )
    if not latex.strip() or _CONTROL.search(latex):
        raise ValidationError(_("Enter a formula in LaTeX, for example \\frac{a}{b}."), code="latex")
    if "$" in latex:
        raise ValidationError(_("Enter the formula without dollar signs."), code="latex")
    if refused := _REFUSED.search(latex):
        raise ValidationError(
            _("%(command)s isn't allowed in formulas."), code="latex", params={"command": refused[0]}
        )
    depth = 0
    for mark in _BRACE.findall(latex):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0:
            break
    if depth:
        raise ValidationError(_("The braces { and } don't match."), code="latex")
    for _edge, name in _ENVIRONMENT.findall(latex):
        if name not in _ENVIRONMENTS:
            raise ValidationError(
                _("The environment “%(name)s” isn't supported. Use one of: %(known)s."),
                code="latex",
                params={"name": name, "known": ", ".join(sorted(_ENVIRONMENTS))},
            )


def _tidy(element: Element) -> int:
    """Leave known attributes only and write characters as themselves. Returns how many signs there are.

    Raises ValidationError for what the converter did not understand.
    """
    signs = 0
    for each in element.iter():
        if each.tag not in _ELEMENTS:
            raise ValidationError(_("This formula can't be displayed."), code="latex")
        if len(each) != _PARTS.get(each.tag, len(each)):
            raise ValidationError(_INCOMPLETE, code="latex")
        if each.get("linebreak"):
            raise ValidationError(
                _("Put multiple lines between \\begin{aligned} and \\end{aligned}."), code="latex"
            )
        each.attrib = {name: value for name, value in each.attrib.items() if name in _ATTRIBUTES}
        # the converter leaves references such as &#x0003D; in its texts
        each.text = html.unescape(each.text) if each.text else each.text
        text = (each.text or "").strip()
        if each.tag != "mtext":
            _check_sign(text)
        signs += bool(text)
    return signs


def _check_sign(text: str) -> None:
    if unknown := _UNKNOWN.match(text):
        raise ValidationError(
            _("%(command)s isn't a supported command."), code="latex", params={"command": unknown[0]}
        )
    if text == "&":
        raise ValidationError(
            _("& separates cells in matrices, cases and aligned lines. For the symbol itself, use \\&."),
            code="latex",
        )
