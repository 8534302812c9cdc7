"""Long lists: counted in part, numbered as far as they are counted, and gone through by keys beyond."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from accounts.models import User
from accounts.tests.factories import UserFactory
from common import word_search
from common.admin.long_lists import ListOrder, LongList, LongPage
from common.word_search import WordSearch, few_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    """Twelve; some share a name, and some were never seen."""
    made = [
        UserFactory(email=f"{number:02}@example.org", last_name="Ash" if number % 3 else "Birch")
        for number in range(12)
    ]
    for number, person in enumerate(made):
        if number % 4:
            User.objects.filter(pk=person.pk).update(last_seen_at=f"2026-01-{number + 1:02}T00:00:00Z")
    return made


def asked(**values: Any) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, value in values.items():
        found[name] = str(value)
    return found


def following(page: LongPage) -> QueryDict:
    return asked(p=page.next_number) if page.next_number else asked(after=page.next_key)


def preceding(page: LongPage) -> QueryDict:
    return asked(p=page.previous_number) if page.previous_number else asked(before=page.previous_key)


@pytest.mark.parametrize(
    "order", [("email", "pk"), ("-last_name", "pk"), ("last_seen_at", "-pk"), ("-last_seen_at", "pk")]
)
def test_every_row_is_met_once_forwards_and_backwards(people: list[User], order: tuple[str, ...]) -> None:
    """Six of twelve are counted: three pages of two have numbers, and the others follow by their keys."""
    rows = User.objects.order_by(*order)
    found, met = LongList(rows, 2, most=6), []
    page = found.page_of(asked())
    assert (found.count, found.has_more, page.number) == (6, True, 1)
    for _turn in range(20):
        met += [person.pk for person in page]
        if not page.has_next():
            break
        page = found.page_of(following(page))
    expected = [person.pk for person in rows]
    assert met == expected
    backwards = [person.pk for person in page]
    for _turn in range(20):
        if not page.has_previous() or backwards[0] == expected[0]:
            break
        page = found.page_of(preceding(page))
        backwards = [person.pk for person in page] + backwards
    assert backwards[-8:] == expected[-8:]


def test_a_list_says_how_many_there_are_as_far_as_they_are_counted(people: list[User]) -> None:
    rows = User.objects.order_by("pk")
    assert LongList(rows, 5).items_count_label == "12 people"
    few = LongList(rows, 5, most=10)
    assert few.items_count_label == "More than 10 people"
    assert few.page_of(asked(p=2)).label == "Page 2"
    assert LongList(rows, 5).page_of(asked(p=2)).label == "Page 2 of 3"


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({"p": "x"}, 1), ({"p": "0"}, 1), ({"p": "99"}, 3), ({"after": "["}, 1), ({"after": "[1]"}, 1),
        ({"after": '["x","\\u0000"]'}, 1), ({"after": '["\\ud800",1]'}, 1), ({"after": "{}"}, 1),
        ({"after": '["x",' + "9" * 3000 + "]"}, 1),
    ],
)  # fmt: skip
def test_nonsense_in_an_address_is_no_error(people: list[User], wanted: dict[str, str], number: int) -> None:
    page = LongList(User.objects.order_by("email", "pk"), 5).page_of(asked(**wanted))
    assert (page.number, len(page) > 0) == (number, True)


def test_a_page_costs_three_queries(people: list[User], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        page = LongList(User.objects.order_by("email", "pk"), 5, most=6).page_of(asked(p=2))
        assert (len(page), page.has_next(), page.label) == (5, True, "Page 2")


@pytest.mark.parametrize("most", [(0, 0), (0, 99), (99, 99)])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ash", 8),
        ("BIRCH 09", 1),
        ("birch 01", 0),
        ("", 12),
        ("0", 10),
        ("x" * 500, 0),
        ("example", 12),
        ("ple", 12),
    ],
)
def test_words_find_the_same_by_keys_in_the_query_and_row_by_row(
    people: list[User], monkeypatch: pytest.MonkeyPatch, most: tuple[int, int], text: str, found: int
) -> None:
    """The three ways differ in nothing but what they cost. A short word is looked for in front."""
    monkeypatch.setattr(word_search, "MOST_FOUND", most[0])
    monkeypatch.setattr(word_search, "MOST_OF_A_WORD", most[1])
    search = WordSearch(["email", "first_name", "last_name"])
    User.objects.update(first_name="")
    assert search.among(User.objects.all(), text).count() == found


def test_few_are_listed_and_more_are_asked_for(people: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_search, "MOST_FOUND", 4)
    monkeypatch.setattr(word_search, "MOST_OF_A_WORD", 8)
    everyone = User.objects.order_by("pk")
    few = few_of(everyone.filter(last_name="Birch"), "pk")
    assert isinstance(few, list) and set(few) == {people[n].pk for n in (0, 3, 6, 9)}
    assert not isinstance(few_of(everyone.filter(last_name="Ash"), "pk"), list)
    assert few_of(everyone, "pk") is None


@pytest.mark.parametrize("key", ["[" * 1_900, "[1]", "{}", "[null,", '["a","b"]', "0" * 3_000])
def test_a_place_that_is_none_is_no_place(key: str) -> None:
    order = ListOrder.of(User.objects.order_by("email", "pk"))
    assert order is not None
    assert order.read(key) is None
