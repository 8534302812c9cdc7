"""Several views of one thing, side by side."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.accordion import TitledTextBlock, seconds_of_titled


class TabsBlock(blocks.StructBlock):
    """Texts of which one is seen at a time. Without JavaScript and on paper they stand below each other."""

    items = blocks.ListBlock(TitledTextBlock(label=_("Tab")), label=_("Tabs"), min_num=2, max_num=8)

    class Meta:
        icon = "tablet-alt"
        label = _("Tabs")
        group = _("Interaction")
        description = _("Related content in tabs, shown one at a time")
        template = "blocks/tabs.html"
        preview_value = {
            "items": [
                {"title": "By hand", "text": "<p>Knead for ten minutes, until the dough springs back.</p>"},
                {"title": "By machine", "text": "<p>Five minutes on the lowest speed are enough.</p>"},
            ],
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read all of them."""
        return seconds_of_titled(value["items"])
