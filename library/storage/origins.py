"""From which servers browsers fetch files on every page: none beside the site, unless settings name some."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages

from common.http.content_policy import Sources, origin_of

#: What shows or plays a file of ours. A form may end at one, by way of signing in.
_SHOWING = ("img-src", "media-src", "frame-src", "object-src", "form-action")


def file_sources() -> Sources:
    """What pages may load from the buckets of public and private files, and from what settings name."""
    buckets = {origin for name in ("default", "private") if (origin := _origin(storages[name]))}
    found = dict.fromkeys(_SHOWING, tuple(sorted(buckets)))
    media = tuple(settings.MEDIA_ORIGINS)
    return {**found, "media-src": (*found["media-src"], *media), "connect-src": media}


@lru_cache(maxsize=8)
def _origin(storage: Storage) -> str:
    """Asks the storage itself, for the address of a bucket depends on its provider."""
    return "" if isinstance(storage, FileSystemStorage) else origin_of(storage.url("any"))
