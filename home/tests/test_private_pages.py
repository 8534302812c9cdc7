"""A landing page that asks for a password, or for an account, shows nothing to whoever lacks it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import LandingPage
from home.tests.factories import make_home, make_landing, section

pytestmark = pytest.mark.django_db

WORDS = "Only for partners"


@pytest.fixture
def page() -> LandingPage:
    return make_landing(make_home(), section("text", text=f"<p>{WORDS}</p>"))


def test_what_one_visitor_sees_with_the_password_is_not_kept_for_the_next(page):
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="open-sesame"
    )
    knows, stranger = Client(), Client()
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
    knows.post(address, {"password": "open-sesame", "return_url": page.url})
    assert WORDS in knows.get(page.url).content.decode()
    assert WORDS not in stranger.get(page.url).content.decode()


def test_a_page_that_becomes_private_is_forgotten_at_once(page):
    stranger = Client()
    assert WORDS in stranger.get(page.url).content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = stranger.get(page.url)
    assert response.status_code == 302 and WORDS not in response.content.decode()
