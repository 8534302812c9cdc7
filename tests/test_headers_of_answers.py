"""What each kind of answer says to browsers and caches, by kind of address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR
from accounts.tests.factories import UserFactory
from common.http.content_policy import HEADER, NO_PAGE, PERMISSIONS
from home.site_settings.site_context import stylesheet_url
from learning.testing.access import enrolled
from learning.testing.clients import signed_in, url_of
from learning.testing.courses import make_catalog, make_course, text_body
from library.tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db

NOT_KEPT = "private, no-store"
NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"
FOREVER = "max-age=31536000, public, immutable"


@pytest.fixture
def places() -> dict[str, str]:
    """Addresses by kind, of an academy with one course and its learner."""
    make_catalog()
    course = make_course(lessons=1, lesson_fields={"body": text_body()})
    document = DocumentFactory(collection=course.collection)
    url = url_of(course)
    learner = enrolled(course).person
    return {
        "catalogue": "/courses/",
        "course": url,
        "lesson": f"{url}module-1/lesson-1/",
        "dashboard": "/my-dashboard/",
        "profile": "/account/profile/",
        "sign-in": "/account/login/",
        "sign-up": "/account/signup/",
        "admin": "/admin/",
        "editor": f"/admin/pages/{course.pages.get().pk}/edit/",
        "api": "/api/v1/openapi.json",
        "file": document.url,
        "colours": stylesheet_url("#5b2a86", ""),
        "nothing": "/there-is-nothing/",
        "probe": reverse("healthz"),
        "learner": learner.email,
    }


#: Who asks, for what kind of address, and what may be kept of the answer; None: nothing is said.
CACHING = [
    ("stranger", "catalogue", None),
    ("stranger", "course", None),
    ("stranger", "sign-in", NEVER),
    ("stranger", "sign-up", NEVER),
    ("stranger", "colours", FOREVER),
    ("stranger", "probe", NEVER),
    ("learner", "catalogue", NOT_KEPT),
    ("learner", "course", NOT_KEPT),
    ("learner", "lesson", NOT_KEPT),
    ("learner", "dashboard", NOT_KEPT),
    ("learner", "profile", NEVER),
    ("learner", "api", NOT_KEPT),
    ("learner", "nothing", NOT_KEPT),
    ("learner", "file", "private, no-cache"),
    ("learner", "colours", FOREVER),
    (INSTRUCTOR, "catalogue", NOT_KEPT),
    (ADMINISTRATOR, "admin", "private"),
    (ADMINISTRATOR, "editor", "private"),
    (ADMINISTRATOR, "catalogue", NOT_KEPT),
]


def client_of(who: str, places: dict[str, str]) -> Client:
    if who == "stranger":
        return Client()
    return signed_in(
        User.objects.get(email=places["learner"]) if who == "learner" else UserFactory(roles=[who])
    )


@pytest.mark.parametrize(("who", "kind", "expected"), CACHING)
def test_what_a_cache_may_keep(places: dict[str, str], who: str, kind: str, expected: str | None) -> None:
    client = client_of(who, places)
    for _first_and_kept in range(2):
        found = client.get(places[kind]).headers.get("Cache-Control")
        if expected == "private":
            assert found is not None
            assert {"private", "no-store"} <= {word.strip() for word in found.split(",")}
        elif expected is None:
            assert found is None
        else:
            assert sorted(str(found).split(", ")) == sorted(expected.split(", "))


@pytest.mark.parametrize("kind", ["catalogue", "lesson", "dashboard", "sign-in", "admin", "nothing"])
@pytest.mark.parametrize("who", ["stranger", "learner", ADMINISTRATOR])
def test_every_page_carries_them(places: dict[str, str], who: str, kind: str) -> None:
    response = client_of(who, places).get(places[kind], follow=True)
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Permissions-Policy"] == PERMISSIONS
    policy = headers[HEADER]
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    scripts = policy.partition("script-src ")[2].partition(";")[0]
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts


@pytest.mark.parametrize("kind", ["api", "probe", "colours"])
def test_what_is_no_page_loads_nothing(places: dict[str, str], kind: str) -> None:
    headers = client_of("learner", places).get(places[kind]).headers
    assert headers[HEADER] == NO_PAGE
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_keeps_the_stricter_policy_of_its_own(places: dict[str, str]) -> None:
    headers = client_of("learner", places).get(places["file"]).headers
    assert headers[HEADER].startswith("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
