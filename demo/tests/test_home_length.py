"""The demo's home page is short: one thing of each kind, three courses, nothing twice."""

from __future__ import annotations

import tomllib

from django.conf import settings


def test_the_home_page_says_each_thing_once() -> None:
    content = tomllib.loads((settings.BASE_DIR / "demo/content/pages.toml").read_text())
    sections = content["home"]["sections"]
    kinds = [section["kind"] for section in sections]
    assert len(kinds) == len(set(kinds)) <= 7
    assert [section["limit"] for section in sections if section["kind"] == "course_cards"] == [3]
