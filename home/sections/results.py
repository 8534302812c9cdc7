"""What came of it, in the words of those who were there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.sections.base import GROUP_STORY, SectionBlock
from home.sections.loading import FACE
from home.sections.pictures import PictureBlock


class TestimonialBlock(blocks.StructBlock):
    quote = blocks.TextBlock(label=_("Quote"), max_length=400, rows=3)
    name = blocks.CharBlock(label=_("Name"), max_length=80)
    role = blocks.CharBlock(label=_("Role"), max_length=100, required=False)
    picture = PictureBlock(label=_("Image"), required=False, specs=FACE)

    class Meta:
        icon = "openquote"
        label = _("Testimonial")
        label_format = "{name}"


class ResultsBlock(SectionBlock):
    """Testimonials. Their pictures are decoration: the name stands beside them."""

    items = blocks.ListBlock(TestimonialBlock(), label=_("Testimonials"), min_num=1, max_num=9)

    class Meta:
        icon = "openquote"
        label = _("Testimonials")
        group = GROUP_STORY
        description = _("Quotes from learners, with name and photo")
        template = "home/sections/results.html"

    def get_preview_value(self) -> Any:
        item = {
            "quote": _("I used to dread the monthly report. Now I write it."),
            "name": "Maren Holt",
            "role": _("ward nurse"),
            "picture": None,
        }
        return self.preview(title=_("What our learners say"), items=[item, item])
