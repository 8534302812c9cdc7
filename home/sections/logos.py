"""Partners, by their logos."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.addresses import AddressBlock
from home.sections.base import GROUP_STORY, SectionBlock
from home.sections.loading import LOGO
from home.sections.pictures import PictureBlock
from library.selectors import newest_public_image


class LogoBlock(blocks.StructBlock):
    picture = PictureBlock(label=_("Logo"), specs=LOGO)
    name = blocks.CharBlock(label=_("Organisation"), max_length=80)
    address = AddressBlock(required=False)

    class Meta:
        icon = "image"
        label = _("Logo")
        label_format = "{name}"


class LogosBlock(SectionBlock):
    """Logos in a row, all of one height, quiet until looked at."""

    logos = blocks.ListBlock(LogoBlock(), label=_("Logos"), min_num=2, max_num=16)

    class Meta:
        icon = "grid"
        label = _("Logos")
        group = GROUP_STORY
        description = _("Logos of partners or publications")
        template = "home/sections/logos.html"

    def get_preview_value(self) -> Any:
        logo = {"picture": newest_public_image(), "name": _("Partner"), "address": ""}
        return self.preview(title=_("They learn with us"), logos=[logo, logo, logo])
