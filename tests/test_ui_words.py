"""What screens and emails say: in the words of docs/ui-words.md, and in its spelling."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import formats
from django.utils.translation import override

ROOT = Path(settings.BASE_DIR)
WORDS = ROOT / "docs" / "ui-words.md"
SOURCES = ("accounts", "api", "commerce", "demo", "home", "learning", "library", "notifications", "site")
CALLS = {
    f"{prefix}{name}{suffix}"
    for prefix, name in (("", "gettext"), ("n", "gettext"), ("p", "gettext"), ("np", "gettext"))
    for suffix in ("", "_lazy", "_noop")
} | {"_"}

_TAG = re.compile(r"""\{%-?\s*trans(?:late)?\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)""", re.S)
_ARGUMENT = re.compile(r"""(?<!\w)_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\)""", re.S)
_BLOCK = re.compile(
    r"\{%-?\s*blocktrans(?:late)?\b[^%]*%\}(?P<text>.*?)\{%-?\s*endblocktrans(?:late)?\s*-?%\}", re.S
)
_PLURAL = re.compile(r"\{%-?\s*plural\s*-?%\}")
# What a text leaves open is somebody else's: in Python, in a template, and the mark-up around it.
_OPEN = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{\w*\}|<[^>]*>")

_SPELLING = {
    "two stops": re.compile(r"\.\.(?=\s|\Z)|\.\.\."),
    "two spaces": re.compile(r"\S {2,}\S"),
    "a curly apostrophe": re.compile("[\u2018\u2019]"),
    "straight quotation marks": re.compile(r'"'),
    "an exclamation mark": re.compile(r"!(?!=)"),
    "a space before %": re.compile(r"[\dX] %"),
}


class Text(NamedTuple):
    """A text that people read, and the place in the source that says it."""

    where: str
    text: str


def texts_of_python(source: str, where: str = "") -> Iterator[Text]:
    """Every literal that goes through gettext."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        for value in node.args if name in CALLS else ():
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield Text(f"{where}:{value.lineno}", value.value)


def texts_of_template(source: str, where: str = "") -> Iterator[Text]:
    """Every text in translate and blocktranslate tags, plurals too, and in _("…") of other tags."""
    for pattern in (_TAG, _ARGUMENT, _BLOCK):
        for match in pattern.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            for part in _PLURAL.split(match["text"]):
                yield Text(f"{where}:{line}", " ".join(each.strip() for each in part.strip().split("\n")))


def all_texts() -> Iterator[Text]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "tests"} & set(path.parts):
                yield from texts_of_python(path.read_text(), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            yield from texts_of_template(path.read_text(), str(path.relative_to(ROOT)))


def refused_phrases(page: str) -> list[str]:
    """The second column of every table of three in a Markdown page, phrase by phrase."""
    rows = re.findall(r"^\| .*? \| (.*?) \| .*?\|$", page, re.M)
    return [phrase.strip() for cell in rows if cell != "Never" for phrase in cell.split(" · ")]


def any_of(phrases: list[str]) -> re.Pattern[str]:
    """Finds each of the phrases, as whole words, capitals or not."""
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def faults(text: str, refused: re.Pattern[str]) -> list[str]:
    """What is wrong with a text: refused phrases, and names of slips in spelling."""
    bare = _OPEN.sub("X", text).replace("%%", "%")
    slips = [name for name, pattern in _SPELLING.items() if pattern.search(bare)]
    return [phrase.lower() for phrase in refused.findall(bare)] + slips


def test_every_text_keeps_to_the_word_list() -> None:
    refused = any_of(refused_phrases(WORDS.read_text()))
    found = {f"{one.where} {one.text!r}": faults(one.text, refused) for one in all_texts()}
    assert len(found) > 3000, "hardly any text was found: has the house been rebuilt?"
    assert {text: wrong for text, wrong in found.items() if wrong} == {}


def test_the_word_list_names_each_phrase_once() -> None:
    phrases = refused_phrases(WORDS.read_text())
    assert len(phrases) > 300
    assert sorted(phrases) == sorted({phrase.lower() for phrase in phrases})


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Your work was submitted.", []),
        ("Handed in at %(time)s", ["handed in"]),
        ("E-mail me a code", ["e-mail"]),
        ("Everyone can open it: %(nobody)s, {{ nobody }}", []),
        ("A filmmaker's course", []),
        ("Ends %(date)s..", ["two stops"]),
        ("Wait...", ["two stops"]),
        ("Use {#1..5} for a range.", []),
        ("Saving…", []),
        ("Saved.  Go back", ["two spaces"]),
        ("The site can’t be reached", ["a curly apostrophe"]),
        ("The site can't be reached", []),
        ('Open "Forms"', ["straight quotation marks"]),
        ('Due <time datetime="{{ iso }}">{{ when }}</time>', []),
        ("Welcome!", ["an exclamation mark"]),
        ("At least 80 %", ["a space before %"]),
        ("%(score)s %% to pass", ["a space before %"]),
        ("%(score)s%% to pass", []),
        ("Score in %", []),
        ("Nobody  has e-mail!", ["nobody", "e-mail", "two spaces", "an exclamation mark"]),
    ],
)
def test_a_refused_word_and_a_slip_are_found(text: str, wrong: list[str]) -> None:
    assert faults(text, any_of(["handed in", "e-mail", "film", "nobody"])) == wrong


def test_texts_of_python_are_found() -> None:
    source = (
        '_("A " "b")\ngettext_lazy("C")\nngettext("D", "Es", n)\npgettext("x", "F")\nprint("no")\n_(name)\n'
    )
    assert [one.text for one in texts_of_python(source)] == ["A b", "C", "D", "Es", "x", "F"]


def test_texts_of_templates_are_found() -> None:
    source = """{% translate "It's" %}{% trans 'B' as b %}{% include "x.html" with label=_("C") only %}
{% blocktranslate trimmed count n=rows|length with a=b %}
  {{ n }} row
  of {{ a }}
{% plural %}{{ n }} rows{% endblocktranslate %}{% url 'no' %}"""
    assert [(one.where, one.text) for one in texts_of_template(source, "t")] == [
        ("t:1", "It's"),
        ("t:1", "B"),
        ("t:1", "C"),
        ("t:2", "{{ n }} row of {{ a }}"),
        ("t:2", "{{ n }} rows"),
    ]


def test_the_list_of_words_is_read() -> None:
    page = (
        "| We write | Never | Note |\n|---|---|---|\n| submit | hand in · handed in | a |\n| ok | film | |\n"
    )
    assert refused_phrases(page) == ["hand in", "handed in", "film"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("DATE_FORMAT", "4 May 2026"),
        ("DATETIME_FORMAT", "4 May 2026, 09:05"),
        ("SHORT_DATE_FORMAT", "4 May 2026"),
        ("SHORT_DATETIME_FORMAT", "4 May 2026, 09:05"),
        ("TIME_FORMAT", "09:05"),
    ],
)
def test_dates_are_written_one_way_and_end_in_no_stop(name: str, shown: str) -> None:
    moment = datetime(2026, 5, 4, 9, 5, tzinfo=UTC)
    with override("en"):
        write = formats.time_format if name == "TIME_FORMAT" else formats.date_format
        assert write(moment.time() if name == "TIME_FORMAT" else moment, name) == shown
        template = Template('{{ at|date:"' + name + '" }}')
        assert template.render(Context({"at": moment})) == shown
