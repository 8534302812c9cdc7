"""One thing after another."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.accordion import TitledTextBlock, seconds_of_titled
from common.blocks.reading import reading_seconds


class StepsBlock(blocks.StructBlock):
    """What to do, in order."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    items = blocks.ListBlock(TitledTextBlock(label=_("Step")), label=_("Steps"), min_num=2, max_num=30)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = _("Learning aids")
        description = _("Instructions as numbered steps")
        template = "blocks/steps.html"
        preview_value = {
            "title": "Plant a row of beans",
            "items": [
                {"title": "Draw a furrow", "text": "<p>As deep as your thumb is long.</p>"},
                {"title": "Lay the beans", "text": "<p>One every hand's breadth, the scar downwards.</p>"},
                {"title": "Cover and water", "text": "<p>Press the earth down lightly.</p>"},
            ],
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read it; doing it takes what it takes."""
        return reading_seconds(value["title"] or "") + seconds_of_titled(value["items"])
