"""Which static files the site takes from libraries, and how collected ones are named on a server."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.utils._os import safe_join
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

from common.design.stylesheets import bundle_name, bundled, style_sets, stylesheets

# Apps of which the site uses no file: nothing links Django's own admin, and htmx comes from npm.
UNUSED_APPS = {"django.contrib.admin", "django_htmx"}
# What apps bring along that no browser asks for.
UNUSED_FILES = ["*.map", "*.scss", "redoc.standalone.js"]


class PackageFinder(BaseFinder):
    """Only those files of a package from npm that pages ask for: STATICFILES_PACKAGES says which.

    Each entry is a prefix (the folder below /static/), a folder, and patterns of names in that folder.
    """

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.packages: list[tuple[str, tuple[str, ...], FileSystemStorage]] = []
        for prefix, folder, patterns in settings.STATICFILES_PACKAGES:
            storage = FileSystemStorage(location=folder)
            storage.prefix = prefix  # type: ignore[attr-defined]  # collectstatic reads it
            self.packages.append((prefix, patterns, storage))

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to say: packages that are not installed are missed by a page's own tests."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The absolute path of a static name, [] where no package has it."""
        found = []
        for prefix, patterns, storage in self.packages:
            inside = path.removeprefix(f"{prefix}/")
            if inside == path or not any(fnmatchcase(inside, pattern) for pattern in patterns):
                continue
            place = safe_join(storage.location, inside)
            if os.path.isfile(place):
                found.append(place)
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Each file, as its path inside its package's folder and the storage of that folder."""
        ignored = list(ignore_patterns or ())
        for prefix, patterns, storage in self.packages:
            folder = Path(storage.location)
            for pattern in patterns:
                for path in sorted(folder.glob(pattern)):
                    inside = path.relative_to(folder).as_posix()
                    names = (path.name, inside, prefix, *prefix.split("/"))
                    if not any(fnmatchcase(name, word) for name in names for word in ignored):
                        yield inside, storage


class AppFinder(AppDirectoriesFinder):
    """The static files of apps, but for those that nobody asks for."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.apps = [name for name in self.apps if name not in UNUSED_APPS]
        self.storages = {name: storage for name, storage in self.storages.items() if name in self.apps}

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """Each file, as its path inside its app's folder and the storage of that folder."""
        return super().list([*(ignore_patterns or ()), *UNUSED_FILES])


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Every file under a name with its hash, sets of stylesheets in one file each, all of it compressed.

    Our scripts are served without their comments and indents, which are a quarter of what they weigh.

    Django can rename in the imports of ES modules too, but for every script, and the text of some libraries
    looks to it like an import that leads nowhere. So it is told to look at our own scripts alone. Source maps
    are not collected (AppFinder), so nothing looks for them.
    """

    has_bundles = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file, worked out once: what is collected stays as it is while a server runs."""
        if name is None or force or settings.DEBUG:
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]

    _css = CompressedManifestStaticFilesStorage.patterns[0][1]
    patterns = (
        ("*.css", tuple(each for each in _css if "sourceMappingURL" not in str(each))),
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Make bundles and small scripts first: they are hashed and compressed like any other file."""
        if not dry_run:
            made = [*self._bundles(paths), *self._small_scripts(paths)]
            paths = paths | {name: (self, name) for name in made}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Only what pages link is worth the time: hashed names, and modules that a library names itself."""
        linked = set(self.hashed_files.values())
        return super().compress_files({path for path in paths if path in linked or path.endswith(".mjs")})

    def _bundles(self, paths: dict[str, tuple[Storage, str]]) -> Iterator[str]:
        for style_set in style_sets():
            sheets = stylesheets(style_set)
            if paths.keys().isdisjoint(sheets):
                continue  # left out by `collectstatic --ignore`
            whole = "\n".join(bundled(name, _text(*paths[name])) for name in sheets)
            yield self._write(bundle_name(style_set), whole)

    def _small_scripts(self, paths: dict[str, tuple[Storage, str]]) -> Iterator[str]:
        for name in paths:
            if fnmatchcase(name, "js/*.js"):
                yield self._write(name, minified(_text(*paths[name])))

    def _write(self, name: str, text: str) -> str:
        self.delete(name)
        self._save(name, ContentFile(text.encode()))
        return name


def minified(script: str) -> str:
    """What a browser needs of a script of ours: the same program without comments and indents."""
    return str(jsmin(script))


def _text(storage: Storage, path: str) -> str:
    with storage.open(path) as file:
        return file.read().decode()
