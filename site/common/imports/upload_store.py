"""Uploaded files between dry run and import: private, of one person, forgotten after a day.

An upload lies in the private storage under a key that nobody can guess, with what its dry run fetched and
with the progress of its import.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import get_language

FOLDER = "imports"
KEPT_FOR = timedelta(days=1)
STALLED_AFTER = timedelta(minutes=15)  # without news from an import that runs


class UploadExpired(Exception):
    """There is no such upload any more, or it is somebody else's."""


class ImportState(StrEnum):
    """How far an import is. FETCHING: what its file names elsewhere is being fetched, before its report.

    NOT_FETCHED: that was broken off, and can be asked for again.
    """

    WAITING = "waiting"
    FETCHING = "fetching"
    NOT_FETCHED = "not_fetched"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


#: What has become of work that gives no sign of life.
_STALLED = {
    ImportState.RUNNING: ImportState.FAILED,
    ImportState.FETCHING: ImportState.NOT_FETCHED,
}


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """done, total: of what is counted while it runs. result: of the importer, as JSON holds it."""

    state: ImportState = ImportState.WAITING
    done: int = 0
    total: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """An uploaded file. file_name: as it was uploaded. language: that of the person at the time.

    options: what was chosen with it, as JSON holds it. attachments: further files, by name.
    """

    key: uuid.UUID
    file_name: str
    content: bytes
    language: str
    options: Mapping[str, Any]
    attachments: Mapping[str, bytes]


class UploadStore:
    """The uploads of one kind of import. name: of their folder."""

    def __init__(self, name: str) -> None:
        self.folder = f"{FOLDER}/{name}"

    def keep(
        self,
        content: bytes,
        *,
        file_name: str,
        owner: Any,
        at: datetime,
        options: Mapping[str, Any] | None = None,
        attachments: Mapping[str, bytes] | None = None,
    ) -> uuid.UUID:
        """Keep an uploaded file. Returns its key."""
        key = uuid.uuid4()
        about = {
            "owner": owner.pk,
            "at": at.isoformat(),
            "file_name": file_name[:200],
            "language": get_language() or "",
            "options": dict(options or {}),
        }
        try:
            about["attachments"] = self._attached(key, attachments or {})
            self._write(key, "file", content)
            self._write(key, "about.json", json.dumps(about).encode())
        except OSError:
            self.forget(key)
            raise
        return key

    def attach(self, key: uuid.UUID, attachments: Mapping[str, bytes]) -> None:
        """Keep further files with an upload, in the place of those it had. Raises UploadExpired."""
        about = self._json(key, "about.json")
        if not about:
            raise UploadExpired
        about["attachments"] = self._attached(key, attachments)
        self._write(key, "about.json", json.dumps(about).encode())

    def _attached(self, key: uuid.UUID, attachments: Mapping[str, bytes]) -> list[str]:
        for number, content in enumerate(attachments.values()):
            self._write(key, f"attachment-{number}", content)
        return list(attachments)

    def find(self, key: uuid.UUID, *, owner: Any, now: datetime) -> StoredUpload:
        """An upload of this person. Raises UploadExpired, also when it belongs to somebody else."""
        about = self._json(key, "about.json")
        if not about or about["owner"] != owner.pk or _has_expired(about, now):
            raise UploadExpired
        return StoredUpload(
            key,
            about["file_name"],
            self._read(key, "file"),
            about["language"],
            about["options"],
            {
                name: self._read(key, f"attachment-{number}")
                for number, name in enumerate(about["attachments"])
            },
        )

    def progress(self, key: uuid.UUID, *, now: datetime) -> ImportProgress:
        """How far the import is. One that runs and has given no sign of life for long has failed."""
        found = self._json(key, "progress.json")
        if not found:
            return ImportProgress()
        told_at = datetime.fromisoformat(found.pop("at"))
        progress = ImportProgress(**{**found, "state": ImportState(found["state"])})
        if told_at < now - STALLED_AFTER and progress.state in _STALLED:
            return ImportProgress(_STALLED[progress.state], progress.done, progress.total)
        return progress

    def set_progress(self, key: uuid.UUID, progress: ImportProgress, *, at: datetime) -> None:
        """Remember how far the import is, for whoever waits."""
        self._write(key, "progress.json", json.dumps(asdict(progress) | {"at": at.isoformat()}).encode())

    def forget(self, key: uuid.UUID) -> None:
        """Delete an upload and all that belongs to it."""
        _delete_folder(f"{self.folder}/{key}")

    def _write(self, key: uuid.UUID, name: str, content: bytes) -> None:
        path = f"{self.folder}/{key}/{name}"
        _storage().delete(path)
        _storage().save(path, ContentFile(content))

    def _read(self, key: uuid.UUID, name: str) -> bytes:
        try:
            with _storage().open(f"{self.folder}/{key}/{name}") as file:
                content: bytes = file.read()
        except FileNotFoundError as error:
            raise UploadExpired from error
        return content

    def _json(self, key: uuid.UUID | str, name: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._read(key, name))  # type: ignore[arg-type]
        except (UploadExpired, ValueError):  # not there yet, or being written at this moment
            return {}
        return found


def forget_expired(*, now: datetime) -> int:
    """Delete the uploads of every import that are older than a day. Returns how many those were."""
    count = 0
    for name in _folders(FOLDER):
        store = UploadStore(name)
        for key in _folders(store.folder):
            about = store._json(key, "about.json")
            if not about or _has_expired(about, now):
                _delete_folder(f"{store.folder}/{key}")
                count += 1
    return count


def _has_expired(about: Mapping[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(about["at"]) < now - KEPT_FOR


def _folders(path: str) -> list[str]:
    try:
        return list(_storage().listdir(path)[0])
    except FileNotFoundError:
        return []


def _delete_folder(path: str) -> None:
    if not _storage().exists(path):
        return  # nothing of it could be stored
    for name in _storage().listdir(path)[1]:
        _storage().delete(f"{path}/{name}")
    _storage().delete(path)


def _storage() -> Storage:
    return storages["private"]
