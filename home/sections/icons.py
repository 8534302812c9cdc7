"""A few icons of the site's set that suit sections, by what they stand for."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

ICONS = [
    ("sparkles", _("Sparkles")),
    ("graduation-cap", _("Graduation cap")),
    ("book-open", _("Book")),
    ("circle-play", _("Video")),
    ("award", _("Award")),
    ("users-round", _("People")),
    ("messages-square", _("Speech bubbles")),
    ("clock", _("Clock")),
    ("calendar-days", _("Calendar")),
    ("compass", _("Compass")),
    ("lightbulb", _("Light bulb")),
    ("target", _("Target")),
    ("trending-up", _("Growth")),
    ("shield-check", _("Shield")),
    ("heart", _("Heart")),
    ("globe", _("Globe")),
    ("laptop", _("Computer")),
    ("pencil", _("Pencil")),
    ("infinity", _("Lifetime")),
    ("map", _("Map")),
]


class IconBlock(blocks.ChoiceBlock):
    """One of the icons above."""

    choices = ICONS

    class Meta:
        icon = "pick"
        label = _("Icon")

    def __init__(self, *args: Any, **options: Any) -> None:
        # as an option: a default of the Meta class is overwritten
        options.setdefault("default", "sparkles")
        super().__init__(*args, **options)
