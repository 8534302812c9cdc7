"""One class name, one meaning: no public class of one app bears the name of another one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable

import pytest

from tests.source import product_modules

# Names that Django or Wagtail ask for, or that say nothing without their module.
SHARED = {
    "Command": "Django finds a management command by this name.",
}


def repeated(classes: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Public class names that stand in several modules. classes: pairs of module and class name."""
    places: dict[str, set[str]] = defaultdict(set)
    for module, name in classes:
        if not name.startswith("_") and name not in SHARED:
            places[name].add(module)
    return {name: sorted(modules) for name, modules in places.items() if len(modules) > 1}


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ([("a.models", "Report"), ("b.models", "Report")], {"Report": ["a.models", "b.models"]}),
        ([("a.models", "Report"), ("a.views", "Report")], {"Report": ["a.models", "a.views"]}),
        ([("a.models", "Report"), ("b.models", "Reports")], {}),
        ([("a.models", "_Row"), ("b.models", "_Row")], {}),
        ([("a.one", "Command"), ("b.two", "Command")], {}),
    ],
)
def test_a_name_in_two_modules_is_found(
    classes: list[tuple[str, str]], expected: dict[str, list[str]]
) -> None:
    assert repeated(classes) == expected


def test_no_public_class_name_is_used_twice() -> None:
    classes = (
        (module.name, node.name)
        for module in product_modules()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
    )
    assert repeated(classes) == {}
