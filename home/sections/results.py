"""What came of it, in the words of those who were there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_STORY, SectionBlock
from home.sections.loading import FACE
from home.sections.pictures import PictureBlock


class TestimonialBlock(blocks.StructBlock):
    quote = blocks.TextBlock(label=_("In their words"), max_length=400, rows=3)
    name = blocks.CharBlock(label=_("Name"), max_length=80)
    role = blocks.CharBlock(label=_("Who they are"), max_length=100, required=False)
    picture = PictureBlock(label=_("Picture"), required=False, specs=FACE)

    class Meta:
        icon = "openquote"
        label = _("Testimonial")
        label_format = "{name}"


class ResultsBlock(SectionBlock):
    """Testimonials. Their pictures are decoration: the name stands beside them."""

    items = blocks.ListBlock(TestimonialBlock(), label=_("Testimonials"), min_num=1, max_num=9)

    class Meta:
        icon = "openquote"
        label = _("Results")
        group = GROUP_STORY
        description = _("What people who were there say, with name and picture")
        template = "home/sections/results.html"

    def get_preview_value(self) -> Any:
        item = {
            "quote": _("I stopped being afraid of the monthly report. Now I write it."),
            "name": "Maren Holt",
            "role": _("ward sister"),
            "picture": None,
        }
        return self.preview(title=_("What came of it"), items=[item, item])
