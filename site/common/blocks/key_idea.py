"""The one thing to keep."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.reading import reading_seconds, reading_seconds_of_html
from common.blocks.rich_text import SHORT_FEATURES


class KeyIdeaBlock(blocks.StructBlock):
    """The idea that a reader should still know next week."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        icon = "key"
        label = _("Key idea")
        group = _("Learning aids")
        description = _("The main takeaway, set apart from the text")
        template = "blocks/key_idea.html"
        preview_value = {
            "title": "Short returns beat one long sitting",
            "text": "<p>Ten minutes on six days teach more than an hour on one, "
            "because each return makes you <b>remember</b> instead of reading again.</p>",
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read it."""
        return reading_seconds(value["title"]) + reading_seconds_of_html(value["text"].source)
