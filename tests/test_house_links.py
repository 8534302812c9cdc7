"""What people write is text: nothing makes a link of an address that stands in it.

Else a name, a note or an answer would lead others away, in a page or in an email that strangers trigger.
"""

from __future__ import annotations

import re

import pytest

from tests.source import ROOT, product_modules, tracked

#: Django's filter and functions, and what other libraries call the same.
LINKING = re.compile(r"\b(urlize(trunc)?|urlizer|linkify(_?it)?|autolink)\b", re.IGNORECASE)


def linking(text: str) -> list[int]:
    """The numbers of the lines that make links of what looks like an address."""
    return [number for number, line in enumerate(text.splitlines(), 1) if LINKING.search(line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ person|urlize }}", [1]),
        ("a\n{{ note|urlizetrunc:20|linebreaks }}", [2]),
        ("{% filter urlize %}{{ note }}{% endfilter %}", [1]),
        ("from django.utils.html import urlize", [1]),
        ("html = Urlizer()(text)", [1]),
        ("{{ address|urlencode }} {% url 'home' %}", []),
    ],
)
def test_what_makes_links_is_found(text: str, expected: list[int]) -> None:
    assert linking(text) == expected


def test_nothing_makes_links_of_what_people_write() -> None:
    paths = [
        *tracked("templates/*"),
        *(module.path for module in product_modules()),
        *(path for path in tracked("static/js/*.js")),
    ]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        if path.suffix in {".html", ".txt", ".xml", ".py", ".js"}
        for number in linking(path.read_text())
    ]
    assert found == []
