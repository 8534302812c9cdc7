"""What happened, in order."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.reading import reading_seconds


class EventBlock(blocks.StructBlock):
    when = blocks.CharBlock(
        label=_("When"), max_length=60, help_text=_("For example a year, a date or “Week 3”.")
    )
    title = blocks.CharBlock(label=_("What happened"), max_length=160)
    text = blocks.TextBlock(label=_("Text"), max_length=800, required=False, rows=2)

    class Meta:
        icon = "date"
        label = _("Event")


class TimelineBlock(blocks.StructBlock):
    """Events from the earliest to the latest."""

    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)
    events = blocks.ListBlock(EventBlock(), label=_("Events"), min_num=2, max_num=30)

    class Meta:
        icon = "history"
        label = _("Timeline")
        group = _("Learning aids")
        description = _("Events in chronological order")
        template = "blocks/timeline.html"
        preview_value = {
            "title": "How paper came to Europe",
            "events": [
                {"when": "105", "title": "Paper is made in China", "text": "From bark, rags and nets."},
                {"when": "751", "title": "The craft reaches Samarkand", "text": ""},
                {
                    "when": "1150",
                    "title": "A mill in Xàtiva, Spain",
                    "text": "The first in Europe, it seems.",
                },
            ],
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to read it."""
        words = [value["title"] or ""]
        for event in value["events"]:
            words += [event["when"], event["title"], event["text"] or ""]
        return reading_seconds(" ".join(words))
