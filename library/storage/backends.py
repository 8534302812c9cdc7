"""Where files lie: originals in a private place with stable addresses, public renditions under MEDIA.

The path of a private file is `<kind>/<public id>/<name>`, so that its address can be told without
asking the database. Nothing here decides who may fetch it: that is `library.delivery`.
"""

import os
import posixpath
import shutil
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.urls import reverse
from django.utils.deconstruct import deconstructible

PRIVATE_RENDITIONS = "renditions"


class PlacedStorage(Storage):
    """A storage whose files lie in another one, chosen by their path each time it is used."""

    def place(self, name: str) -> Storage:
        """The storage in which `name` lies."""
        raise NotImplementedError

    def _open(self, name: str, mode: str = "rb") -> File:
        return self.place(name).open(name, mode)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        return self.place(name or "").save(name, content, max_length=max_length)

    def path(self, name: str) -> str:
        return self.place(name).path(name)

    def delete(self, name: str) -> None:
        self.place(name).delete(name)

    def exists(self, name: str) -> bool:
        return self.place(name).exists(name)

    def size(self, name: str) -> int:
        return self.place(name).size(name)

    def url(self, name: str | None) -> str:
        return self.place(name or "").url(name)

    def get_modified_time(self, name: str) -> datetime:
        return self.place(name).get_modified_time(name)

    def duplicate(self, name: str, target: str) -> str:
        """Store what `name` holds under `target`, too, and return the name it got.

        On one disk and in one bucket nothing is read: what is stored is never changed in place. Raises
        FileNotFoundError; FileExistsError when somebody else takes the name meanwhile.
        """
        place, goal = self.place(name), self.place(target)
        if isinstance(place, PlacedStorage):
            return place.duplicate(name, target)
        if not place.exists(name):
            raise FileNotFoundError(name)
        target = goal.get_available_name(target)
        if isinstance(place, FileSystemStorage) and isinstance(goal, FileSystemStorage):
            _link(place.path(name), goal.path(target))
        elif hasattr(place, "bucket") and place is goal:
            source = {"Bucket": place.bucket.name, "Key": posixpath.join(place.location, name)}  # type: ignore[attr-defined]
            place.bucket.Object(posixpath.join(place.location, target)).copy(source)  # type: ignore[attr-defined]
        else:
            with place.open(name) as content:
                target = goal.save(target, content)
        return target

    def presigned_url(self, name: str, *, seconds: int, headers: dict[str, str]) -> str:
        """An address at the bucket itself that works for `seconds` and answers with these headers."""
        place = self.place(name)
        if isinstance(place, PlacedStorage):
            return place.presigned_url(name, seconds=seconds, headers=headers)
        return place.url(name, parameters=headers, expire=seconds)  # type: ignore[call-arg]


def _link(source: str, target: str) -> None:
    """The same bytes under a second name; a copy of them where the disk can't do that.

    Never under a name that is taken: to write there would change what other names lead to.
    """
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        os.link(source, target)
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError:
        with open(source, "rb") as content, open(target, "xb") as copy:
            try:
                shutil.copyfileobj(content, copy)
                copy.flush()
            except OSError:
                os.unlink(target)
                raise


@deconstructible
class PrivateStorage(PlacedStorage):
    """What lies in STORAGES["private"], under addresses that never change and are checked on each fetch."""

    def place(self, name: str) -> Storage:
        return storages["private"]

    def url(self, name: str | None) -> str:
        """The stable address `/files/<public id>/<name>`."""
        _kind, public_id, filename = (name or "").split("/", 2)
        return reverse("library:file", args=[public_id, filename])


@deconstructible
class RenditionStorage(PlacedStorage):
    """Renditions of private pictures lie with the private files, all others under MEDIA.

    Which it is stands in the path, so that a rendition keeps its place until it is made anew.
    """

    def place(self, name: str) -> Storage:
        return PrivateStorage() if name.startswith(f"{PRIVATE_RENDITIONS}/") else default_storage


def private_files() -> Storage:
    """The storage of everything that is checked on each fetch."""
    return PrivateStorage()


def rendition_files() -> Storage:
    """The storage of renditions, public and private."""
    return RenditionStorage()
