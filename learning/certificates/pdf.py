"""Draw a certificate as a PDF: a frozen page with its holes filled in, with the academy's own type."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.placeholders import filled
from common.printing import font_faces, written_as_pdf

from .designs.freezing import built_in, content_of, default_template, page_of
from .models import Certificate
from .selectors import name_on_certificates

if TYPE_CHECKING:
    from accounts.models import User

#: Stands where a certificate has its code.
_NO_CODE = "CERT-0000-0000-0000"
#: From how many letters on a name, or a title, is set smaller.
_NAME_LENGTHS = ((60, "longest"), (34, "longer"), (24, "long"))
_COURSE_LENGTHS = ((110, "longest"), (70, "longer"), (44, "long"))


def draw_preview(person: User, *, at: datetime) -> bytes:
    """What a certificate of this person would look like now, as a PDF that says it is none. One query."""
    language = get_language() or settings.LANGUAGE_CODE
    sample = Certificate(
        code=_NO_CODE,
        learner_name=name_on_certificates(person),
        course_title=_("The course you complete"),
        seconds=3600,
        language=language,
        completed_date=localtime(at, person.zone).date(),
    )
    page = page_of(default_template(language), language)
    return pdf_of_page(page, content_of(sample), identifier=sample.public_id.bytes, is_preview=True)


def draw(certificate: Certificate) -> bytes:
    """The PDF, of what was frozen alone. One from before designs were frozen gets the first of them."""
    design = certificate.design
    page = design.html if design else page_of(built_in(), certificate.language)
    content = certificate.content or content_of(certificate)
    return pdf_of_page(page, content, identifier=certificate.public_id.bytes)


def pdf_of_page(
    page: str, content: Mapping[str, str], *, identifier: bytes = b"", is_preview: bool = False
) -> bytes:
    """A page with its holes filled in, as a PDF. Fetches nothing but the fonts from this machine.

    is_preview: whether it says that it is no certificate, and can't be verified.
    """
    html = filled(page, printed(content, is_preview=is_preview))
    return written_as_pdf(html, pdf_identifier=identifier or None)


def printed(content: Mapping[str, str], *, is_preview: bool) -> dict[str, str]:
    """What every hole of a page is filled with, as HTML."""
    holes = {name: str(escape(text)) for name, text in content.items()}
    return holes | {
        "fonts": _font_rules(),
        "qr": _qr(content["url"]),
        "state": "preview" if is_preview else "",
        "name_length": _length(content["name"], _NAME_LENGTHS),
        "course_length": _length(content["course_title"], _COURSE_LENGTHS),
    }


def _length(text: str, steps: tuple[tuple[int, str], ...]) -> str:
    """A class for the size of its type. A letter that is as wide as it is high counts twice."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return next((name for least, name in steps if len(text) + wide > least), "")


def _font_rules() -> str:
    rule = '@font-face {{ font-family: "{family}"; src: url("{src}"); font-weight: 200 800; }}'
    return "\n".join(rule.format(**face) for face in font_faces())


def _qr(address: str) -> str:
    """The address as an SVG of plain paths, which stays sharp in print."""
    import segno  # loaded by whoever draws

    code = segno.make(address, error="m", micro=False)
    svg: str = code.svg_inline(border=0, dark="#12312b", svgclass="qr", lineclass=None, omitsize=True)
    return svg
