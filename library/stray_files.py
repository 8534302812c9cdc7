"""A row and its files are kept together: where the row can't be saved, what was stored for it goes again."""

from __future__ import annotations

from typing import Any

from django.db.models import FileField


class WithoutStrayFiles:
    """For models with files: a save that fails, be it by the second of two files, leaves no new file."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        model: Any = self
        fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, FileField)]
        files = [getattr(self, name) for name in fields]
        new = [file for file in files if file and not file._committed]
        try:
            super().save(*args, **kwargs)  # type: ignore[misc]
        except BaseException:
            for file in new:
                if file._committed:
                    file.storage.delete(file.name)
            raise
