"""One academy for all tests of a module, on static files that were collected as on a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from config.static_files import HashedFiles
from tests.crawl.furnished import Furnished, furnish
from tests.crawl.outcomes import menus_drawn_once


class Collected(HashedFiles):
    """As on a server, with the same names; nothing is compressed, which no page notices."""

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        yield from ()


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Collected:
    """Every static file, linked instead of copied, under the names that a manifest gives them."""
    folder = tmp_path_factory.mktemp("static")
    storage = Collected(location=folder, base_url=settings.STATIC_URL)
    found: dict[str, Any] = {}
    for finder in finders.get_finders():
        for path, source in finder.list([]):
            name = "/".join(filter(None, (getattr(source, "prefix", ""), path)))
            if name not in found:
                found[name] = (source, path)
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(Path(source.path(path)).resolve())
    problems = [each for *_, each in storage.post_process(found) if isinstance(each, Exception)]
    assert problems == []
    return storage


@pytest.fixture(scope="module")
def furnished(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, collected: Collected
) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("files")
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": folder / "private", "base_url": None}}
    storages = {**settings.STORAGES, "private": private}
    # Whoever asks everything asks more than a person does.
    limits = {
        "ACCOUNT_RATE_LIMITS": False,
        "WRITES_A_MINUTE": dict.fromkeys(("api", "uploads", "forms"), 10**9),
    }
    places = {"MEDIA_ROOT": folder / "media", "PRIVATE_MEDIA_ROOT": folder / "private"}
    with django_db_blocker.unblock(), override_settings(STORAGES=storages, **places, **limits):
        staticfiles_storage._wrapped = collected  # until the settings change back
        cache.clear()
        with transaction.atomic(), menus_drawn_once():
            yield furnish()
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def files_of_its_own() -> None:
    """The academy's files are those of all tests of the module."""
