"""What is answered when a page can't be: to a browser, to htmx, to a program, and during maintenance."""

from __future__ import annotations

import errno
import json
import sys
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path

from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from common.http import error_pages
from common.http.maintenance import MaintenanceMiddleware
from config.urls import urlpatterns as site

HTMX = {"HX-Request": "true"}


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def stumble(request: HttpRequest) -> HttpResponse:
    raise trouble()


def trouble() -> Exception:
    return RuntimeError("on purpose")


urlpatterns = [path("refuse/", refuse), path("stumble/", stumble), path("api/stumble/", stumble), *site]
handler403, handler404, handler500 = error_pages.refused, error_pages.not_found, error_pages.broken


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def with_failing_views(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.django_db
@pytest.mark.usefixtures("with_failing_views")
@pytest.mark.parametrize(
    ("address", "status", "title", "way_on"),
    [
        ("/nothing-here/", 404, "We couldn't find this page", 'href="/courses/"'),
        ("/refuse/", 403, "You don't have access to this page", 'href="/account/login/"'),
        ("/stumble/", 500, "Something went wrong on our end", 'href="/courses/"'),
    ],
)
def test_a_browser_gets_a_page_with_ways_on(
    visitor: Client, address: str, status: int, title: str, way_on: str
) -> None:
    response = visitor.get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert title in html
    assert way_on in html
    assert html.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("with_failing_views")
@pytest.mark.parametrize(
    ("address", "status"), [("/nothing-here/", 404), ("/refuse/", 403), ("/stumble/", 500)]
)
def test_htmx_gets_a_sentence_that_the_page_shows(visitor: Client, address: str, status: int) -> None:
    response = visitor.get(address, headers=HTMX)
    assert response.status_code == status
    assert "<" not in response.content.decode()
    said = json.loads(response["HX-Trigger"])["toast"]
    assert said == {"text": response.content.decode(), "tone": "error"}


@pytest.mark.django_db
@pytest.mark.usefixtures("with_failing_views")
@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("/api/nothing/", 404, "not_found"), ("/api/stumble/", 500, "broken")],
)
def test_a_program_gets_a_problem(visitor: Client, address: str, status: int, code: str) -> None:
    response = visitor.get(address)
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()["status"], response.json()["code"]) == (
        status,
        status,
        code,
    )


@pytest.mark.django_db
def test_a_form_without_a_token_is_refused_and_says_what_to_do(visitor: Client) -> None:
    response = visitor.post("/account/logout/")
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()
    assert visitor.post("/account/logout/", headers=HTMX)["HX-Trigger"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("database is locked"), 503, "database_away"),
        (OperationalError("database or disk is full"), 503, "database_away"),
        (InterfaceError("connection already closed"), 503, "database_away"),
        (OperationalError("no such column: x"), 500, "broken"),
        (ProgrammingError("there is no such column"), 500, "broken"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "no_space"),
        (OSError(errno.EACCES, "Permission denied"), 500, "broken"),
    ],
)
@pytest.mark.parametrize("place", ["view", "middleware"])
def test_what_is_no_fault_of_ours_is_told_apart(
    visitor: Client,
    monkeypatch: pytest.MonkeyPatch,
    with_failing_views: None,
    error: Exception,
    status: int,
    code: str,
    place: str,
) -> None:
    """Wherever it happens: in a view, or before one is asked."""

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    if place == "middleware":
        monkeypatch.setattr(LocaleMiddleware, "process_request", fail)
    else:
        monkeypatch.setattr(sys.modules[__name__], "trouble", lambda: error)
    program = visitor.get("/api/stumble/")
    assert (program.status_code, program.json()["code"]) == (status, code)
    page = visitor.get("/stumble/")
    assert page.status_code == status
    assert page.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_the_page_of_an_absent_database_asks_none(settings: Any) -> None:
    """This test has no database, and whoever asks has the cookie of a session."""
    request = RequestFactory().get("/stumble/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"
    response = error_pages.database_away(request)
    assert "We can't reach our data right now" in unescape(response.content.decode())
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["500.html", "503.html", "503_database.html", "507.html"])
def test_the_worst_pages_need_nothing_at_all(name: str) -> None:
    """No database (this test has none), no request, no stylesheet, and well-formed markup."""
    html = render_to_string(name)
    assert "<link" not in html
    assert "<script" not in html
    picture = html[html.index("<svg") : html.index("</svg>") + 6]
    ElementTree.fromstring(picture)


@pytest.fixture
def closed(settings: Any) -> MaintenanceMiddleware:
    settings.MAINTENANCE = True
    return MaintenanceMiddleware(lambda request: HttpResponse("the page"))


def ask(closed: MaintenanceMiddleware, address: str, **headers: str) -> HttpResponse:
    return closed(RequestFactory().get(address, headers=headers))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 503),
        ("/courses/bread/", 503),
        ("/fr/courses/", 503),
        ("/account/signup/", 503),
        ("/my-dashboard/", 503),
        ("/api/v1/openapi.json", 503),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/account/login/", 200),
        ("/admin/", 200),
    ],
)
def test_maintenance_answers_everything_but_probes_and_the_way_in(
    closed: MaintenanceMiddleware, address: str, status: int
) -> None:
    response = ask(closed, address)
    assert response.status_code == status
    if status == 503:
        assert response["Retry-After"] == "600"
        assert response["Cache-Control"] == "no-store"


def test_maintenance_is_told_in_the_form_that_can_be_read(closed: MaintenanceMiddleware) -> None:
    assert "We're down for maintenance" in ask(closed, "/").content.decode()
    assert json.loads(ask(closed, "/api/v1/x/").content)["code"] == "maintenance"
    assert "toast" in ask(closed, "/", **HTMX)["HX-Trigger"]


@pytest.mark.django_db
def test_staff_work_on_while_learners_wait(closed: MaintenanceMiddleware, settings: Any) -> None:
    for person, status in ((UserFactory(roles=[ADMINISTRATOR]), 200), (UserFactory(), 503)):
        request = RequestFactory().get("/courses/")
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "one"
        request.user = person
        assert closed(request).status_code == status


def test_maintenance_outlives_a_database_that_is_away(closed: MaintenanceMiddleware, settings: Any) -> None:
    class Away:
        def has_perm(self, name: str) -> bool:
            raise OperationalError

    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "one"
    request.user = Away()
    assert closed(request).status_code == 503
