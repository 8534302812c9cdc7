"""File fields whose place and rules are the code's business, not the schema's.

Migrations must not import the app: so these fields present themselves there as Django's own, without
storage, path and validators, none of which says anything about the column.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.images.fields import WagtailImageField as WagtailImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from common.pictures import decoding, limits


def _as_column(parts: tuple[Any, ...], path: str) -> tuple[Any, ...]:
    name, _path, args, kwargs = parts
    hidden = {"storage", "upload_to", "validators"}
    column = {key: value for key, value in kwargs.items() if key not in hidden}
    return name, path, args, column | {"upload_to": ""}


class StoredFile(models.fields.files.FieldFile):
    """A stored file; one that was refused has no address, so that its form can be shown again."""

    @property
    def url(self) -> str:
        return str(super().url) if self._committed else ""  # type: ignore[attr-defined]


class LibraryFileField(models.FileField):
    """A file of the library."""

    attr_class = StoredFile

    def deconstruct(self) -> Any:
        return _as_column(super().deconstruct(), "django.db.models.FileField")


class LibraryImageFormField(WagtailImageFormField):
    """Takes a picture that can be decoded to its end, with bounded memory; says why of any other."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Wagtail would decode the picture whole to learn its size."""
        try:
            decoding.prove_readable(f, limits.LIBRARY)
        except decoding.PictureRefused as refusal:
            raise ValidationError(refusal.words, code=refusal.code) from refusal


class StoredImageFile(WagtailImageFieldFile):
    """A stored picture. Its size is read from its header alone."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Width and height. Raises PictureRefused."""
        is_closed = self.closed
        self.open()
        try:
            return decoding.read_header(self, limits.LIBRARY).size
        finally:
            if is_closed:
                self.close()


class LibraryImageField(WagtailImageField):
    """A picture of the library, its size kept beside it."""

    attr_class = StoredImageFile

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": LibraryImageFormField, **kwargs})

    def deconstruct(self) -> Any:
        return _as_column(super().deconstruct(), "django.db.models.ImageField")
