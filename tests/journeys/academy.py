"""An academy to walk through: the pages that stand on every site, people with roles, and a course."""

from __future__ import annotations

from urllib.parse import urlsplit

from wagtail.models import Locale, Page, Site

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from home.models import HomePage
from home.tests.factories import hero, section
from learning.courses.models import CatalogPage, Category, Course, InstructorIndexPage
from learning.testing import courses

__all__ = ["PASSWORD", "open_academy", "person", "short_course"]


def open_academy(site_url: str) -> CatalogPage:
    """A home page, the catalogue with its review, the instructors and two categories, at `site_url`."""
    address = urlsplit(site_url)
    home = HomePage(
        title="Lyceum",
        slug="lyceum",
        sections=[
            hero(
                "Learn one useful thing well",
                intro="Short courses by people who do the work.",
            ),
            section("course_cards", title="New courses"),
        ],
    )
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": address.hostname, "port": address.port, "root_page": home},
    )
    Site.clear_site_root_paths_cache()
    home.add_child(instance=InstructorIndexPage(title="Instructors", slug="instructors"))
    catalogue = CatalogPage(title="Courses", slug="courses", intro="Begin with any of them.")
    home.add_child(instance=catalogue)
    for name in ("Cooking", "Gardening"):
        Category.objects.create(name=name, slug=name.lower(), locale=Locale.get_default())
    return catalogue


def person(name: str, *roles: str) -> User:
    """Somebody called `name` with these roles, whose password is PASSWORD."""
    first, _space, last = name.partition(" ")
    return UserFactory(
        first_name=first, last_name=last, email=f"{first.lower()}@example.org", roles=list(roles)
    )


def short_course(owner: User, *, title: str = "Bread at home", category: str = "Cooking") -> Course:
    """A released course of two modules with two lessons to read in each."""
    return courses.make_course(
        title=title,
        short_description="Flour, water, salt and time: a loaf that you are proud of.",
        owner=owner,
        modules=2,
        lessons=2,
        category=Category.objects.get(name=category),
    )
