"""A sound, with the words that are said in it."""

import mimetypes
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from common.blocks import reading_seconds
from library.blocks.choosers import AudioChooserBlock

# What a browser can play, at an address of its own.
_FILE = re.compile(r"https://[^/?#]+/[^?#]*\.(mp3|m4a|aac|ogg|oga|opus|wav|flac)(?:[?#].*)?\Z", re.IGNORECASE)


class AudioValue(blocks.StructValue):
    @property
    def source_url(self) -> str:
        """Where the sound lies; "" when it is gone."""
        return self["media"].url if self["media"] else (self["url"] or "")

    @property
    def mime_type(self) -> str:
        address = (self["media"].file.name if self["media"] else self["url"] or "").partition("?")[0]
        return mimetypes.guess_type(address)[0] or "audio/mpeg"

    @property
    def name(self) -> str:
        return self["title"] or (self["media"].title if self["media"] else "") or str(_("Audio"))

    @property
    def words(self) -> str:
        """What is said or to be heard."""
        return self["transcript"] or (self["media"].transcript if self["media"] else "")


class AudioBlock(blocks.StructBlock):
    """A sound from the library or from the web. Nobody is left out: its transcript is required."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    media = AudioChooserBlock(label=_("Uploaded audio"), required=False)
    url = blocks.URLBlock(
        label=_("Or URL"),
        required=False,
        max_length=500,
        search_index=False,
        help_text=_("The https URL of an audio file (.mp3, .m4a, .ogg, .wav …)."),
    )
    transcript = blocks.TextBlock(
        label=_("Transcript"),
        required=False,
        rows=4,
        help_text=_("What is said or heard. Leave empty to use the transcript of the uploaded audio."),
    )

    class Meta:
        icon = "media"
        label = _("Audio")
        group = _("Media")
        description = _("Audio with a transcript")
        template = "blocks/audio.html"
        value_class = AudioValue
        preview_value = {
            "title": "A blackbird at dawn",
            "media": None,
            "url": "https://example.org/blackbird.mp3",
            "transcript": "A blackbird sings three flute-like phrases, and ends each with a soft chatter.",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation:  # a draft may be without its transcript yet
            return value
        errors: dict[str, ValidationError] = {}
        if bool(value["media"]) == bool(value["url"]):
            errors["url"] = ValidationError(_("Choose either an uploaded audio file or a URL."))
        elif value["url"] and not _FILE.match(value["url"]):
            errors["url"] = ValidationError(_("Enter the https URL of an audio file, for example an .mp3."))
        if not value.words.strip():
            errors["transcript"] = ValidationError(
                _("Add a transcript of what is said or heard, for people who can't hear it.")
            )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value

    def seconds(self, value: AudioValue) -> int:
        """Its length in seconds; of a sound on the web, the time it takes to read its transcript."""
        if value["media"] and value["media"].duration:
            return round(value["media"].duration)
        return reading_seconds(value.words)
