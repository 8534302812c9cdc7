"""Freeze how a certificate looks and what it says, on the day it is issued.

A frozen design is a whole page with holes (`{{ name }}`): its style sheet and images are in it, so that
neither a template, nor an image, nor the next version of this code changes what was issued.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, override
from wagtail.images.models import SourceImageIOError
from wagtail.models import Locale

from common.design.branding import branding

from ..addresses import check_url
from ..models import Certificate
from .blocks import FOOT
from .models import CertificateDesign, CertificateTemplate, CourseCertificate
from .shipped import CLASSIC
from .words import FACTS, PLACEHOLDERS

if TYPE_CHECKING:
    from library.models import AcademyImage

#: Holes beside the placeholders, which only drawing fills.
_HOLES = (*PLACEHOLDERS, "fonts", "qr", "state", "name_length", "course_length")

#: The colours of the mark and of the seal, by style; None: the brand's. Style sheets don't reach into SVG.
_INKS: dict[str, tuple[str | None, str | None]] = {"engraved": ("#9a7b2c", "#8c2f2a")}


def freeze(certificate: Certificate, template: CertificateTemplate, *, at: datetime) -> None:
    """Give a certificate, which has its values but isn't saved, its words and its design.

    At most three queries, and one or two more for each image of the template.
    """
    html = page_of(template, certificate.language)
    digest = hashlib.sha256(html.encode()).hexdigest()
    design, _created = CertificateDesign.objects.get_or_create(
        digest=digest, defaults={"html": html, "created_at": at}
    )
    certificate.design, certificate.content = design, content_of(certificate)
    certificate.content_digest = digest_of(certificate.content, digest)


def template_for(course_id: int, language: str) -> CertificateTemplate:
    """The course's template, else the academy's default, else the one in the code; in the language if it was
    translated. At most three queries.
    """
    choice = CourseCertificate.objects.filter(course=course_id).select_related("template__locale").first()
    chosen = choice.template if choice else None
    if chosen is None:
        return default_template(language)
    if chosen.locale.language_code == language:
        return chosen
    translations = CertificateTemplate.objects.filter(translation_key=chosen.translation_key)
    return translations.filter(locale__language_code=language).first() or chosen


def default_template(language: str) -> CertificateTemplate:
    """The academy's default in a language, else in another one, else the one in the code. One query."""
    defaults = list(CertificateTemplate.objects.filter(is_default=True).select_related("locale"))
    defaults.sort(key=lambda each: (each.locale.language_code != language, each.pk))
    return defaults[0] if defaults else built_in()


def built_in(values: Mapping[str, Any] = CLASSIC) -> CertificateTemplate:
    """A template that came with the code, not saved. No query."""
    return CertificateTemplate(**values, locale=Locale(language_code="en"))


def page_of(template: CertificateTemplate, language: str) -> str:
    """The page, with holes for what is printed."""
    width, height = _size(template)
    sections, brand = list(_sections(template)), branding()
    mark_ink, seal_ink = _INKS.get(template.style, (None, None))
    with override(language):
        return render_to_string(
            "certificates/designs/page.html",
            {
                "template": template,
                "style_sheet": f"certificates/designs/{template.style}.css",
                "width": width,
                "height": height,
                "brand": brand,
                "mark_ink": mark_ink or brand.colour,
                "seal_ink": seal_ink or brand.colour,
                "border": next((each["value"]["kind"] for each in sections if each["kind"] == "border"), ""),
                "top": [each for each in sections if each["kind"] not in FOOT | {"border"}],
                "foot": [each for each in sections if each["kind"] in FOOT],
                "hole": {name: _hole(name) for name in _HOLES},
            },
        )


def content_of(certificate: Certificate) -> dict[str, str]:
    """The text of every placeholder, in the certificate's language. Empty: it has no such thing. No query."""
    with override(certificate.language):
        hours, score = certificate.hours_rounded_up, certificate.metadata.get("score")
        words = ngettext("%(hours)s hour", "%(hours)s hours", hours)
        return {
            "name": certificate.learner_name,
            "course_title": certificate.course_title,
            "date": date_format(certificate.completed_date, "DATE_FORMAT"),
            "instructor": ", ".join(certificate.instructor_names),
            "duration": words % {"hours": floatformat(certificate.hours)},
            "grade": certificate.metadata.get("grade", ""),
            "score": f"{floatformat(score)}%" if score else "",
            "code": certificate.code,
            "url": check_url(certificate),
        }


def digest_of(content: Mapping[str, str], design: str) -> str:
    """What tells that neither the words nor the design were changed. design: its digest."""
    kept = json.dumps({"content": dict(content), "design": design}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(kept.encode()).hexdigest()


def _hole(name: str) -> SafeString:
    return mark_safe(f"{{{{ {name} }}}}")  # noqa: S308 (one of our own names)


def _size(template: CertificateTemplate) -> tuple[str, str]:
    """Width and height of the paper."""
    long_and_short = {"A4": ("297mm", "210mm"), "letter": ("11in", "8.5in")}[template.paper]
    return long_and_short if template.orientation == "landscape" else long_and_short[::-1]


def _sections(template: CertificateTemplate) -> Iterator[dict[str, Any]]:
    for block in template.body:
        section: dict[str, Any] = {"kind": block.block_type, "value": block.value}
        if block.block_type == "facts":
            section["facts"] = [
                {"label": label, "hole": _hole(name)}
                for name, label in FACTS.items()
                if name in block.value["shown"]
            ]
        if isinstance(block.value, Mapping) and block.value.get("image"):
            section["image"] = _embedded(block.value["image"])
        yield section


def _embedded(image: AcademyImage) -> str:
    """The image itself as an address; "" where its file is lost."""
    try:
        rendition = image.get_rendition("preserve-svg" if image.is_svg() else "max-900x450|format-png")
        with rendition.file.open("rb") as stored:
            content = stored.read()
    except (SourceImageIOError, OSError):
        return ""
    kind = "image/svg+xml" if image.is_svg() else "image/png"
    return f"data:{kind};base64,{b64encode(content).decode()}"
