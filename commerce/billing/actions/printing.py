"""The PDF of an invoice or a credit note: drawn once, kept, and the same for everybody who fetches it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from commerce.databases import commerce_transaction
from library.storage.backends import private_files

from ..invoices.pdf import draw
from ..models import Invoice, InvoiceFile


def pdf_of(*, invoice: Invoice, at: datetime) -> bytes:
    """The PDF. Drawn by the task that issued it; here only if that failed, or the file was lost.

    Whoever draws it beside somebody else gives theirs away: the first that is kept is the document's.
    """
    storage = private_files()
    kept = InvoiceFile.objects.filter(invoice=invoice).first()
    if kept is not None and (content := _read(storage, kept)) is not None:
        return content
    drawn = draw(invoice)
    name = storage.save(f"invoices/{invoice.public_id}/{file_name(invoice)}", ContentFile(drawn))
    fields = {"name": name, "sha256": hashlib.sha256(drawn).hexdigest(), "drawn_at": at}
    with commerce_transaction():
        row, is_first = InvoiceFile.objects.select_for_update().get_or_create(
            invoice=invoice, defaults=fields
        )
        # Under the same name lies what we have just drawn, in place of what was lost.
        theirs = None if is_first or row.name == name else _read(storage, row)
        if not is_first and theirs is None:
            InvoiceFile.objects.filter(pk=row.pk).update(**fields)
    if theirs is None:
        return drawn
    storage.delete(name)
    return theirs


def file_name(invoice: Invoice) -> str:
    """What the PDF is called where it is saved: `INV-2627-000123.pdf`."""
    return f"{invoice.number.replace('/', '-')}.pdf"


def _read(storage: Storage, kept: InvoiceFile) -> bytes | None:
    """What was kept; None for what is lost or was changed."""
    if not storage.exists(kept.name):
        return None
    with storage.open(kept.name, "rb") as stored:
        content: bytes = stored.read()
    return content if hashlib.sha256(content).hexdigest() == kept.sha256 else None
