"""Templates that are drawn once."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from common.templatetags import drawing

DRAW = Template('{% load drawing %}{% drawn_once "components/<sheet>.html" %}')


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that were drawn."""
    names: list[str] = []

    def draw(name: str) -> str:
        names.append(name)
        return f"<{name}>"

    monkeypatch.setattr(drawing, "render_to_string", draw)
    drawing._drawn.cache_clear()
    yield names
    drawing._drawn.cache_clear()


def test_a_server_draws_it_once_per_language(asked: list[str], settings: Any) -> None:
    settings.DEBUG = False
    for code in ("en", "en", "fr", "en"):
        with translation.override(code):
            DRAW.render(Context())
    assert len(asked) == 2


def test_a_developer_sees_each_change(asked: list[str], settings: Any) -> None:
    settings.DEBUG = True
    DRAW.render(Context())
    DRAW.render(Context())
    assert len(asked) == 2


@pytest.mark.django_db
def test_every_page_names_the_stylesheets() -> None:
    drawing._drawn.cache_clear()
    page = Template(
        '{% extends "base.html" %}{% block header %}{% endblock %}{% block footer %}{% endblock %}'
    )
    assert 'rel="stylesheet" href="/static/css/tokens.css"' in page.render(Context())
