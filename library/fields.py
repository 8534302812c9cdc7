"""File fields whose place and rules are the code's business, not the schema's.

Migrations must not import the app: so these fields present themselves there as Django's own, without
storage, path and validators, none of which says anything about the column.
"""

from typing import Any

from django.db import models
from wagtail.images.models import WagtailImageField


def _as_column(parts: tuple[Any, ...], path: str) -> tuple[Any, ...]:
    name, _path, args, kwargs = parts
    hidden = {"storage", "upload_to", "validators"}
    column = {key: value for key, value in kwargs.items() if key not in hidden}
    return name, path, args, column | {"upload_to": ""}


class LibraryFileField(models.FileField):
    """A file of the library."""

    def deconstruct(self) -> Any:
        return _as_column(super().deconstruct(), "django.db.models.FileField")


class LibraryImageField(WagtailImageField):
    """A picture of the library, its size kept beside it."""

    def deconstruct(self) -> Any:
        return _as_column(super().deconstruct(), "django.db.models.ImageField")
