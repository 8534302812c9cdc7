"""The pictures that a file names: fetched once, in the dry run, so that its report is true."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from common.http.safe_http import FetchFailed, FetchRefused, TooLarge, fetch
from common.imports.cells import InvalidCell
from common.pictures import decoding, limits

MOST_BYTES = 10 * 1024 * 1024
MOST_PICTURES = 50
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}


@dataclass(frozen=True, slots=True)
class Picture:
    """content: the file. ending: of its name, from what the content is rather than what it claims."""

    content: bytes
    ending: str


def fetch_picture(address: str) -> Picture:
    """The picture at an https address. Raises InvalidCell."""
    advice = _("Enter the https URL of the image file, or leave the cell empty.")
    try:
        answer = fetch(address, most_bytes=MOST_BYTES)
    except FetchRefused as error:
        raise InvalidCell(_("Only public https URLs are supported."), advice) from error
    except FetchFailed as error:
        raise InvalidCell(_("The server at this URL didn't respond."), advice) from error
    except TooLarge as error:
        raise InvalidCell(_("The image is larger than 10 MB."), _("Use a smaller one.")) from error
    if answer.status != 200:
        raise InvalidCell(_("The URL returned the status %(status)d.") % {"status": answer.status}, advice)
    return picture_of(answer.content)


def picture_of(content: bytes) -> Picture:
    """Look at what came. Raises InvalidCell when it is no picture of ours."""
    try:
        header = decoding.prove_readable(BytesIO(content), limits.IMPORTED)
    except decoding.PictureRefused as refusal:
        advice = _("Use JPEG, PNG, WebP or GIF.") if refusal.code == "unreadable" else ""
        raise InvalidCell(refusal.words, advice) from refusal
    return Picture(content, _ENDINGS[header.format])
