"""Titles and names sort as people count, in Python and in the database alike."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st

from common.natural_order import AsPeopleCount, natural_key

IN_ORDER = ["Algebra", "algebra 2", "Algebra 10", "Lesson 1", "Lesson 2", "Lesson 10a", "Lesson 10b", "Zoo"]


@pytest.mark.django_db
def test_the_database_sorts_as_people_count() -> None:
    Group.objects.all().delete()
    for name in reversed(IN_ORDER):
        Group.objects.create(name=name)
    found = Group.objects.order_by(AsPeopleCount("name"))
    assert [group.name for group in found] == IN_ORDER == sorted(IN_ORDER, key=natural_key)
    backwards = Group.objects.order_by(AsPeopleCount("name").desc()).values_list("name", flat=True)
    assert list(backwards) == IN_ORDER[::-1]
    some = Group.objects.filter(name__startswith="Lesson").distinct().order_by(AsPeopleCount("name"))
    assert [group.name for group in some] == IN_ORDER[3:7]


@given(st.text(), st.integers(0, 10**9), st.integers(0, 10**9))
def test_numbers_after_the_same_words_sort_by_their_value(words: str, one: int, other: int) -> None:
    first, second = (natural_key(f"{words[:100]} {number}") for number in (one, other))
    assert (first < second) == (one < other)
