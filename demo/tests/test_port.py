"""The demo on another port: its links and pictures lead to the port that is served."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from demo.authoring.site_pages import follow_address
from home.models import HomePage
from home.tests.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    return make_home()


@pytest.mark.parametrize(
    ("site_url", "root_url"),
    [
        ("http://localhost:8001", "http://localhost:8001"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://demo.example.org", "https://demo.example.org"),
    ],
)
def test_on_another_port_links_and_pictures_lead_there(
    client: Client, home: HomePage, settings: Any, site_url: str, root_url: str
) -> None:
    settings.SITE_URL = site_url
    follow_address()
    site = Site.objects.get(is_default_site=True)
    assert site.root_url == root_url
    host = root_url.partition("://")[2]
    page = client.get("/", headers={"host": host}).content.decode()
    assert f'<meta property="og:image" content="{root_url}/' in page
    assert f'<link rel="canonical" href="{root_url}/' in page
