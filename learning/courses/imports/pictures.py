"""The pictures that a file names: fetched once, in the dry run, so that its report is true."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from common.http.safe_http import FetchFailed, FetchRefused, TooLarge, fetch
from common.imports.cells import InvalidCell

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
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
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(_ENDINGS)) as image:
                kind, pixels = image.format or "", image.width * image.height
                image.verify()
    except Exception as error:  # Pillow raises whatever a broken file makes it stumble over
        raise InvalidCell(_("This isn't a readable image."), _("Use JPEG, PNG, WebP or GIF.")) from error
    if pixels > MOST_PIXELS:
        raise InvalidCell(_("The image has too many pixels."), _("Use a smaller one."))
    return Picture(content, _ENDINGS[kind])
