"""One document, shown where it stands."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from library.blocks.choosers import DocumentChooserBlock
from library.models import AcademyDocument


class DocumentValue(blocks.StructValue):
    @property
    def name(self) -> str:
        return self["title"] or (self["document"].title if self["document"] else "")

    @property
    def is_pdf(self) -> bool:
        return bool(self["document"]) and self["document"].file_extension.lower() == "pdf"


class DocumentBlock(blocks.StructBlock):
    """A PDF to read in the page; any other document to open."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    minutes = blocks.IntegerBlock(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=600,
        help_text=_("Estimated reading time."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        group = _("Media")
        description = _("A PDF shown on the page, with a download link")
        template = "blocks/document.html"
        value_class = DocumentValue

    def get_preview_value(self) -> Any:
        return self.normalize({"document": sample_document(), "title": "", "minutes": 5})

    def seconds(self, value: DocumentValue) -> int:
        """Seconds to read it, as its author says."""
        return 60 * (value["minutes"] or 0)


def sample_document() -> AcademyDocument:
    """A document that exists on no disk, to show what a block looks like."""
    document = AcademyDocument(title=str(_("Worksheet")), file_size=48_000)
    document.file.name = f"documents/{document.public_id}/worksheet.docx"
    return document
