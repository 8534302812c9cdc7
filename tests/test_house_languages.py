"""A language is offered only where it is whole: 95 in a hundred of our own texts and of those of sign-in."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import allauth

from config.settings import base
from tests.test_ui_words import all_texts

ALLAUTH = Path(allauth.__file__).parent / "locale"
OURS = Path(base.BASE_DIR) / "locale"
WHOLE = 0.95
#: Each text of a translated file, from its own line to that of its translation.
_ENTRY = re.compile(
    r'^msgid "(?P<text>(?:[^"\\\\]|\\\\.)*)"\nmsgstr(?:\[0\])? "(?P<said>(?:[^"\\\\]|\\\\.)*)"', re.M
)


def share_of_ours(code: str) -> float:
    """How much of what our screens and emails say exists in a language, 0 to 1."""
    file = OURS / code / "LC_MESSAGES" / "django.mo"
    if not file.exists():
        return 0.0
    with file.open("rb") as opened:
        known = gettext.GNUTranslations(opened)
    texts = {one.text for one in all_texts()}
    return sum(known.gettext(text) != text for text in texts) / len(texts)


def share_of_sign_in(code: str) -> float:
    """How much of what allauth says exists in a language, 0 to 1."""
    file = ALLAUTH / code / "LC_MESSAGES" / "django.po"
    if not file.exists():
        return 0.0
    entries = [match for match in _ENTRY.finditer(file.read_text()) if match["text"]]
    return sum(bool(match["said"]) for match in entries) / len(entries)


def is_whole(code: str) -> bool:
    return min(share_of_ours(code), share_of_sign_in(code)) >= WHOLE


def test_every_language_that_is_offered_is_whole() -> None:
    assert base.LANGUAGES[0] == (base.LANGUAGE_CODE, "English")
    for offered in (base.LANGUAGES, base.WAGTAIL_CONTENT_LANGUAGES, base.WAGTAILADMIN_PERMITTED_LANGUAGES):
        assert [code for code, _name in offered[1:] if not is_whole(code)] == []


def test_french_waits_for_its_translation() -> None:
    assert share_of_sign_in("fr") > 0.5, "the texts of sign-in are found and counted"
    assert ("fr", "Français") not in base.LANGUAGES or is_whole("fr")


def test_courses_are_taught_in_more_languages_than_the_screens_speak() -> None:
    assert dict(base.LANGUAGES).items() <= dict(base.TEACHING_LANGUAGES).items()
