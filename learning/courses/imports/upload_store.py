"""What is kept between the dry run and the import: the file, its pictures, and how far the work has come.

It lies in the private storage under a name that nobody can guess, belongs to whoever uploaded it, and is
forgotten after a day.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils import timezone

from .pictures import Picture

if TYPE_CHECKING:
    from accounts.models import User

FOLDER = "course-imports"
KEPT_FOR = timedelta(days=1)


class NotKept(Exception):
    """There is no such file any more, or it is somebody else's."""


@dataclass(slots=True)
class State:
    """name: waiting, running, done or failed. courses: the ids of the pages that were made."""

    name: str = "waiting"
    done: int = 0
    total: int = 0
    courses: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kept:
    """key: the unguessable part of its address. content: the file. file_name: as it was uploaded."""

    key: uuid.UUID
    file_name: str
    content: bytes
    pictures: Mapping[str, Picture]


def keep(content: bytes, *, file_name: str, owner: User, pictures: Mapping[str, Picture]) -> uuid.UUID:
    """Keep an uploaded file with the pictures that its dry run fetched. Returns its key."""
    key = uuid.uuid4()
    addresses = list(pictures)
    for number, address in enumerate(addresses):
        _write(key, f"picture-{number}", pictures[address].content)
    about = {
        "owner": owner.pk,
        "at": timezone.now().isoformat(),
        "file_name": file_name[:200],
        "pictures": [[address, pictures[address].ending] for address in addresses],
    }
    _write(key, "file.csv", content)
    _write(key, "about.json", json.dumps(about).encode())
    return key


def kept(key: uuid.UUID, *, owner: User) -> Kept:
    """What is kept under a key. Raises NotKept, also when it belongs to somebody else or is a day old."""
    about = _json(key, "about.json")
    if not about or about["owner"] != owner.pk:
        raise NotKept
    if datetime.fromisoformat(about["at"]) < timezone.now() - KEPT_FOR:
        raise NotKept
    pictures = {
        address: Picture(_read(key, f"picture-{number}"), ending)
        for number, (address, ending) in enumerate(about["pictures"])
    }
    return Kept(key, about["file_name"], _read(key, "file.csv"), pictures)


def state_of(key: uuid.UUID) -> State:
    """How far the import has come."""
    found = _json(key, "state.json")
    return State(**found) if found else State()


def set_state(key: uuid.UUID, state: State) -> None:
    """Remember how far the import has come, for whoever waits."""
    _write(key, "state.json", json.dumps(asdict(state)).encode())


def forget(key: uuid.UUID) -> None:
    """Delete what is kept under a key."""
    folder = f"{FOLDER}/{key}"
    for name in _storage().listdir(folder)[1]:
        _storage().delete(f"{folder}/{name}")
    _storage().delete(folder)


def forget_old(*, now: datetime) -> int:
    """Delete what is older than a day. Returns how many files that were."""
    try:
        folders = _storage().listdir(FOLDER)[0]
    except FileNotFoundError:
        return 0
    count = 0
    for name in folders:
        about = _json(uuid.UUID(name), "about.json")
        if not about or datetime.fromisoformat(about["at"]) < now - KEPT_FOR:
            forget(uuid.UUID(name))
            count += 1
    return count


def _storage() -> Storage:
    return storages["private"]


def _write(key: uuid.UUID, name: str, content: bytes) -> None:
    path = f"{FOLDER}/{key}/{name}"
    _storage().delete(path)
    _storage().save(path, ContentFile(content))


def _read(key: uuid.UUID, name: str) -> bytes:
    try:
        with _storage().open(f"{FOLDER}/{key}/{name}") as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise NotKept from error
    return content


def _json(key: uuid.UUID, name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_read(key, name))
    except (NotKept, ValueError):  # not there yet, or being written at this moment
        return {}
    return found
