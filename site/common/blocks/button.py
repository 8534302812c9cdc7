"""A link that asks to be pressed."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.addresses import AddressBlock


class ButtonBlock(blocks.StructBlock):
    """Somewhere to go from here."""

    label = blocks.CharBlock(
        label=_("Text"),
        max_length=60,
        help_text=_("Say where the link goes: “Open the worksheet”, not “Here”."),
    )
    url = AddressBlock()
    kind = blocks.ChoiceBlock(
        label=_("Style"),
        choices=[("primary", _("Primary")), ("secondary", _("Default")), ("quiet", _("Subtle"))],
        default="secondary",
    )

    class Meta:
        icon = "link-external"
        label = _("Button")
        group = _("Interaction")
        description = _("A link that looks like a button")
        template = "blocks/button.html"
        preview_value = {
            "label": "Open the worksheet",
            "url": "https://example.com/",
            "kind": "primary",
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """A button takes no time of the lesson."""
        return 0
