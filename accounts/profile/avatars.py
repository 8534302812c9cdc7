"""A person's picture: checked, squared, and drawn anew so that nothing hidden in the file survives."""

import uuid
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import ImageOps

from common.pictures import decoding, limits

MOST_BYTES = 5 * 1024 * 1024
SIDE = 512


def redraw(upload: UploadedFile) -> ContentFile:
    """A square WebP of what was uploaded, under a name nobody can guess, without place, date or camera.

    Raises ValidationError when it is too large, or no picture of a kind we read.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("The photo is larger than 5 MB. Choose a smaller one."), code="too_large")
    assert upload.file is not None
    try:
        with decoding.decoded(upload.file, limits.PHOTO, size=(2 * SIDE, 2 * SIDE)) as (_header, small):
            upright = ImageOps.exif_transpose(small).convert("RGB")
    except decoding.PictureRefused as refusal:
        raise ValidationError(_words(refusal), code=refusal.code) from refusal
    side = min(SIDE, *upright.size)
    square = ImageOps.fit(upright, (side, side))
    drawn = BytesIO()
    square.save(drawn, format="WEBP", quality=85)
    return ContentFile(drawn.getvalue(), name=f"{uuid.uuid4()}.webp")


def _words(refusal: decoding.PictureRefused) -> str:
    if refusal.code == "unreadable":
        return _("This file can't be read as an image. Choose a JPEG, PNG or WebP file.")
    return refusal.words
