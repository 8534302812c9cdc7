"""The media files that the repository keeps in `content/media/`, and the manifest that lists them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from demo.plans.content import CONTENT

MEDIA = CONTENT / "media"
MANIFEST = MEDIA / "manifest.json"
#: What all media files may weigh together, in bytes.
MOST_BYTES = 12_000_000


@dataclass(frozen=True)
class Entry:
    """A file that was made. plan: digest of what was asked for; content: digest of the file."""

    plan: str
    content: str


def read_manifest() -> dict[str, Entry]:
    """Every file that was made, by its name; none without a manifest."""
    if not MANIFEST.exists():
        return {}
    return {name: Entry(**entry) for name, entry in json.loads(MANIFEST.read_text("utf-8")).items()}


def write_manifest(entries: dict[str, Entry]) -> None:
    """Write the manifest, in the order of the names."""
    listed = {name: asdict(entries[name]) for name in sorted(entries)}
    MANIFEST.write_text(json.dumps(listed, indent=1) + "\n", "utf-8")


def read_media(name: str) -> bytes:
    """The file of this name. Raises FileNotFoundError."""
    return (MEDIA / name).read_bytes()


def content_digest(content: bytes) -> str:
    """The digest under which the manifest lists a file."""
    return hashlib.sha256(content).hexdigest()[:16]


def stored_files() -> dict[str, int]:
    """The size in bytes of every file in the folder but the manifest, by its name."""
    found = (path for path in MEDIA.rglob("*") if path.is_file() and path != MANIFEST)
    return {str(path.relative_to(MEDIA)): path.stat().st_size for path in found}
