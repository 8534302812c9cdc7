"""What processes keep for one version of what visitors see is given back when there is another."""

from __future__ import annotations

import gc
import time
from threading import Thread

import pytest
from django.test import Client, RequestFactory

from learning.classroom.caching import cache_version
from learning.classroom.caching.cache_version import advance_version, current_version, kept_for_version
from learning.classroom.catalogue import catalogue_index
from learning.classroom.catalogue.catalogue_index import CatalogueIndex, catalogue_index_for
from learning.classroom.course import directory
from learning.courses.models import CoursePage
from learning.testing import courses
from learning.testing.large_courses import many_courses

pytestmark = pytest.mark.django_db


def test_an_answer_is_kept_until_there_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_version, "_forgotten_with_it", [])
    asked = []

    @kept_for_version(8)
    def square(version: str, number: int) -> int:
        asked.append(number)
        return number * number

    current_version()
    assert [square(current_version(), 3) for _time in range(3)] == [9, 9, 9]
    assert asked == [3] and square.cache_info().currsize == 1
    advance_version()
    now = current_version()
    assert square.cache_info().currsize == 0
    assert square(now, 3) == 9 and asked == [3, 3]


def test_one_index_of_the_catalogue_is_in_memory_after_many_changes() -> None:
    courses.make_course()
    many_courses(1)
    request = RequestFactory().get("/")
    for _time in range(5):
        advance_version()
        assert len(catalogue_index_for(request).entries) == 2
    gc.collect()
    assert sum(isinstance(each, CatalogueIndex) for each in gc.get_objects()) == 1


def test_threads_that_want_a_new_index_get_one_that_was_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    inside: list[int] = []

    def shelf(*_asked: object) -> CatalogueIndex:
        inside.append(1)
        time.sleep(0.01)
        made.append(len(inside))
        inside.pop()
        return CatalogueIndex((), {}, {})

    monkeypatch.setattr(catalogue_index, "_shelf", shelf)
    monkeypatch.setattr(catalogue_index.Site, "find_for_request", lambda _request: catalogue_index.Site(pk=1))
    request = RequestFactory().get("/")
    threads = [Thread(target=catalogue_index_for, args=(request,)) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1] * 8, "two were inside at the same time"


def test_places_of_courses_are_few_and_of_one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    courses.make_course()
    many_courses(4)
    monkeypatch.setattr(directory, "MOST_PLACES", 3)
    client, pages = Client(), list(CoursePage.objects.order_by("pk"))
    for page in pages:
        assert client.get(page.url).status_code == 200
        assert 0 < len(directory._places) <= 3
    advance_version()
    current_version()
    assert not directory._places
    assert client.get(pages[0].url).status_code == 200
