"""Draw a certificate as a PDF: A4, landscape, with the academy's own type."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from common.design.branding import branding
from common.printing import font_faces, load_weasyprint

from .addresses import check_url
from .models import Certificate
from .selectors import name_on_certificates

if TYPE_CHECKING:
    from accounts.models import User

#: Stands where a certificate has its code.
_NO_CODE = "CERT-0000-0000-0000"


def draw_preview(person: User, *, at: datetime) -> bytes:
    """What a certificate of this person would look like now, as a PDF that says that it is none. No query."""
    sample = Certificate(
        code=_NO_CODE,
        learner_name=name_on_certificates(person),
        course_title=_("The course you complete"),
        seconds=3600,
        language=get_language() or settings.LANGUAGE_CODE,
        completed_date=localtime(at, person.zone).date(),
    )
    return draw(sample, is_preview=True)


def draw(certificate: Certificate, *, is_preview: bool = False) -> bytes:
    """The PDF. It is made of the frozen values alone, and fetches nothing but the fonts from this machine.

    is_preview: whether it says that it is no certificate, and can't be verified.
    """
    weasyprint = load_weasyprint()
    with override(certificate.language):
        context = {
            "certificate": certificate,
            "site_name": branding().name,
            "check_url": check_url(certificate),
            "qr": _qr(check_url(certificate)),
            "fonts": font_faces(),
            "is_preview": is_preview,
        }
        html = render_to_string("certificates/certificate.html", context)
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["file"])
    document = weasyprint.HTML(string=html, url_fetcher=fetcher).render()
    pdf: bytes = document.write_pdf(pdf_identifier=certificate.public_id.bytes)
    return pdf


def _qr(address: str) -> str:
    """The address as an SVG of plain paths, which stays sharp in print."""
    import segno  # loaded by whoever draws

    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=0, dark="#12312b", svgclass="qr", lineclass=None, omitsize=True))  # noqa: S308 (our own drawing)
