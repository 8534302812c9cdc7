"""Style sheets hold what is used: a template, a script or a text of Python names each of their classes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

import pytest
from pygments.token import STANDARD_TYPES

from tests.source import ROOT, product_modules, tracked

#: Classes that others write into our pages, by whose they are.
OF_OTHERS = {
    "htmx, while a request is under way": {"htmx-indicator", "htmx-request"},
    "KaTeX": {"katex-display"},
    "Wagtail's admin": {
        "changelist-filter",
        "result-list",
        "w-field--select",
        "w-theme-dark",
        "w-theme-system",
    },
    "Pygments, for the parts of a line of code": {name for name in STANDARD_TYPES.values() if name},
}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What may hold a dot that begins no class: strings and addresses.
QUOTED = re.compile(r"""url\([^)]*\)|"[^"]*"|'[^']*'""")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[\w-]+")
# `badge--{{ tone }}`, `badge--${tone}`, f"badge--{tone}", "badge--" + tone, "badge--"|add:tone
BEGUN = re.compile(r"""(?<![\w-])([A-Za-z_][\w-]*[-_])(?:\{\{|\{%|\$?\{|["'] *(?:\+|\|add))""")


def classes_in(sheet: str) -> set[str]:
    """The classes that a style sheet says something about."""
    return set(CLASS.findall(QUOTED.sub("", COMMENT.sub("", sheet))))


def unused(classes: set[str], sources: str) -> set[str]:
    """Those that the sources neither name nor put together of a beginning and a word that they name."""
    words, begun = set(WORD.findall(sources)), set(BEGUN.findall(sources))
    return {name for name in classes - words if not _is_put_together(name, words, begun)}


def _is_put_together(name: str, words: set[str], begun: set[str]) -> bool:
    return any(name[:end] in begun and name[end:] in words for end in range(1, len(name)))


@cache
def sources() -> str:
    """All templates and scripts, and the texts of Python modules."""
    files = chain(tracked("templates/*"), tracked("static/js/*.js"))
    python = (text for module in product_modules() for text in _texts(module.tree))
    return "\n".join(chain((path.read_text() for path in files), python))


def _texts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            # what is filled in begins with a brace, as in the source
            yield "".join(
                part.value if isinstance(part, ast.Constant) else "{}"
                for part in node.values
                if not isinstance(part, ast.Constant) or isinstance(part.value, str)
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p class="note note--loud">', set()),
        ('<p class="note note--{{ how }}">{% include "x.html" with how="loud" %}', set()),
        ("element.className = `note note--${how}`; // loud or not", set()),
        ('<p class="note note--{{ how }}">', {"note--loud"}),
        ('<p class="notes">', {"note", "note--loud"}),
    ],
)
def test_a_class_that_nothing_uses_is_found(source: str, expected: set[str]) -> None:
    sheet = '/* .old */ .note, .note--loud { background: url("a.svg"); margin: 0.5em; content: ".x" }'
    assert unused(classes_in(sheet), source) == expected


def test_every_class_of_the_style_sheets_is_used() -> None:
    of_others = set().union(*OF_OTHERS.values())
    sheets = {path: classes_in(path.read_text()) - of_others for path in tracked("static/css/*.css")}
    found = unused(set().union(*sheets.values()), sources())
    assert [
        f"{path.relative_to(ROOT)}: .{name}"
        for path, classes in sheets.items()
        for name in sorted(classes & found)
    ] == []


def test_what_others_write_is_named_only_where_it_is_styled() -> None:
    styled = set().union(*(classes_in(path.read_text()) for path in tracked("static/css/*.css")))
    named = set().union(*(names for whose, names in OF_OTHERS.items() if not whose.startswith("Pygments")))
    assert named - styled == set()
