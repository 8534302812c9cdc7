"""From which servers browsers fetch the academy's files: none beside the site, or a bucket."""

from __future__ import annotations

from functools import lru_cache

from django.core.files.storage import FileSystemStorage, Storage, storages

from common.http.content_policy import Sources, origin_of

#: What shows or plays a file of ours. A form may end at one, by way of signing in.
_SHOWING = ("img-src", "media-src", "frame-src", "object-src", "form-action")


def bucket_sources() -> Sources:
    """What pages may load from the buckets of public and of private files; empty where files lie on this disk."""
    found = {origin for name in ("default", "private") if (origin := _origin(storages[name]))}
    return dict.fromkeys(_SHOWING, tuple(sorted(found))) if found else {}


@lru_cache(maxsize=8)
def _origin(storage: Storage) -> str:
    """Asks the storage itself, for the address of a bucket depends on its provider."""
    return "" if isinstance(storage, FileSystemStorage) else origin_of(storage.url("any"))
