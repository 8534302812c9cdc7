"""A remark set apart from the text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.reading import reading_seconds, reading_seconds_of_html


class CalloutBlock(blocks.StructBlock):
    """Something worth a second look: a hint, a tip, a warning."""

    tone = blocks.ChoiceBlock(
        label=_("Tone"),
        choices=[
            ("info", _("Good to know")),
            ("success", _("Tip")),
            ("warning", _("Warning")),
            ("danger", _("Danger")),
            ("neutral", _("Note")),
        ],
        default="info",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ul", "ol", "code"])

    class Meta:
        icon = "help"
        label = _("Callout")
        group = _("Text")
        description = _("A highlighted note in one of five tones")
        template = "blocks/callout.html"
        preview_value = {
            "tone": "success",
            "title": "Before you go on",
            "text": "<p>Close your notes and say the idea in a sentence of your own.</p>",
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read it."""
        return reading_seconds(value["title"] or "") + reading_seconds_of_html(value["text"].source)
