"""A page of another site, loaded only when somebody asks for it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from common.blocks import reading_seconds
from library.embeds import Embed, recognise, understand

SECONDS_TO_TRY = 60


class EmbedValue(blocks.StructValue):
    @cached_property
    def embed(self) -> Embed | None:
        """What is shown, or None when the site is no longer allowed."""
        return recognise(self["url"])


class EmbedBlock(blocks.StructBlock):
    """A card that leads to another site, and loads its page into ours on request."""

    url = blocks.URLBlock(
        label=_("URL"),
        max_length=500,
        search_index=False,
        help_text=_(
            "The URL of a page on CodePen, Desmos, GeoGebra, OpenStreetMap, PhET, Scratch, "
            "Spotify or a similar site."
        ),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    description = blocks.TextBlock(label=_("Description"), max_length=600, required=False, rows=2)

    class Meta:
        icon = "site"
        label = _("Embed")
        group = _("Media")
        description = _(
            "A code sketch, map, simulation or player from another site. It loads when the learner selects it"
        )
        template = "blocks/embed.html"
        value_class = EmbedValue
        preview_value = {
            "url": "https://phet.colorado.edu/sims/html/build-an-atom/latest/build-an-atom_en.html",
            "title": "Build an atom",
            "description": "Put protons, neutrons and electrons together and see which element it is.",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value["url"]:  # a draft may still be without it
            return value
        try:
            value["url"] = understand(value["url"]).url
        except ValidationError as error:
            raise StructBlockValidationError(block_errors={"url": error}) from error
        return value

    def seconds(self, value: EmbedValue) -> int:
        """Seconds to read the card and to look at what it leads to."""
        return SECONDS_TO_TRY + reading_seconds(f"{value['title']} {value['description'] or ''}")
