"""Files to take along."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from library.blocks.choosers import DocumentChooserBlock
from library.blocks.document import sample_document


class DownloadsValue(blocks.StructValue):
    @property
    def documents(self) -> list[Any]:
        """The files that are still there."""
        return [document for document in self["files"] if document]


class DownloadsBlock(blocks.StructBlock):
    """A list of files."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    files = blocks.ListBlock(DocumentChooserBlock(), label=_("Files"), min_num=1)

    class Meta:
        icon = "download"
        label = _("Downloads")
        group = _("Media")
        description = _("A list of files to download")
        template = "blocks/downloads.html"
        value_class = DownloadsValue

    def get_preview_value(self) -> Any:
        return self.normalize({"title": _("Downloads"), "files": [sample_document()]})

    def seconds(self, value: DownloadsValue) -> int:
        """Downloads take no time of the lesson."""
        return 0
