"""Paragraphs, lists and links."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

from common.blocks.reading import reading_seconds_of_html

FEATURES = [
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "document-link",
    "code",
    "blockquote",
    "superscript",
    "subscript",
]

# Inside another block: nothing that could stand on its own.
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "code", "superscript", "subscript"]


class RichTextBlock(blocks.RichTextBlock):
    """Running text. Headings are blocks of their own, so that a page keeps its outline."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs with emphasis, lists and links")
        template = "blocks/rich_text.html"
        preview_value = (
            "<p>A short paragraph that says <b>one thing</b> well, and then a list:</p>"
            "<ul><li>what you need,</li><li>what you do,</li><li>what you get.</li></ul>"
        )

    def __init__(self, features: list[str] | None = None, **options: Any) -> None:
        super().__init__(features=features or FEATURES, **options)

    def seconds(self, value: RichText) -> int:
        """Seconds to read it."""
        return reading_seconds_of_html(value.source)
