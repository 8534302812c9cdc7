"""What an app may import of another one: its public modules, which pyproject.toml lists."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator

import pytest

from tests.source import ROOT, SourceModule, app_of, product_modules

RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["lyceum"]["public-modules"]
EVERYWHERE = tuple(RULES["of-every-app"])
# Entry points, which put together what the apps offer.
FREE = ("config",)


def is_public(app: str, module: str) -> bool:
    """Whether other apps may import a module of `app`. module: relative to the app; "" is the app itself."""
    allowed = (*EVERYWHERE, *RULES["beyond"].get(app, []))
    return any(module == each or module.startswith(f"{each}.") for each in allowed) or "*" in allowed


def imported(module: SourceModule, known: frozenset[str]) -> Iterator[str]:
    """The dotted names of the modules that `module` imports absolutely, wherever in the file it does."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def reached_past(own: str, names: Iterable[str], apps: frozenset[str]) -> list[str]:
    """Which of these modules the app `own` imports although they are not public."""
    return [
        name
        for name in names
        if (app := app_of(name)) in apps and app != own and not is_public(app, name[len(app) + 1 :])
    ]


@pytest.mark.parametrize(
    ("app", "module", "expected"),
    [
        ("learning.courses", "models", True),
        ("learning.courses", "models.pages", True),
        ("learning.courses", "viewer", True),
        ("learning.courses", "editor.panels", False),
        ("learning.courses", "views", False),
        ("learning.courses", "models_of_old", False),
        ("common", "events.outbox", True),
    ],
)
def test_a_module_is_public_where_the_list_says_so(app: str, module: str, expected: bool) -> None:
    assert is_public(app, module) is expected


def test_an_import_past_the_public_modules_is_found() -> None:
    apps = frozenset({"learning.access", "learning.courses"})
    names = [
        "learning.courses.editor.panels",
        "learning.courses.models",
        "learning.access.engine",
        "django.db",
    ]
    assert reached_past("learning.access", names, apps) == ["learning.courses.editor.panels"]


def test_no_app_reaches_past_the_public_modules_of_another() -> None:
    known = frozenset(module.name for module in product_modules())
    apps = frozenset(map(app_of, known))
    found = {
        module.name: past
        for module in product_modules()
        if (own := app_of(module.name)) not in FREE
        and (past := reached_past(own, imported(module, known), apps))
    }
    assert found == {}


def test_every_listed_module_exists() -> None:
    known = {module.name for module in product_modules()}
    listed = {
        f"{app}.{module}" for app, modules in RULES["beyond"].items() for module in modules if module != "*"
    }
    assert listed - known == set()


def test_the_product_needs_nothing_of_its_tests() -> None:
    known = frozenset(module.name for module in product_modules())
    found = {
        module.name: name
        for module in product_modules()
        for name in imported(module, known)
        if {"tests", "testing"} & set(name.split("."))
    }
    assert found == {}
