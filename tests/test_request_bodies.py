"""Large bodies are taken at few addresses and of few people; no other is read at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from wagtail.models import APIToken

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.http.body_limits import EVERYONE_BYTES, MEGABYTE
from learning.testing.access import enrolled, paid_course
from learning.testing.courses import make_instructor

pytestmark = pytest.mark.django_db

ASSIGNMENT = "/courses/any/lesson/assignment/any/"
PLACES = ("/account/login/", "/", "/account/profile/", ASSIGNMENT, "/api/v1/any/", "/admin/images/add/")
#: Up to how many MB each may send, beyond what everyone may.
MAY: dict[str, dict[str, int]] = {
    "stranger": {},
    "member": {"/account/profile/": 6},
    "learner": {"/account/profile/": 6, ASSIGNMENT: 2001},
    "instructor": {"/account/profile/": 6, "/admin/images/add/": 2064},
}


def person(name: str) -> User | None:
    if name == "learner":
        return enrolled(paid_course(lessons=1)).person
    if name == "instructor":
        return make_instructor()
    return UserFactory() if name == "member" else None


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often anything asked for a body."""
    asked: list[int] = []
    real = WSGIRequest._load_post_and_files

    def watched(self: Any) -> Any:
        asked.append(1)
        return real(self)

    monkeypatch.setattr(WSGIRequest, "_load_post_and_files", watched)
    return asked


@pytest.mark.parametrize("who", MAY)
def test_each_may_send_so_much(who: str, unread: list[int]) -> None:
    client, sender = Client(), person(who)
    if sender is not None:
        client.force_login(sender)

    def status(path: str, length: int) -> int:
        unread.clear()
        answer = client.generic(
            "POST", path, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(length)
        )
        assert answer.status_code != 413 or not unread
        return int(answer.status_code)

    for path in PLACES:
        most = MAY[who].get(path, 0) * MEGABYTE or EVERYONE_BYTES
        assert status(path, most + 1) == 413, path
        assert status(path, most) != 413, path


def test_only_the_token_of_an_editor_lets_a_program_send_files() -> None:
    def status(key: str) -> int:
        sent: dict[str, Any] = {"CONTENT_LENGTH": str(101 * MEGABYTE), "HTTP_AUTHORIZATION": f"Bearer {key}"}
        return int(Client().generic("POST", "/api/authoring/images/", b"", **sent).status_code)

    keys = [APIToken.create_token(user=one, name="test")[1] for one in (UserFactory(), make_instructor())]
    assert [status(key) for key in ("made-up", keys[0])] == [413, 413]
    assert status(keys[1]) != 413


def test_what_is_too_large_is_said_in_the_form_that_was_asked_for(client: Any) -> None:
    large: Any = {"CONTENT_LENGTH": str(EVERYONE_BYTES + 1), "content_type": "text/plain"}
    page = client.post("/account/login/", b"", **large)
    assert page.status_code == 413 and b"too large to send" in page.content
    problem = client.post("/api/v1/any/", b"", **large)
    assert (problem.status_code, problem["Content-Type"]) == (413, "application/problem+json")
    toast = client.post("/account/login/", b"", HTTP_HX_REQUEST="true", **large)
    assert toast.status_code == 413 and "toast" in toast["HX-Trigger"]


def test_an_answer_to_a_small_request_costs_no_question(client: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_a_length_that_is_no_number_is_no_error(client: Any) -> None:
    answer = client.generic("POST", "/account/login/", b"", CONTENT_LENGTH="many")
    assert answer.status_code < 500
