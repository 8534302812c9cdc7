"""Two or more ways, weighed against each other."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.reading import reading_seconds


class OptionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    points = blocks.ListBlock(
        blocks.CharBlock(label=_("Point"), max_length=240), label=_("Points"), min_num=1, max_num=12
    )
    verdict = blocks.CharBlock(
        label=_("Summary"), max_length=240, required=False, help_text=_("When is this the better option?")
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Option")


class ComparisonBlock(blocks.StructBlock):
    """Choices side by side, each with what speaks for it and what against."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=4)

    class Meta:
        icon = "sliders"
        label = _("Comparison")
        group = _("Learning aids")
        description = _("Two to four options side by side")
        template = "blocks/comparison.html"
        preview_value = {
            "title": "Which flour?",
            "options": [
                {
                    "title": "White wheat",
                    "points": ["Rises high", "Tastes mild", "Dries out within a day"],
                    "verdict": "For your first loaf.",
                },
                {
                    "title": "Whole rye",
                    "points": ["Stays dense", "Tastes of something", "Keeps for a week"],
                    "verdict": "For bread that lasts.",
                },
            ],
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read it."""
        words = [value["title"] or ""]
        for option in value["options"]:
            words += [option["title"], *option["points"], option["verdict"] or ""]
        return reading_seconds(" ".join(words))
