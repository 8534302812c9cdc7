"""Words of somebody else."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.addresses import AddressBlock
from common.blocks.reading import reading_seconds


class QuoteBlock(blocks.StructBlock):
    """A quotation, with whoever said it and where it stands."""

    text = blocks.TextBlock(label=_("Quote"), max_length=1200, rows=4)
    author = blocks.CharBlock(label=_("Author"), max_length=120, required=False)
    source = blocks.CharBlock(
        label=_("Source"), max_length=200, required=False, help_text=_("For example a book, talk or letter.")
    )
    url = AddressBlock(label=_("Source URL"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Text")
        description = _("A quote with its author and source")
        template = "blocks/quote.html"
        preview_value = {
            "text": "What we have to learn to do, we learn by doing.",
            "author": "Aristotle",
            "source": "Nicomachean Ethics",
            "url": "",
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read it."""
        return reading_seconds(value["text"])
