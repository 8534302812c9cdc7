"""An invoice as a PDF: drawn from its frozen content alone, so that it reads the same for good.

Where the seller is in the European Union the PDF is archival (PDF/A-3) and carries the electronic invoice.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from babel import Locale
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, override, to_locale
from django.utils.translation import gettext as _

from common.money import Money
from common.printing import font_faces, load_weasyprint, written_as_pdf

from ..models import Invoice
from .electronic import NAME, electronic_invoice, is_electronic

_ARCHIVAL = "pdf/a-3u"


def draw(invoice: Invoice) -> bytes:
    """The PDF. Fetches nothing but the fonts from this machine. About a second."""
    with override(invoice.content["buyer"].get("language") or settings.LANGUAGE_CODE):
        html = render_to_string("billing/invoice.html", _context(invoice))
    options: dict[str, Any] = {"pdf_identifier": invoice.public_id.bytes}
    if is_electronic(invoice):
        attached = load_weasyprint().Attachment(
            string=electronic_invoice(invoice).decode(),
            name=NAME,
            description="Factur-X invoice",
            relationship="Alternative",
            created=invoice.issued_at,
            modified=invoice.issued_at,
        )
        options |= {
            "pdf_variant": _ARCHIVAL,
            "attachments": [attached],
            "xmp_metadata": [BytesIO(render_to_string("billing/factur-x.xmp", {"name": NAME}).encode())],
        }
    return written_as_pdf(html, **options)


def _context(invoice: Invoice) -> dict[str, Any]:
    content, currency = invoice.content, invoice.currency

    def money(minor: int) -> str:
        return Money(minor, currency).format()

    return {
        "invoice": invoice,
        "heading": _heading(invoice),
        "content": content,
        "fonts": font_faces(),
        "is_in_india": content["seller"]["country"] == "IN",
        "due_date": date.fromisoformat(content["due_date"]),
        "supply_date": date.fromisoformat(content["supply_date"]),
        "paid_on": date.fromisoformat(content["paid_on"]),
        "buyer_country": _country(content["buyer"]["country"]),
        "seller_country": _country(content["seller"]["country"]),
        "lines": [
            {**line, "net": money(line["net_minor"]), "rates": [_rate(*rate) for rate in line["rates"]]}
            for line in content["lines"]
        ],
        "taxes": [
            {
                "label": _rate(row["name"], row["rate_bp"]),
                "net": money(row["net_minor"]),
                "tax": money(row["tax_minor"]),
            }
            for row in content["taxes"]
            if row["name"]
        ],
        "net": money(invoice.net_minor),
        "total": money(invoice.total_minor),
    }


def _heading(invoice: Invoice) -> str:
    if invoice.is_credit_note:
        return _("Credit note")
    # India's rules ask for these two words where tax may be due.
    return _("Tax invoice") if invoice.content["seller"]["country"] == "IN" else _("Invoice")


def _rate(name: str, rate_bp: int) -> str:
    return f"{name} {rate_bp / 100:g}%"


def _country(code: str) -> str:
    return str(Locale.parse(to_locale(get_language() or "en")).territories.get(code, code))
