"""The file of an import between its dry run and the import: private, of one person, forgotten after a day."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

FOLDER = "question-imports"
KEPT_FOR = timedelta(days=1)


class NotKept(Exception):
    """There is no such file any more, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose file it is, and what is to become of it.

    at: ISO 8601. course, work: ids. work_kind: quiz or exam.
    """

    owner: int
    at: str
    file_name: str
    course: int | None
    work_kind: str = ""
    work: int | None = None
    publishes: bool = True


def keep(content: bytes, about: About, *, now: datetime) -> uuid.UUID:
    """Keep a file under a key that nobody guesses; what is older than a day goes on this occasion."""
    _forget_old(now)
    key = uuid.uuid4()
    _storage().save(f"{FOLDER}/{key}/file", ContentFile(content))
    _storage().save(f"{FOLDER}/{key}/about.json", ContentFile(json.dumps(asdict(about)).encode()))
    return key


def kept(key: uuid.UUID, *, owner_id: int, now: datetime) -> tuple[bytes, About]:
    """The file and what is known of it. Raises NotKept, also when it is somebody else's or a day old."""
    try:
        about = _about(str(key))
        with _storage().open(f"{FOLDER}/{key}/file") as file:
            content: bytes = file.read()
    except (FileNotFoundError, ValueError) as error:
        raise NotKept from error
    if about.owner != owner_id or _is_old(about, now):
        raise NotKept
    return content, about


def forget(key: uuid.UUID | str) -> None:
    """Delete what is kept under a key."""
    for name in ("file", "about.json"):
        _storage().delete(f"{FOLDER}/{key}/{name}")
    _storage().delete(f"{FOLDER}/{key}")


def _about(key: str) -> About:
    with _storage().open(f"{FOLDER}/{key}/about.json") as file:
        return About(**json.loads(file.read()))


def _is_old(about: About, now: datetime) -> bool:
    return datetime.fromisoformat(about.at) < now - KEPT_FOR


def _forget_old(now: datetime) -> None:
    try:
        keys = _storage().listdir(FOLDER)[0]
    except FileNotFoundError:
        return
    for key in keys:
        try:
            if _is_old(_about(key), now):
                forget(key)
        except FileNotFoundError:  # being written at this moment
            continue


def _storage() -> Storage:
    return storages["private"]
