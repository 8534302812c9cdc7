"""A video: uploaded, hosted, or a file anywhere on the web."""

import mimetypes
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from library.blocks.choosers import DocumentChooserBlock, ImageChooserBlock, VideoChooserBlock
from library.videos import VideoSource, privacy_note, recognise, understand
from library.videos.uploaded import source_of

POSTER_SPEC = "width-1280|format-webp"
_CLOCK = r"^(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)$"


class VideoValue(blocks.StructValue):
    @cached_property
    def source(self) -> VideoSource | None:
        """What is played, or None when the file is gone or the address unknown."""
        if self["media"]:
            return source_of(self["media"])
        return recognise(self["url"]) if self["url"] else None

    @property
    def privacy_note(self) -> str:
        """Who learns that the video is played; "" where nobody else does."""
        return privacy_note(self.source) if self.source else ""

    @property
    def duration_seconds(self) -> int:
        """Its length: the file's own, else what the author wrote; 0 when nobody knows."""
        if self["media"] and self["media"].duration:
            return round(self["media"].duration)
        match = re.match(_CLOCK, self["length"] or "")
        if not match:
            return 0
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds

    @property
    def name(self) -> str:
        """What the video is called, also by a screen reader."""
        return self["title"] or (self["media"].title if self["media"] else "") or str(_("Video"))

    @property
    def words(self) -> str:
        """What is said in it, if somebody wrote it down."""
        return self["transcript"] or (self["media"].transcript if self["media"] else "")

    @property
    def mime_type(self) -> str:
        """The type of the file, for the browser to know whether it can play it."""
        address = self.source.embed_url.partition("?")[0] if self.source else ""
        if address.lower().endswith(".m3u8"):
            return "application/vnd.apple.mpegurl"
        return mimetypes.guess_type(address)[0] or "video/mp4"

    @property
    def caption_tracks(self) -> list[dict[str, str]]:
        """Language, label and address of each captions file."""
        tracks = [
            {"language": track.language, "label": str(track), "url": track.url}
            for track in (self["media"].captions.all() if self["media"] else ())
        ]
        if self["captions"]:
            language = self["captions_language"] or "en"
            tracks.append({"language": language, "label": language, "url": self["captions"].url})
        return tracks


class VideoBlock(blocks.StructBlock):
    """A video, which may count towards the lesson when its player tells the time."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    media = VideoChooserBlock(label=_("Uploaded video"), required=False)
    url = blocks.URLBlock(
        label=_("Or URL"),
        required=False,
        max_length=500,
        help_text=_(
            "A YouTube, Vimeo, Google Drive or Cloudinary URL, or the https URL of a media file. "
            "Google Drive videos can't be tracked, so learners mark these lessons complete "
            "themselves."
        ),
    )
    length = blocks.CharBlock(
        label=_("Length"),
        required=False,
        max_length=8,
        validators=[RegexValidator(_CLOCK, _("Enter minutes and seconds, for example 12:30."))],
        help_text=_("Minutes and seconds. Only for URLs: the length of uploaded videos is detected."),
    )
    poster = ImageChooserBlock(label=_("Poster"), required=False, specs=(POSTER_SPEC,))
    captions = DocumentChooserBlock(
        label=_("Captions"),
        required=False,
        help_text=_("A WebVTT file (.vtt). Uploaded videos already include captions added to them."),
    )
    captions_language = blocks.CharBlock(
        label=_("Captions language"), required=False, max_length=12, help_text=_("For example en.")
    )
    transcript = blocks.TextBlock(label=_("Transcript"), required=False, rows=4)

    class Meta:
        icon = "media"
        label = _("Video")
        group = _("Media")
        description = _("An uploaded video, or one from YouTube, Vimeo, Google Drive, Cloudinary or a URL")
        template = "blocks/video.html"
        value_class = VideoValue
        preview_value = {
            "title": _("A first look"),
            "media": None,
            "url": "https://www.youtube.com/watch?v=aBcDeFgHiJk",
            "length": "4:20",
            "poster": None,
            "captions": None,
            "captions_language": "",
            "transcript": "",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if bool(value["media"]) == bool(value["url"]):
            errors["url"] = ValidationError(_("Choose either an uploaded video or a URL."))
        elif value["url"]:
            try:
                value["url"] = understand(value["url"]).url
            except ValidationError as error:
                errors["url"] = error
        if value["captions"] and value["captions"].file_extension.lower() != "vtt":
            errors["captions"] = ValidationError(_("Captions must be a WebVTT file ending in .vtt."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value

    def seconds(self, value: VideoValue) -> int:
        """Its length in seconds; 0 when nobody knows."""
        return value.duration_seconds
