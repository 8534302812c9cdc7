"""Parts that open in place."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.reading import reading_seconds, reading_seconds_of_html
from common.blocks.rich_text import SHORT_FEATURES


class TitledTextBlock(blocks.StructBlock):
    """A title and what stands below it: one fold, one step, one tab."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Item")


def seconds_of_titled(items: Any) -> int:
    """Seconds to read titled texts."""
    return sum(
        reading_seconds(item["title"]) + reading_seconds_of_html(item["text"].source) for item in items
    )


class AccordionBlock(blocks.StructBlock):
    """Questions with answers to open, or details for those who want them."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    items = blocks.ListBlock(TitledTextBlock(), label=_("Items"), min_num=1, max_num=30)

    class Meta:
        icon = "collapse-down"
        label = _("Accordion")
        group = _("Interaction")
        description = _("Expandable items. All are expanded when printed")
        template = "blocks/accordion.html"
        preview_value = {
            "title": "Before you begin",
            "items": [
                {"title": "Do I need any tools?", "text": "<p>A pencil and a sheet of paper.</p>"},
                {"title": "How long does it take?", "text": "<p>About ten minutes.</p>"},
            ],
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read all of it."""
        return reading_seconds(value["title"] or "") + seconds_of_titled(value["items"])
