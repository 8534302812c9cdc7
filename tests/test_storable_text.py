"""Text that no database keeps is refused by whatever way it comes, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from accounts.tests.factories import UserFactory
from config.urls import urlpatterns as site
from learning.classroom.selectors import address_with_courses
from learning.testing.courses import make_course

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/"
HEARTBEAT = "/api/v1/lessons/6a1f0f1e-3a9b-4c69-9a4e-5a0c1e6b7d00/progress/"


def look_up(request: HttpRequest) -> HttpResponse:
    Group.objects.filter(name=chr(int(request.GET["letter"]))).first()
    return HttpResponse()


urlpatterns = [path("look-up/", look_up), *site]


def form(**fields: Any) -> Callable[[Client], Any]:
    return lambda client: client.post(SIGN_IN, fields)


def urlencoded(content: str) -> Callable[[Client], Any]:
    kind = "application/x-www-form-urlencoded"
    return lambda client: client.post(SIGN_IN, content, content_type=kind)


def as_json(content: str) -> Callable[[Client], Any]:
    return lambda client: client.post(HEARTBEAT, content, content_type="application/json")


def rich_text(letters: str) -> str:
    """As Wagtail's editor sends it. letters: as JSON escapes them."""
    return '{"blocks": [{"text": "%s", "type": "unstyled"}], "entityMap": {}}' % letters  # noqa: UP031


REFUSED: dict[str, Callable[[Client], Any]] = {
    "path": lambda client: client.get("/courses/%00/"),
    "path of the admin": lambda client: client.get("/admin/images/1/preview/a%00b/"),
    "path of a file": lambda client: client.get("/files/6a1f0f1e-3a9b-4c69-9a4e-5a0c1e6b7d00/%00.pdf"),
    "header": lambda client: client.get("/", headers={"User-Agent": "a\0b"}),
    "field": form(login="a\0b"),
    "name of a field": urlencoded("a%00b=1"),
    "field of many": urlencoded("login=a&password=%00"),
    "field beside a file": form(login="\0", file=SimpleUploadedFile("a.txt", b"a")),
    "rich text with NUL": form(body=rich_text(r"\u0000")),
    "rich text with half a letter": form(body=rich_text(r"\ud83d")),
    "JSON with NUL": as_json(r'{"opened": "\u0000"}'),
    "JSON with NUL deep down": as_json(r'{"a": [{"b": ["c", "\u0000"]}]}'),
    "JSON with a name of NUL": as_json(r'{"\u0000": 1}'),
    "JSON with half a letter": as_json(r'{"opened": "\ud83d"}'),
    "JSON with its other half": as_json(r'{"opened": "\udE00"}'),
}
TAKEN: dict[str, Callable[[Client], Any]] = {
    "query": lambda client: client.get(SIGN_IN, {"q": "a\0b"}),
    "query of bytes": lambda client: client.get(SIGN_IN + "?q=%ED%A0%80%FF"),
    "path of bytes": lambda client: client.get("/courses/%ED%A0%80%FF/"),
    "cookie": lambda client: client.get(SIGN_IN, HTTP_COOKIE=r'sessionid="\000"; language="\000a"'),
    "form of bytes": urlencoded("login=%ED%A0%80%FF"),
    "words about such letters": form(login=r"\u0000 and \ud83d", body=rich_text(r"\\u0000")),
    "JSON about such letters": as_json(r'{"opened": "\\u0000 \\ud83d"}'),
    "JSON with a whole letter": as_json(json.dumps({"opened": "🙂"})),
    "no JSON": as_json(r'{"opened": "\u0000"'),
    "deep JSON": as_json("[" * 100_000 + r'"\u0000"'),
}


@pytest.mark.parametrize("way", REFUSED)
def test_it_is_refused_with_a_sentence(way: str) -> None:
    answer = REFUSED[way](Client(raise_request_exception=False))
    assert answer.status_code == 400
    assert "be saved" in answer.content.decode()


@pytest.mark.parametrize("way", TAKEN)
def test_all_else_comes_through(way: str) -> None:
    answer = TAKEN[way](Client(raise_request_exception=False))
    assert answer.status_code in (200, 401, 404)


def test_the_page_that_refuses_needs_nobody_where_its_menu_asks_the_catalogue(rf: Any) -> None:
    """It is refused before it is known who asks, and yet has the menu and the footer of the site."""
    make_course()
    assert address_with_courses(rf.get("/courses/"), "/courses/?level=beginner") in (
        "",
        "/courses/?level=beginner",
    )


def test_programs_are_told_as_programs_are() -> None:
    answer = REFUSED["JSON with NUL"](Client())
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unstorable_text"


def test_a_form_where_a_program_takes_json_is_no_error_of_ours() -> None:
    answer = Client(raise_request_exception=False).post("/_allauth/app/v1/auth/login", {"email": "a"})
    assert answer.status_code == 400


@pytest.mark.postgresql
def test_what_only_the_database_noticed_is_refused_too(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    assert client.get("/look-up/", {"letter": "97"}).status_code == 200
    for letter in ("0", str(0xD83D)):
        assert client.get("/look-up/", {"letter": letter}).status_code == 400


def test_a_part_of_a_file_is_left_to_its_view(settings: Any, client: Client) -> None:
    """It is larger than any body that may be read into memory, and read in pieces."""
    read: list[int] = []

    def take(request: HttpRequest) -> HttpResponse:
        read.append(sum(len(piece) for piece in iter(lambda: request.read(65_536), b"")))
        return HttpResponse(status=204)

    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("admin/part/", csrf_exempt(take)), *site]})
    client.force_login(UserFactory(is_superuser=True))
    content = bytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = client.patch("/admin/part/", content, content_type="application/offset+octet-stream")
    assert (response.status_code, read) == (204, [len(content)])
