"""No app names an address of an app above it: it asks the registry (common.addresses)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver, path

from common import addresses
from tests import url_owners

ROOT = Path(settings.BASE_DIR)


@cache
def house() -> url_owners.House:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = url_owners.layers(config["tool"]["importlinter"]["contracts"])
    labels = {each.label: each.name for each in apps.get_app_configs() if each.name in layers}
    bare = url_owners.House(layers, {}, (), labels)
    names: dict[str, str] = {}
    paths: list[tuple[str, bool, str]] = [(path, False, app) for path, app in url_owners.OF_PAGES.items()]
    for name, route, modules in url_owners.patterns(get_resolver().url_patterns):
        app = next(filter(None, map(bare.app_of, modules)), "")
        if name and app:
            names[name] = app
        paths.append((*url_owners.literal(route), app))
    return url_owners.House(layers, names, tuple(paths), labels)


def test_no_app_names_an_address_of_an_app_above_it() -> None:
    upward = [
        f"{use.place}: {use.app} names {use.names} of {house().owner_of(use.names)}"
        for use in url_owners.uses(ROOT, house())
        if house().is_upward(use)
    ]
    assert upward == []


def test_every_address_that_is_asked_for_is_registered() -> None:
    documentation = {"site/common/addresses.py", "site/common/templatetags/addresses.py"}
    asked = [(file, name) for file, name in url_owners.asked_addresses(ROOT) if file not in documentation]
    assert asked
    assert [each for each in asked if each[1] not in addresses.names()] == []


# How the checker judges: a house of three apps, in which "learning.access" stands between the others.

MADE_UP = url_owners.House(
    layers=("api", "learning.access", "common"),
    names={
        "api_v1:lesson": "api",
        "access_admin:cohort": "learning.access",
        "access_admin:rules": "learning.access",
        "probe": "common",
    },
    paths=(
        ("/api/v1/lessons/", False, "api"),
        ("/paths/", False, "learning.access"),
        ("/account/", True, "learning.access"),
        ("/account/login/", True, ""),
        ("/probe", True, "common"),
    ),
    labels={"access": "learning.access", "api": "api"},
)
UPWARD = [
    'reverse("api_v1:lesson", args=[1])',
    'urls.reverse_lazy("api_v1:lesson")',
    'redirect("api_v1:lesson", 1)',
    'resolve_url(to="x", viewname="api_v1:lesson")',
    'RedirectView.as_view(pattern_name="api_v1:lesson")',
    'of_url_name("api_v1:lesson")',
    'reverse(f"api_v1:{name}")',
    'reverse("wagtailsnippets_api_token:list")',
    'reverse("api_token_modeladmin_index")',
    "reverse(LIST_URL)",
    'index_url_name = "api_v1:lesson"',
    'url = "/api/v1/lessons/7/progress/"',
    'url = f"/api/v1/lessons/{lesson}/"',
    'url = f"{settings.SITE_URL}/api/v1/lessons/7/"',
    'is_api = path.startswith("/api/")',
]
DOWNWARD_OR_NOBODYS = [
    'reverse("access_admin:cohort", args=[1])',
    'reverse(f"access_admin:{name}")',
    'redirect("probe")',
    'redirect("wagtailadmin_home")',
    'redirect("/paths/python/")',
    "reverse(viewset.get_url_name('list'))",
    "reverse(unknown)",
    '"""Stands below /api/v1/lessons/."""',
    'def progress():\n    "/api/v1/lessons/7/"',
    'url = "/account/login/"',
    'url = f"{page.url}lessons/"',
    'address_of("lesson_api", 1)',
]


class Constants:
    """What a module is to the checker: whoever knows what its constants are."""

    LIST_URL = "api_v1:lesson"
    unknown = None


def judged(uses: Iterable[url_owners.Use]) -> list[str]:
    return [use.names for use in uses if MADE_UP.is_upward(use)]


@pytest.mark.parametrize("source", UPWARD)
def test_the_checker_finds_an_upward_name_in_python(source: str) -> None:
    assert len(judged(url_owners.names_in_python(source, "learning.access", "a.py", Constants))) == 1
    assert judged(url_owners.names_in_python(source, "api", "a.py", Constants)) == []


@pytest.mark.parametrize("source", DOWNWARD_OR_NOBODYS)
def test_the_checker_leaves_the_rest_alone(source: str) -> None:
    assert judged(url_owners.names_in_python(source, "learning.access", "a.py", Constants)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<a href=\"{% url 'access_admin:cohort' 1 %}\">", ["access_admin:cohort"]),
        ('{% url "access_admin:cohort" as url %}', ["access_admin:cohort"]),
        ('<a href="/paths/python/">', ["/paths/python/"]),
        ("{% site_path '/paths/' as url %}", ["/paths/"]),
        ('<a href="{{ root_url }}/paths/x/">', ["/paths/x/"]),
        ("fetch(`/api/v1/lessons/${id}/`)", ["/api/v1/lessons/$"]),
        ('{% address "cohort" 1 %} {% url "probe" %} <a href="/probe"> and/or', []),
    ],
)
def test_the_checker_finds_an_upward_name_in_a_template_or_a_script(source: str, found: list[str]) -> None:
    assert judged(url_owners.names_in_text(source, "common", "a.html")) == found


@pytest.mark.parametrize(
    ("file", "app"),
    [
        ("templates/access/path_page.html", "learning.access"),
        ("templates/emails/access/place_offered.txt", "learning.access"),
        ("static/js/access/paths.js", "learning.access"),
        ("templates/account/login.html", "accounts"),
        ("templates/emails/base.html", "common"),
        ("templates/components/site_header.html", "common"),
        ("templates/base.html", "common"),
    ],
)
def test_a_shared_template_counts_as_the_lowest_apps(file: str, app: str) -> None:
    assert url_owners.app_of_file(Path(file), MADE_UP.labels) == app


def test_the_owner_of_a_url_name_is_the_app_of_its_urlconf_or_of_its_view() -> None:
    def view() -> None: ...

    view.__module__ = "learning.access.admin.views"
    found = url_owners.patterns([path("rules/<int:pk>/", view, name="rules")])
    assert list(found) == [("rules", "/rules/<int:pk>/", ("", "learning.access.admin.views"))]
    assert MADE_UP.app_of("learning.access.admin.views") == "learning.access"
    assert MADE_UP.app_of("wagtail.admin.urls") == ""
    assert house().names["library:file"] == "library"
    assert house().owner_of("/my-dashboard/") == "learning.classroom"
    assert house().owner_of("/account/login/") == ""
