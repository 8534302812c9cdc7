"""Templates that can be read: no line is longer than 160 characters, and no page has styles of its own."""

from __future__ import annotations

import re

import pytest

from tests.source import ROOT, tracked

LONGEST = 160
# Mail programs read no style sheets, and a certificate is printed from one file.
OWN_STYLES = re.compile(r"^templates/(emails|certificates|wagtailadmin/notifications)/")


def long_lines(text: str) -> list[int]:
    """The numbers of the lines that are too long."""
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > LONGEST]


@pytest.mark.parametrize(("text", "expected"), [("a" * 160, []), ("b\n" + "a" * 161, [2])])
def test_a_long_line_is_found(text: str, expected: list[int]) -> None:
    assert long_lines(text) == expected


def test_no_line_of_a_template_is_too_long() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("templates/*.html")
        for number in long_lines(path.read_text())
    ]
    assert found == []


def test_no_page_has_inline_styles() -> None:
    found = [
        name
        for path in tracked("templates/*.html")
        if not OWN_STYLES.match(name := str(path.relative_to(ROOT))) and 'style="' in path.read_text()
    ]
    assert found == []


def test_every_script_of_a_page_carries_the_nonce() -> None:
    """A script without it never runs: the policy of a page refuses it. What holds data only is no script."""
    found = [
        f"{path.relative_to(ROOT)}: {tag}"
        for path in tracked("templates/*.html")
        for tag in re.findall(r"<script[^>]*", path.read_text())
        if "{% nonce %}" not in tag and 'type="application/json"' not in tag
    ]
    assert found == []
