"""Large bodies are taken at few addresses and of few people; no other is read at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import APIToken

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.http.body_limits import EVERYONE_BYTES, MEGABYTE, BodyLimitMiddleware
from learning.testing.access import enrolled, paid_course
from learning.testing.courses import make_catalog, make_instructor

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


def asked(path: str, sender: User | None, length: int, **headers: str) -> HttpRequest:
    """A request whose head says that so many bytes follow; none may be asked for."""
    request = RequestFactory().generic("POST", path, b"", CONTENT_LENGTH=str(length), **headers)
    request.user = sender or AnonymousUser()
    return request


def status_of(request: HttpRequest) -> int:
    answer = BodyLimitMiddleware(lambda _request: HttpResponse(status=204))(request)
    return int(answer.status_code)


@pytest.mark.parametrize("who", MAY)
def test_each_may_send_so_much(who: str) -> None:
    sender = person(who)
    for path in PLACES:
        most = MAY[who].get(path, 0) * MEGABYTE or EVERYONE_BYTES
        assert status_of(asked(path, sender, most)) == 204, path
        assert status_of(asked(path, sender, most + 1)) == 413, path


def test_only_the_token_of_an_editor_lets_a_program_send_files() -> None:
    make_catalog()

    def status(sender: User | None) -> int:
        key = APIToken.create_token(user=sender, name="test")[1] if sender else "made-up"
        head = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
        return status_of(asked("/api/authoring/images/", None, 101 * MEGABYTE, **head))

    assert [status(None), status(UserFactory()), status(make_instructor())] == [413, 413, 204]


@pytest.mark.parametrize("who", MAY)
def test_nothing_of_it_is_read(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client, sender = Client(), person(who)
    if sender is not None:
        client.force_login(sender)
    monkeypatch.setattr(WSGIRequest, "_load_post_and_files", lambda _self: pytest.fail("it was read"))
    monkeypatch.setattr(WSGIRequest, "read", lambda *_given: pytest.fail("it was read"))
    form: dict[str, Any] = {"content_type": "multipart/form-data; boundary=x"}
    for path in PLACES:
        answer = client.generic("POST", path, b"", CONTENT_LENGTH=str(3000 * MEGABYTE), **form)
        assert answer.status_code == 413, path


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
