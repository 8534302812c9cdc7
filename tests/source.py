"""The project's own source as the house tests read it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# What is no part of the product: it may name and import what it needs.
TOOLS = ("bench", "scripts", "tests", "conftest", "manage", "gunicorn")


@dataclass(frozen=True)
class SourceModule:
    """One Python module. name: dotted, as it is imported."""

    name: str
    path: Path

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def tracked(pattern: str) -> tuple[Path, ...]:
    """The files of the repository that match a pathspec, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return tuple(sorted(path for path in set(paths) if path.exists()))


@cache
def product_modules() -> tuple[SourceModule, ...]:
    """Every module of the product: no tests, no migrations, no tools."""
    return tuple(_product_modules())


def _product_modules() -> Iterator[SourceModule]:
    for path in tracked("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        parts = parts[1:] if parts[0] == "site" else parts
        if parts[0] in TOOLS or {"tests", "testing", "migrations"} & set(parts):
            continue
        yield SourceModule(".".join(parts).removesuffix(".__init__"), path)


def app_of(module: str) -> str:
    """The app that a module belongs to: `learning.access`, `common`."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in ("learning", "commerce") and len(parts) > 1 else parts[0]
