"""What the demo academy's site says about itself: its menus, its foot, and a line for search engines."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator
from wagtail.models import Site

from home.models import Brand, Contact, Footer, Navigation, SearchAppearance
from learning.access.models import BundleIndexPage, LearningPathIndexPage
from learning.courses.models import CatalogPage, Category, InstructorIndexPage

TAGLINE = "Learn one useful thing well"
DESCRIPTION = (
    "Short courses by people who do what they teach. Learn at your own pace, keep your notes, "
    "and leave with a certificate that anybody can check."
)


def fill_in_settings(site: Site) -> None:
    """Fill in the settings of the site, where nobody has yet. The categories must be there."""
    catalogue, instructors = CatalogPage.objects.first(), InstructorIndexPage.objects.first()
    assert catalogue and instructors, "the pages are built first"
    everything = _place("All courses", page_id=catalogue.pk)
    free = _place("Free courses", "/courses/?price=free", "Begin without paying anything.")
    short = _place("An evening’s worth", "/courses/?duration=short", "Done in less than two hours.")
    people = _place("Instructors", page_id=instructors.pk)
    subjects = [
        _place(category.name, f"/courses/?category={category.slug}", category.description)
        for category in Category.objects.filter(locale=catalogue.locale).order_by("name")[:8]
    ]
    columns = [_column("Subjects", subjects), _column("Ways in", [everything, free, short])]
    menu = {"label": "Courses", "groups": columns}
    lists = _lists()
    _fill_in(
        Navigation, site, items=_stream(("menu", menu), *(("link", place) for place in (*lists, people)))
    )
    _fill_in(
        Footer,
        site,
        columns=_stream(
            ("column", _column("Learn", [everything, *lists, free, short])),
            ("column", _column("Academy", [people, _place("My learning", "/my-dashboard/")])),
        ),
    )
    _fill_in(Brand, site, tagline=TAGLINE)
    _fill_in(Contact, site, email="support@example.org")
    _fill_in(SearchAppearance, site, description=DESCRIPTION)


def _lists() -> list[dict[str, Any]]:
    """The lists of paths and of bundles, where there are any."""
    pages = (LearningPathIndexPage.objects.live().first(), BundleIndexPage.objects.live().first())
    return [_place(page.title, page_id=page.pk) for page in pages if page]


def _fill_in(model: type[Model], site: Site, **values: Any) -> None:
    model._default_manager.get_or_create(site=site, defaults=values)


def _place(
    label: str, address: str = "", description: str = "", page_id: int | None = None
) -> dict[str, Any]:
    return {
        "label": label,
        "page": page_id,
        "address": address,
        "description": Truncator(description).chars(90),
    }


def _column(title: str, links: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "links": links}


def _stream(*blocks: tuple[str, dict[str, Any]]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])
