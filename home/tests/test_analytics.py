"""Whose visits are counted: those of visitors to public pages, and nothing that one person does."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from wagtail.models import Site

from accounts.roles import MARKETER
from accounts.tests.factories import UserFactory
from home.models import Analytics
from learning.testing.clients import signed_in, url_of
from learning.testing.courses import make_course, site_root

pytestmark = pytest.mark.django_db

HOST = "stats.example.org"
PUBLIC = ("/courses/", "course")
# By address, whoever asks: about one person, or with a secret in the address.
NEVER = (
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/profile/",
    "/account/2fa/",
    "/account/email/",
    "/my-dashboard/",
    "/my-certifications/",
    "/invite/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/",
    "/certificates/AAAA-AAAA-AAAA/",
    "/admin/",
    "/admin/login/",
    "/api/v1/docs",
)


@pytest.fixture
def course_url() -> str:
    site_root()
    course = make_course()
    site = Site.objects.get(is_default_site=True)
    Analytics.objects.create(site=site, provider="plausible", site_key="example.org", host=HOST)
    return url_of(course)


def is_counted(client: Client, url: str) -> bool:
    response = client.get(url, follow=True)
    policy = response.headers.get("Content-Security-Policy", "")
    is_drawn = "data-analytics" in response.content.decode()
    assert (HOST in policy) == is_drawn, "the policy and the page agree"
    return is_drawn


@pytest.mark.parametrize("url", PUBLIC)
def test_a_visit_of_a_public_page_is_counted(course_url: str, url: str) -> None:
    for _first_and_kept in range(2):
        assert is_counted(Client(), course_url if url == "course" else url), url


@pytest.mark.parametrize("url", [*NEVER, *PUBLIC])
def test_nothing_of_somebody_who_is_signed_in_is_counted(course_url: str, url: str) -> None:
    client = signed_in(UserFactory(roles=[MARKETER]))
    assert not is_counted(client, course_url if url == "course" else url), url


@pytest.mark.parametrize("url", NEVER)
def test_addresses_that_are_one_persons_are_not_counted_for_strangers_either(
    course_url: str, url: str
) -> None:
    assert not is_counted(Client(), url), url


@pytest.mark.parametrize(
    ("provider", "key", "script", "others"),
    [
        ("plausible", "example.org", "https://plausible.io", {"https://plausible.io"}),
        (
            "google",
            "G-ABCD1234",
            "https://www.googletagmanager.com",
            {
                "https://www.google-analytics.com",
                "https://region1.google-analytics.com",
                "https://analytics.google.com",
                "https://region1.analytics.google.com",
                "https://www.googletagmanager.com",
            },
        ),
    ],
)
def test_the_policy_names_exactly_the_servers_of_the_provider(
    course_url: str, provider: str, key: str, script: str, others: set[str]
) -> None:
    Analytics.objects.update(provider=provider, site_key=key, host="")
    policy = Client().get("/courses/?anything").headers["Content-Security-Policy"]
    first, second = policy.split(", ")
    assert second == f"script-src 'self' {script}"
    for name in ("connect-src", "img-src"):
        (sources,) = re.findall(rf"{name} ([^;]*)", first)
        assert {source for source in sources.split() if source.startswith("http")} == others
