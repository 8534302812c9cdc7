"""What may be uploaded: the right size, a known extension, and contents that match it."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from library.uploads import limits
from library.uploads.contents import kind_of
from library.videos import webvtt


@deconstructible
class AcceptsFiles:
    """Accept files of at most `max_bytes` whose extension is known and whose contents are of its kind.

    kinds: extension (lower case, without the dot) to the kind named by `library.uploads.contents.kind_of`.
    """

    def __init__(self, kinds: Mapping[str, str], max_bytes: int) -> None:
        self.kinds = dict(kinds)
        self.max_bytes = max_bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AcceptsFiles) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((tuple(self.kinds.items()), self.max_bytes))

    def __call__(self, file: File) -> None:
        if getattr(file, "_committed", False):
            return  # it was judged when it came in; what is stored is not read again
        extension = PurePath(file.name or "").suffix.removeprefix(".").lower()
        if extension not in self.kinds:
            raise ValidationError(
                _("This file type isn't supported. Supported types: %(extensions)s."),
                code="extension",
                params={"extensions": ", ".join(self.kinds)},
            )
        if file.size > self.max_bytes:
            raise ValidationError(
                _("The file is too large: %(size)s. The limit is %(limit)s."),
                code="size",
                params={"size": filesizeformat(file.size), "limit": filesizeformat(self.max_bytes)},
            )
        kind, expected = kind_of(cast("IO[Any]", file)), self.kinds[extension]
        if kind != expected and not (expected == "text" and kind == "captions"):
            raise ValidationError(
                _("The file's content doesn't match its extension (.%(extension)s)."),
                code="contents",
                params={"extension": extension},
            )
        if expected == "captions":
            validate_captions(file)


def validate_captions(file: File) -> None:
    """Refuse a WebVTT file without a readable cue, saying which line is wrong."""
    file.seek(0)
    text = file.read().decode("utf-8-sig", errors="replace")
    file.seek(0)
    try:
        webvtt.parse(text)
    except webvtt.InvalidCaptions as error:
        raise ValidationError(
            _("The captions can't be read. Check line %(line)s."),
            code="captions",
            params={"line": error.line},
        ) from error


accepts_document = AcceptsFiles(limits.DOCUMENT_KINDS, limits.DOCUMENT_BYTES)
accepts_media = AcceptsFiles({**limits.VIDEO_KINDS, **limits.AUDIO_KINDS}, limits.MEDIA_BYTES)
accepts_poster = AcceptsFiles(limits.POSTER_KINDS, limits.POSTER_BYTES)
accepts_captions = AcceptsFiles(limits.CAPTIONS_KINDS, limits.CAPTIONS_BYTES)
