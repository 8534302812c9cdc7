"""Files that are there whole or not at all: a full disk, or an end in the midst, leaves no part of one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


class _Written(File):
    """A file that lies on the disk already, to be moved to its name."""

    def temporary_file_path(self) -> str:
        return str(self.name)


@deconstructible(path="library.storage.whole_files.WholeFileStorage")
class WholeFileStorage(FileSystemStorage):
    """Django's own, which writes beside the name first and gives the name to what is whole."""

    def _save(self, name: str, content: Any) -> str:
        """Raises OSError, and then nothing is left."""
        folder = os.path.dirname(self.path(name))
        os.makedirs(folder, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
        try:
            with open(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk.encode() if isinstance(chunk, str) else chunk)
                file.flush()
            return str(super()._save(name, _Written(None, draft)))  # type: ignore[misc]
        except BaseException:
            _forget(draft, folder, str(self.location))
            raise


def _forget(draft: str, folder: str, location: str) -> None:
    """Remove what was written, and the folders that were made for it."""
    with suppress(FileNotFoundError):
        os.unlink(draft)
    with suppress(OSError):  # they hold something else
        while os.path.commonpath([folder, location]) == location != folder:
            os.rmdir(folder)
            folder = os.path.dirname(folder)
