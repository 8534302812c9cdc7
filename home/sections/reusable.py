"""A section from the library."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from home.sections.base import GROUP_OPENING


class ReusableSectionBlock(blocks.StructBlock):
    """Shows a section that stands in the library, as it is published there."""

    section = SnippetChooserBlock("home.Section", label=_("Section"))

    class Meta:
        icon = "snippet"
        label = _("Shared section")
        group = GROUP_OPENING
        description = _("A section shared by several pages. Edit it once to update it everywhere")
        template = "home/sections/reusable.html"
        preview_template = "home/sections/preview.html"

    def get_preview_value(self) -> Any:
        from home.models import Section

        return self.normalize({"section": Section.objects.filter(live=True).first()})
