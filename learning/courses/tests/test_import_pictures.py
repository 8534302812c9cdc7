"""The pictures that a file of courses names are downloaded in the background, once, while a page says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.http.safe_http import Fetched, FetchFailed
from learning.courses.imports import pictures
from learning.courses.imports.importer import COURSE_IMPORTER
from learning.courses.models import CoursePage
from learning.courses.tests.test_course_import import file_of
from learning.testing.courses import make_catalog, make_instructor
from library.tests.factories import picture_file

pytestmark = pytest.mark.django_db

LOAF = "https://images.example/loaf.png"


@pytest.fixture
def author(client: Client) -> User:
    make_catalog()
    author = make_instructor()
    client.force_login(author)
    return author


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What addresses outside answer: a picture, or an exception. asked: those that were, in order."""
    answers: dict[str, Any] = {"asked": []}

    def fetch(address: str, **_kwargs: Any) -> Fetched:
        answers["asked"].append(address)
        answer = answers.get(address, picture_file().read())
        if isinstance(answer, Exception):
            raise answer
        return Fetched(address, 200, {}, answer)

    monkeypatch.setattr(pictures, "fetch", fetch)
    return answers


def upload(client: Client, *rows: dict[str, str]) -> str:
    rows = rows or ({"course": "Bread", "lesson": "Mix", "picture address": LOAF},)
    file = SimpleUploadedFile("bread.csv", file_of(*rows), content_type="text/csv")
    return str(client.post(reverse("courses_admin:import"), {"file": file}).url)


def test_no_request_waits_for_the_servers_of_others(
    client: Client, author: User, outside: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as later:
        report = upload(client)
        waiting = client.get(report)
        assert waiting["Refresh"] and "Downloading the images" in waiting.text and "<progress" in waiting.text
        client.post(report)  # pressed meanwhile
        assert outside["asked"] == [] and not CoursePage.objects.exists()
    for work in later:
        work()
    assert outside["asked"] == [LOAF]
    ready = client.get(report)
    assert "Refresh" not in ready and "Course “Bread”" in ready.text
    client.post(report)
    assert CoursePage.objects.get().thumbnail.width == 64
    assert outside["asked"] == [LOAF], "it is asked once"


def test_a_file_without_pictures_is_reported_on_at_once(client: Client, author: User) -> None:
    ready = client.get(upload(client, {"course": "Bread", "lesson": "Mix"}))
    assert "Refresh" not in ready and "Course “Bread”" in ready.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [(FetchFailed("too slow"), "respond."), (b"words", "damaged"), (picture_file().read()[:40], "damaged")],
)
def test_a_picture_that_cannot_be_had_is_told_and_not_asked_for_again(
    client: Client,
    author: User,
    outside: dict[str, Any],
    answer: Any,
    words: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    outside[LOAF] = answer
    rows = [{"course": name, "lesson": "Mix", "picture address": LOAF} for name in ("Bread", "Rolls")]
    with django_capture_on_commit_callbacks(execute=True):
        report = upload(client, *rows)
    for _visit in range(2):
        assert client.get(report).text.count(words) == 2
    assert outside["asked"] == [LOAF]


def test_only_so_many_are_asked_for(
    client: Client, author: User, outside: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    rows = [
        {"course": f"C{number}", "lesson": "Mix", "picture address": f"https://images.example/{number}.png"}
        for number in range(pictures.MOST_PICTURES + 2)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        report = upload(client, *rows)
    assert len(outside["asked"]) == pictures.MOST_PICTURES
    assert client.get(report).text.count("up to 50 images") == 2


def test_what_was_broken_off_is_offered_again(
    client: Client,
    author: User,
    outside: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(COURSE_IMPORTER, "fetch", lambda *given, **named: 1 / 0)
        report = upload(client)
    refused = client.get(report)
    assert "Try again" in refused.text and "Refresh" not in refused
    with django_capture_on_commit_callbacks(execute=True):
        client.post(report)
    assert "Course “Bread”" in client.get(report).text


def test_work_without_news_counts_as_broken_off(
    client: Client, author: User, outside: dict[str, Any]
) -> None:
    report = upload(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert "Try again" in client.get(report).text


def test_wagtails_own_embeds_ask_nobody(client: Client, author: User) -> None:
    sent = {"embed-chooser-url": "https://www.youtube.com/watch?v=aaaaaaaaaaa"}
    answer = client.post("/admin/embeds/chooser/upload/", sent)
    assert answer.status_code == 200 and answer.json()["step"] == "chooser"
