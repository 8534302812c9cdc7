"""Finding a file of the library by its public id."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F, Model, Value
from wagtail.models import Collection

from common.verdict import Verdict
from library.models import AcademyDocument, AcademyImage, AcademyMedia, AcademyRendition, CaptionTrack

# One line per kind: what holds the file, which fields it may lie in, and the way to what is permitted.
_KINDS: dict[str, tuple[type[Model], tuple[str, ...], str]] = {
    "image": (AcademyImage, ("file",), ""),
    "rendition": (AcademyRendition, ("file",), "image"),
    "document": (AcademyDocument, ("file",), ""),
    "media": (AcademyMedia, ("file", "thumbnail"), ""),
    "captions": (CaptionTrack, ("file",), "media"),
}
# Types that a browser may show on our own domain without running anything in them.
_SHOWN = {
    "application/pdf",
    "image/avif",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/vtt",
}
_TYPES = {
    ".vtt": "text/vtt",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".m4v": "video/mp4",
    ".m4a": "audio/mp4",
}


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """A file as a guard and the delivery see it.

    kind: image, rendition, document, media or captions, or what an upper app calls its own.
    public_id: the id in its address (of a rendition or captions: their own).
    item: the picture, document or media file it belongs to; permission is asked for this.
    stored: the name in its storage.
    decides: of a file of an upper app: the one that answers who may fetch it, whom or through what eyes.
    person_id, shows: of a file that is personal data: whose it is, and under which name
    `common.personal_data` knows it.
    """

    kind: str
    public_id: UUID
    item: Any
    stored: Any
    decides: "Callable[[Any, datetime, LibraryFile], Verdict] | None" = None
    person_id: int | None = None
    shows: str = ""

    @property
    def collection(self) -> Collection:
        collection: Collection = self.item.collection
        return collection

    @property
    def name(self) -> str:
        """The last part of its address."""
        return self.stored.name.rpartition("/")[2]

    @property
    def content_type(self) -> str:
        """Its media type by its extension, which was checked against its contents when it came in."""
        extension = "." + self.name.rpartition(".")[2].lower()
        return _TYPES.get(extension) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_shown(self) -> bool:
        """Whether a browser may show it in the page instead of saving it."""
        return self.content_type in _SHOWN or self.content_type.startswith(("video/", "audio/"))


_finders: list[Callable[[UUID], LibraryFile | None]] = []


def register_finder(find_own: Callable[[UUID], LibraryFile | None]) -> None:
    """Let files of an upper app be fetched at `/files/…`, too; each of them `decides` who may.

    Their path in the private storage is `<kind>/<public id>/<name>` (`models.private_path`). Asked for what
    the library does not know, with one query each. Registering twice is harmless.
    """
    if find_own not in _finders:
        _finders.append(find_own)


def find(public_id: UUID, name: str) -> LibraryFile | None:
    """The file with this id, or None. Two queries; `name` tells a video from its poster."""
    kinds = [
        model._default_manager.filter(public_id=public_id)
        .order_by()
        .values_list(Value(kind, output_field=CharField()), F("pk"))
        for kind, (model, _fields, _way) in _KINDS.items()
    ]
    row = next(iter(kinds[0].union(*kinds[1:], all=True)), None)
    if not row:
        return next((found for finder in _finders if (found := finder(public_id))), None)
    kind, pk = row
    model, fields, way = _KINDS[kind]
    collection = f"{way}__collection" if way else "collection"
    holder: Any = model._default_manager.select_related(collection).get(pk=pk)
    stored = [getattr(holder, field) for field in fields if getattr(holder, field)]
    if not stored:
        return None
    chosen = next((file for file in stored if file.name.rpartition("/")[2] == name), stored[0])
    return LibraryFile(kind, public_id, getattr(holder, way) if way else holder, chosen)


def file_of_document(document: AcademyDocument) -> LibraryFile:
    """The file of a document."""
    return LibraryFile("document", document.public_id, document, document.file)


def forget_captions(instance: CaptionTrack, **_kwargs: Any) -> None:
    """After captions were deleted, their file goes too."""
    stored = instance.file
    transaction.on_commit(partial(stored.storage.delete, stored.name or ""))
