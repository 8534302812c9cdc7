"""`make lint` has a template parsed once, for as long as neither it nor the rules change."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.templates import check


class Checker:
    """Remembers what it was given, and fails whenever a template says so."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, templates: list[Path]) -> int:
        self.given = [path.name for path in templates]
        return int(any("<p>" in path.read_text() for path in templates))


class Folder:
    """Templates, and the memory of what passed."""

    def __init__(self, path: Path) -> None:
        self.path, self.checker = path, Checker()

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.path / f"{name}.html").write_text(text)

    def check(self, *, rules: str = "1") -> tuple[int, list[str]]:
        self.checker.given = []
        templates = self.path.glob("*.html")
        code = check(templates, checker=self.checker, memory=self.path / "new" / "memory", rules=rules)
        return code, self.checker.given


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write(a="one", b="two")
    return made


def test_only_what_changed_is_parsed_again(folder: Folder) -> None:
    assert folder.check() == (0, ["a.html", "b.html"])
    assert folder.check() == (0, [])
    folder.write(b="three", c="four")
    assert folder.check() == (0, ["b.html", "c.html"])


def test_what_failed_fails_until_it_is_mended(folder: Folder) -> None:
    folder.check()
    folder.write(a="<p>")
    assert folder.check() == folder.check() == (1, ["a.html"])
    folder.write(a="one more")
    assert folder.check() == (0, ["a.html"])


def test_other_rules_are_asked_of_everything(folder: Folder) -> None:
    folder.check()
    assert folder.check(rules="2") == (0, ["a.html", "b.html"])
