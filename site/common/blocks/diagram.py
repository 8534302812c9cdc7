"""A drawing made from text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.mermaid import MAX_LENGTH, check_diagram
from common.blocks.reading import reading_seconds

SECONDS_TO_LOOK = 12


class DiagramValue(blocks.StructValue):
    @property
    def may_be_drawn(self) -> bool:
        """Whether the browser is handed the text: not while a draft holds half of a diagram."""
        try:
            check_diagram(self["source"] or "")
        except ValidationError:
            return False
        return True


class DiagramBlock(blocks.StructBlock):
    """Mermaid's text, drawn by the browser in the colours of the site; its description says the same."""

    source = blocks.TextBlock(
        label=_("Diagram"),
        max_length=MAX_LENGTH,
        rows=8,
        validators=[check_diagram],
        search_index=False,
        help_text=_("Mermaid syntax. Start with the diagram type, for example flowchart or pie."),
    )
    description = blocks.TextBlock(
        label=_("Description"),
        max_length=1000,
        rows=3,
        help_text=_("Everything the diagram shows, for people who can't see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "sliders"
        label = _("Diagram")
        group = _("Learning aids")
        description = _("A diagram drawn from Mermaid code")
        template = "blocks/diagram.html"
        value_class = DiagramValue
        preview_value = {
            "source": "flowchart LR\n  A[Seed] --> B[Seedling]\n  B --> C[Flower]\n  C --> A",
            "description": "A seed becomes a seedling, the seedling a flower, and the flower bears seeds.",
            "caption": "The life of an annual plant",
        }

    def seconds(self, value: blocks.StructValue) -> int:
        """Seconds to look at it."""
        return SECONDS_TO_LOOK + reading_seconds(value["caption"] or "")
