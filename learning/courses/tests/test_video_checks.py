"""Instructors hear once that a video stopped answering, and of a network's hiccup not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from common.http.safe_http import Fetched, FetchFailed
from learning.courses.videos.check_round import check_and_tell
from learning.testing.courses import add_lesson, make_course_page, make_instructor, video_body
from library.models import VideoCheck
from library.videos import answers, recognise
from library.videos.checking import check_source

pytestmark = pytest.mark.django_db
DRIVE = "https://drive.google.com/file/d/aaaaaaaaaaaaaaaaaaaaaaaa/view"


class Web:
    """What the web answers: a status, or None for silence."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.asked: list[str] = []
        self.leads_to = ""
        self.kind = "video/mp4"

    def __call__(self, url: str, **kwargs: Any) -> Fetched:
        self.asked.append(url)
        if self.status is None:
            raise FetchFailed("nobody answers")
        return Fetched(self.leads_to or url, self.status, {"content-type": self.kind}, b"")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    web = Web()
    monkeypatch.setattr(answers, "fetch", web)
    return web


@pytest.fixture
def lesson() -> Any:
    page = make_course_page(owner=make_instructor(), title="Bread")
    lesson = add_lesson(page, title="Mix", kind="video", body=video_body())
    add_lesson(page, title="Again", kind="video", body=video_body())
    return lesson


@pytest.mark.parametrize(
    ("url", "status", "answer"),
    [
        ("https://youtu.be/aBcDeFgHiJk", 200, "fine"),
        ("https://youtu.be/aBcDeFgHiJk", 401, "not_embeddable"),
        ("https://youtu.be/aBcDeFgHiJk", 403, "private"),
        ("https://youtu.be/aBcDeFgHiJk", 404, "missing"),
        ("https://vimeo.com/76979871", 403, "not_embeddable"),
        ("https://vimeo.com/76979871", 503, "unreachable"),
        (DRIVE, 404, "missing"),
        ("https://example.org/film.mp4", 206, "fine"),
        ("https://res.cloudinary.com/a/video/upload/film.mp4", 404, "missing"),
        ("https://example.org/film.mp4", None, "unreachable"),
    ],
)
def test_what_an_answer_means(web: Web, url: str, status: int | None, answer: str) -> None:
    web.status = status
    source = recognise(url)
    assert source and check_source(source).answer == answer


def test_a_sign_in_means_private_and_a_page_is_no_film(web: Web) -> None:
    source = recognise("https://example.org/film.mp4")
    web.kind = "text/html"
    assert source and check_source(source).answer == "missing"
    source = recognise(DRIVE)
    web.leads_to = "https://accounts.google.com/signin"
    assert source and check_source(source).answer == "private"


def test_instructors_hear_once(web: Web, lesson: Any) -> None:
    check_and_tell()
    assert mail.outbox == [] and len(web.asked) == 1
    web.status = 404
    check_and_tell()
    check_and_tell()
    (message,) = mail.outbox
    assert "Bread" in message.subject and f"/pages/{lesson.pk}/edit/" in message.body
    web.status = 200
    check_and_tell()
    web.status = 404
    check_and_tell()
    assert len(mail.outbox) == 2


def test_one_silence_is_the_networks(web: Web, lesson: Any) -> None:
    web.status = None
    check_and_tell()
    assert mail.outbox == []
    check_and_tell()
    assert len(mail.outbox) == 1
    assert VideoCheck.objects.get().misses == 2


def test_the_command_says_what_it_hears(web: Web, lesson: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_videos")
    assert "All 2 videos can be played." in capsys.readouterr().out
    web.status = 404
    with pytest.raises(CommandError, match="2 of 2"):
        call_command("check_videos")


def test_the_editor_says_which_video_cannot_be_watched(web: Web, lesson: Any, client: Any) -> None:
    client.force_login(make_instructor(is_superuser=True))
    editor = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    web.status = 404
    assert "can't be played." not in client.get(editor).text
    check_and_tell()
    assert "A video in this lesson can't be played." in client.get(editor).text
    web.status = 200
    check_and_tell()
    assert "can't be played." not in client.get(editor).text
