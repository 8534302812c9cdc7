"""How a template looks while it is edited: a picture of the very PDF."""

from __future__ import annotations

from base64 import b64encode

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.printing import pdf_as_pngs

from ..pdf import pdf_of_page
from .freezing import page_of
from .models import CertificateTemplate

#: What stands for each placeholder where there is no certificate.
SAMPLE = {
    "name": "Ananya Sharma",
    "course_title": "Watercolour for beginners",
    "date": "4 May 2026",
    "instructor": "Ines Brandt, Tomás Vidal",
    "duration": "6 hours",
    "grade": "A",
    "score": "92%",
    "code": "CERT-AAAA-CCCC-DDDD",
    "url": "https://example.com/certificates/CERT-AAAA-CCCC-DDDD/",
}
LONG = {
    "name": "María de los Ángeles Fernández-Montesinos y García de la Concepción",
    "course_title": "Foundations of statistics, data analysis and visualisation for the social sciences",
    "instructor": "Wilhelmina Featherstonehaugh, Aleksander Wiśniewski, Nguyễn Thị Minh Khai",
}
_WIDTH = 1_100  # pixels


def preview_page(template: CertificateTemplate, *, is_long: bool) -> str:
    """A page with the images of the PDF's pages. is_long: with names that hardly fit."""
    pages = pdf_as_pngs(sample_pdf(template, is_long=is_long), width=_WIDTH)
    context = {
        "title": template.name or _("Certificate template"),
        "pages": [f"data:image/png;base64,{b64encode(page).decode()}" for page in pages],
    }
    return render_to_string("certificates/designs/preview.html", context)


def sample_pdf(template: CertificateTemplate, *, is_long: bool = False) -> bytes:
    """The PDF that a certificate with this template would be."""
    content = SAMPLE | LONG if is_long else SAMPLE
    return pdf_of_page(page_of(template, template.locale.language_code), content)
