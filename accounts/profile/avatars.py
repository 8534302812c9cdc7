"""A person's picture: checked, squared, and drawn anew so that nothing hidden in the file survives."""

import uuid
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 512


def redraw(upload: UploadedFile) -> ContentFile:
    """A square WebP of what was uploaded, under a name nobody can guess, without place, date or camera.

    Raises ValidationError when it is too large, or no picture of a kind we read.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("The photo is larger than 5 MB. Choose a smaller one."), code="too_large")
    upload.seek(0)
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(
                    _("The photo has too many pixels. Choose a smaller one."), code="too_large"
                )
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This file can't be read as an image. Choose a JPEG, PNG or WebP file."), code="unreadable"
        ) from error
    side = min(SIDE, *upright.size)
    square = ImageOps.fit(upright, (side, side))
    drawn = BytesIO()
    square.save(drawn, format="WEBP", quality=85)
    return ContentFile(drawn.getvalue(), name=f"{uuid.uuid4()}.webp")
