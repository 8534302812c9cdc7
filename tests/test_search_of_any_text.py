"""Any text may be searched for, on every list: it finds something or nothing, and never fails."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st
from modelsearch.query import And, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from accounts.tests.factories import UserFactory
from common.search import MOST_LETTERS, MOST_WORDS, cleaned, words_of
from learning.testing.access import page_of
from learning.testing.courses import make_course, publish
from tests.url_owners import patterns

pytestmark = pytest.mark.django_db

TEXTS = [
    '"', '""', 'a"', '"a', 'a"b "c', "*", "a*", "(a", "a) (", "[", "{}", "AND", "a OR", "NOT a", "-", "a:b",
    "title:a", "NEAR(", "\\", '\\"', "'", "a'b", "   ", "\t\n", "x" * 10_000, "a " * 5_000, "%", "_", "&",
    "a & | b", "!", "<->", ":*", "^", "~", "🙂", "日本語", "\u200b", "\u0301", "\x00", "a\x00b", "\u2028",
    '"*"', "(*)", ".", "…", '"' * 200, "''''",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_catalogue_answers_any_text(client: Client, text: str) -> None:
    catalogue = page_of(make_course()).get_parent()
    assert client.get(catalogue.url, {"q": text}).status_code == 200


def test_words_are_found_whatever_stands_around_them(client: Client) -> None:
    page = page_of(make_course(title="Slow reading"))
    publish(page)
    for text in ('"slow" reading', "slow* (reading", "slow\x00reading", '"slow reading', "reading \\ slow -"):
        assert "Slow reading" in client.get(page.get_parent().url, {"q": text}).content.decode(), text


@given(st.text())
def test_nothing_but_a_few_short_words_reaches_a_search_backend(text: str) -> None:
    """Whatever stands behind: databases have quotes and escapes, Elasticsearch a limit of words."""
    words = words_of(text).split(" ") if words_of(text) else []
    assert len(words) <= MOST_WORDS
    for word in words:
        assert 0 < len(word) <= MOST_LETTERS
        assert any(sign.isalnum() or sign.isnumeric() for sign in word)
        assert not set('"\\\x00') & set(word)
    assert words_of(" ".join(words)) == " ".join(words)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Phrase('"a" \\b'), "<Phrase 'a b'>"),
        (And([PlainText('"'), Phrase("b")]), "<Phrase 'b'>"),
        (Or([PlainText('"'), Phrase("*")]), "None"),
        (
            And([PlainText("a"), Not(PlainText('"'))]),
            "<And <PlainText 'a' operator='and' boost=1> <MatchAll>>",
        ),
        (MatchAll(), "<MatchAll>"),
    ],
)
def test_every_part_of_a_query_is_cleaned(query: SearchQuery, expected: str) -> None:
    assert repr(cleaned(query)) == expected


def _lists() -> list[str]:
    """The addresses without arguments in the admin."""
    routes = (
        route.translate(str.maketrans("", "", "^$"))
        for _n, route, _m in patterns(get_resolver().url_patterns)
    )
    plain = {route for route in routes if route.startswith("/admin/") and not set("<(\\") & set(route)}
    return sorted(route for route in plain if "logout" not in route and "failwhale" not in route)


def test_every_list_of_the_admin_answers_any_text() -> None:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    searched = []
    for route in _lists():
        page = client.get(route)
        if page.status_code == 200 and not page.streaming and 'name="q"' in page.content.decode():
            searched.append(route)
            for text in ('"', 'a"b "c', "a " * 3_000, '"a" (* \\\\ \x00'):
                assert client.get(route, {"q": text}).status_code < 500, (route, text[:20])
    assert len(searched) > 20
