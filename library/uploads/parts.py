"""Large files that come in parts, so that a lost connection costs the last part only.

The parts lie in the private storage until the file is whole, for a day at most. Who sends them speaks tus 1.0
(tus.io), whose views are `library.uploads.part_views`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.base import File
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import DEFAULT_DB_ALIAS, transaction

from library.models import PartialUpload
from library.storage import backends
from library.uploads import limits

if TYPE_CHECKING:
    from accounts.models import User

FOLDER = "partial-uploads"
KEPT_FOR = timedelta(days=1)
#: How many files one person may have on their way at once.
MOST_AT_ONCE = 100
PART_BYTES = 32 * limits.MEGABYTE
_CHUNK = 256 * 1024


class UploadRefused(Exception):
    """A file isn't taken: it is too large or empty, or too many are on their way. Says which of them."""


class WrongOffset(Exception):
    """A part doesn't begin where the last one ended. received: how many bytes there are."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes were received")
        self.received = received


class UploadUnfinished(Exception):
    """There is no such upload of this person, or not all of its parts came."""


def begin_upload(*, name: str, size: int, actor: User, at: datetime) -> PartialUpload:
    """Expect a file of `size` bytes. Raises UploadRefused. Two queries."""
    if not 0 < size <= limits.MEDIA_BYTES:
        raise UploadRefused("size")
    if PartialUpload.objects.filter(person=actor, expires_at__gt=at).count() >= MOST_AT_ONCE:
        raise UploadRefused("count")
    return PartialUpload.objects.create(person=actor, name=name[:255], size=size, expires_at=at + KEPT_FOR)


def upload_of(actor: User, public_id: UUID, *, at: datetime) -> PartialUpload | None:
    """The upload with this id, if it is this person's and not expired. One query."""
    return PartialUpload.objects.filter(person=actor, public_id=public_id, expires_at__gt=at).first()


def append_part(*, upload: PartialUpload, offset: int, content: IO[bytes], at: datetime) -> PartialUpload:
    """Keep the next part of a file; returns the upload as it then stands.

    content: read to its end before the upload is locked, so that a slow connection holds nothing. What
    came before it broke off is kept. Raises WrongOffset, also where two send the same part at once, and
    UploadRefused for more bytes than were announced.
    """
    if offset != upload.received:
        raise WrongOffset(upload.received)
    with tempfile.TemporaryFile() as part:
        length = _read(content, part, most=min(upload.size - offset, PART_BYTES))
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            locked = PartialUpload.objects.select_for_update().get(pk=upload.pk)
            if offset != locked.received:
                raise WrongOffset(locked.received)
            if length:
                part.seek(0)
                name = f"{FOLDER}/{locked.public_id}/{offset:012d}"
                locked.parts = [*locked.parts, backends.private_files().save(name, File(part))]
            locked.received = offset + length
            locked.expires_at = at + KEPT_FOR
            locked.save(update_fields=["parts", "received", "expires_at"])
    return locked


def _read(content: IO[bytes], part: IO[bytes], *, most: int) -> int:
    """Copy what comes, until it ends or breaks off. Raises UploadRefused for more than `most` bytes."""
    length = 0
    while True:
        try:
            chunk = content.read(_CHUNK)
        except OSError:  # the connection was lost; UnreadablePostError is one of these
            return length
        if not chunk:
            return length
        length += len(chunk)
        if length > most:
            raise UploadRefused("size")
        part.write(chunk)


@contextmanager
def whole_file(*, public_id: UUID, actor: User, at: datetime) -> Iterator[UploadedFile]:
    """The file, put together, for the time of the block; raises UploadUnfinished.

    It stays until it expires or is deleted, so that whoever failed to use it may try again.
    """
    upload = upload_of(actor, public_id, at=at)
    if upload is None or upload.received != upload.size:
        raise UploadUnfinished(str(public_id))
    whole = TemporaryUploadedFile(upload.name, "application/octet-stream", upload.size, None)
    with whole:
        for name in upload.parts:
            with backends.private_files().open(name) as part:
                for chunk in part.chunks():
                    whole.write(chunk)
        whole.seek(0)
        yield whole


def forget_parts(sender: Any, instance: PartialUpload, **kwargs: Any) -> None:
    """When an upload is deleted, by whatever way, its parts go, too."""
    for name in instance.parts:
        backends.private_files().delete(name)


def forget_expired(*, at: datetime) -> int:
    """Delete what was never finished or never used. Returns how many."""
    expired = list(PartialUpload.objects.filter(expires_at__lte=at)[:1000])
    for upload in expired:
        upload.delete()
    return len(expired)


def headers_of(upload: PartialUpload) -> dict[str, Any]:
    """What tus tells about an upload in each answer."""
    return {
        "Upload-Offset": upload.received,
        "Upload-Length": upload.size,
        "Upload-Expires": upload.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
