"""What every section of a landing page has: a heading, an introduction, a background, a name to link to."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

GROUP_OPENING, GROUP_STORY, GROUP_COURSES, GROUP_ACTION = (
    _("Header"),
    _("Content"),
    _("Courses and people"),
    _("Conversion"),
)


class SectionBlock(blocks.StructBlock):
    """A band across the page. Its looks are chosen from a few that always go together."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    intro = blocks.TextBlock(
        label=_("Introduction"),
        max_length=400,
        rows=2,
        required=False,
        help_text=_("One or two sentences below the heading."),
    )
    background = blocks.ChoiceBlock(
        label=_("Background"),
        choices=[
            ("plain", _("Default")),
            ("sunken", _("Subtle")),
            ("brand", _("Brand colour")),
            ("accent", _("Accent")),
        ],
        default="plain",
    )
    width = blocks.ChoiceBlock(
        label=_("Width"),
        choices=[("narrow", _("Narrow")), ("normal", _("Normal")), ("wide", _("Wide"))],
        default="normal",
    )
    anchor = blocks.CharBlock(
        label=_("Anchor ID"),
        max_length=40,
        required=False,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9-]*$", _("Use lower-case letters, digits and hyphens only."))
        ],
        help_text=_("Links to #anchor-id jump to this section."),
    )

    #: The settings of a section, folded away below its content.
    SETTINGS = ("background", "width", "anchor")

    class Meta:
        label_format = "{title}"
        preview_template = "home/sections/preview.html"

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        if not isinstance(self.meta.form_layout, BlockGroup) or not self.meta.form_layout.settings:
            shown = [name for name in self.child_blocks if name not in self.SETTINGS]
            self.meta.form_layout = BlockGroup(children=shown, settings=list(self.SETTINGS))

    def preview(self, **values: Any) -> Any:
        """A value for the editor's preview: the defaults and these."""
        return self.normalize({**self.get_default(), **values})
