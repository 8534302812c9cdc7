"""Exports between the request and the download: private, of one person, forgotten after some days."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.utils.translation import get_language

FOLDER = "exports"
KEPT_FOR = timedelta(days=3)
STALLED_AFTER = timedelta(minutes=5)  # without news from an export that runs


class ExportGone(Exception):
    """There is no such export any more, or it is somebody else's."""


class ExportState(StrEnum):
    """How far an export is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """done, total: rows. file_name, content_type, size (bytes): of the file, once it is there."""

    state: ExportState = ExportState.RUNNING
    done: int = 0
    total: int = 0
    file_name: str = ""
    content_type: str = ""
    size: int = 0

    @property
    def percentage(self) -> int:
        return min(self.done * 100 // self.total, 100) if self.total else 0


@dataclass(frozen=True, slots=True)
class StoredExport:
    """What was asked for. path: the address, with its query. title: of the list. language: the asker's."""

    key: uuid.UUID
    path: str
    title: str
    language: str
    asked_at: datetime


def keep(*, path: str, title: str, owner: Any, total: int, at: datetime) -> StoredExport:
    """Write down that somebody asked for an export of so many rows."""
    key = uuid.uuid4()
    about = {
        "owner": owner.pk,
        "at": at.isoformat(),
        "path": path,
        "title": title[:200],
        "language": get_language() or "",
    }
    _write(key, "about.json", json.dumps(about).encode())
    set_progress(key, ExportProgress(total=total), at=at)
    return find(key, owner=owner, now=at)


def find(key: uuid.UUID, *, owner: Any, now: datetime) -> StoredExport:
    """An export of this person. Raises ExportGone, also when it is somebody else's."""
    about = _json(key, "about.json")
    if not about or about["owner"] != owner.pk or _has_expired(about, now):
        raise ExportGone
    asked_at = datetime.fromisoformat(about["at"])
    return StoredExport(key, about["path"], about["title"], about["language"], asked_at)


def owner_of(key: uuid.UUID) -> int | None:
    """The id of the person whose export it is."""
    about = _json(key, "about.json")
    return int(about["owner"]) if about else None


def exports_of(owner: Any, *, now: datetime) -> list[StoredExport]:
    """The exports of a person, the newest first."""
    found = []
    for name in _folders(FOLDER):
        try:
            found.append(find(uuid.UUID(name), owner=owner, now=now))
        except (ExportGone, ValueError):
            continue
    return sorted(found, key=lambda export: export.asked_at, reverse=True)


def progress(key: uuid.UUID, *, now: datetime) -> ExportProgress:
    """How far it is. One that runs and has given no sign of life for long has failed."""
    found = _json(key, "progress.json")
    if not found:
        return ExportProgress()
    told_at = datetime.fromisoformat(found.pop("at"))
    known = ExportProgress(**{**found, "state": ExportState(found["state"])})
    if known.state == ExportState.RUNNING and told_at < now - STALLED_AFTER:
        return ExportProgress(ExportState.FAILED, known.done, known.total)
    return known


def set_progress(key: uuid.UUID, known: ExportProgress, *, at: datetime) -> None:
    """Remember how far it is, for whoever waits."""
    _write(key, "progress.json", json.dumps(asdict(known) | {"at": at.isoformat()}).encode())


def keep_file(key: uuid.UUID, content: IO[bytes]) -> int:
    """Keep the finished file. Returns its size in bytes."""
    path = _path(key, "file")
    _storage().delete(path)
    _storage().save(path, File(content))
    return int(_storage().size(path))


def open_file(key: uuid.UUID) -> IO[bytes]:
    """The finished file. Raises ExportGone."""
    try:
        return _storage().open(_path(key, "file"))
    except FileNotFoundError as error:
        raise ExportGone from error


def forget_expired(*, now: datetime) -> int:
    """Delete what is older than three days. Returns how many."""
    count = 0
    for name in _folders(FOLDER):
        about = _json(name, "about.json")
        if not about or _has_expired(about, now):
            folder = f"{FOLDER}/{name}"
            for file_name in _storage().listdir(folder)[1]:
                _storage().delete(f"{folder}/{file_name}")
            _storage().delete(folder)
            count += 1
    return count


def _has_expired(about: Mapping[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(about["at"]) < now - KEPT_FOR


def _path(key: uuid.UUID | str, name: str) -> str:
    return f"{FOLDER}/{key}/{name}"


def _write(key: uuid.UUID, name: str, content: bytes) -> None:
    _storage().delete(_path(key, name))
    _storage().save(_path(key, name), ContentFile(content))


def _json(key: uuid.UUID | str, name: str) -> dict[str, Any]:
    try:
        with _storage().open(_path(key, name)) as file:
            found: dict[str, Any] = json.loads(file.read())
    except (FileNotFoundError, ValueError):  # not there yet, or being written at this moment
        return {}
    return found


def _folders(path: str) -> list[str]:
    try:
        return list(_storage().listdir(path)[0])
    except FileNotFoundError:
        return []


def _storage() -> Storage:
    return storages["private"]
