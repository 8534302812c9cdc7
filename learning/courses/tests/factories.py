"""Courses for tests: a catalogue, pages with bodies, and their releases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from common.money import Money
from learning.courses import actions
from learning.courses.models import (
    CatalogPage,
    Category,
    Course,
    CoursePage,
    InstructorIndexPage,
    InstructorPage,
    LessonPage,
    ModulePage,
    Release,
)


class AccountFactory(factory.django.DjangoModelFactory):
    """An account that has no rights."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    password = factory.django.Password("correct horse battery")


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda number: f"Subject {number}")
    slug = factory.Sequence(lambda number: f"subject-{number}")
    locale = factory.LazyFunction(Locale.get_default)


def allow(account: Any, *permissions: str) -> Any:
    """Give an account permissions named `app.codename`, and the way into the admin."""
    for name in ("wagtailadmin.access_admin", *permissions):
        app_label, codename = name.split(".")
        account.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return get_user_model().objects.get(pk=account.pk)


def make_instructor(**fields: Any) -> Any:
    return allow(AccountFactory(**fields), "courses.author_course")


def make_reviewer(**fields: Any) -> Any:
    return allow(AccountFactory(**fields), "courses.review_course")


def make_manager(**fields: Any) -> Any:
    return allow(AccountFactory(**fields), "courses.manage_course")


def site_root() -> Page:
    return Site.objects.get(is_default_site=True).root_page


def make_catalog(**fields: Any) -> CatalogPage:
    """The catalogue at `/courses/`; the one that is there already, if any."""
    existing = CatalogPage.objects.first()
    return existing or site_root().add_child(instance=CatalogPage(title="Courses", slug="courses", **fields))


def make_instructor_page(account: Any, **fields: Any) -> InstructorPage:
    index = InstructorIndexPage.objects.first() or site_root().add_child(
        instance=InstructorIndexPage(title="Instructors", slug="instructors")
    )
    fields.setdefault("title", account.get_full_name())
    return index.add_child(instance=InstructorPage(account=account, **fields))


def body(*blocks: tuple[str, Any]) -> list[dict[str, Any]]:
    """A raw body of (block type, value) pairs, each with an id of its own."""
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]


def text_body(words: str = "Read this with care.") -> list[dict[str, Any]]:
    return body(("text", f"<p>{words}</p>"))


def video_body(url: str = "https://vimeo.com/76979871", length: str = "2:00") -> list[dict[str, Any]]:
    return body(("video", {"title": "A film", "url": url, "length": length}))


def make_course_page(*, owner: Any = None, live: bool = False, **fields: Any) -> CoursePage:
    """A course page below the catalogue; a draft unless said otherwise."""
    fields.setdefault("title", f"Course {CoursePage.objects.count() + 1}")
    fields.setdefault("short_description", "What it is about.")
    page = CoursePage(owner=owner, live=live, has_unpublished_changes=not live, **fields)
    return make_catalog().add_child(instance=page)


def add_module(parent: Page, *, live: bool = False, **fields: Any) -> ModulePage:
    parent = _fresh(parent)
    fields.setdefault("title", f"Module {parent.get_children().count() + 1}")
    return parent.add_child(instance=ModulePage(live=live, has_unpublished_changes=not live, **fields))


def add_lesson(parent: Page, *, live: bool = False, **fields: Any) -> LessonPage:
    parent = _fresh(parent)
    fields.setdefault("title", f"Lesson {parent.get_children().count() + 1}")
    fields.setdefault("kind", LessonPage.Kind.TEXT)
    fields.setdefault("body", text_body())
    return parent.add_child(instance=LessonPage(live=live, has_unpublished_changes=not live, **fields))


def publish(page: CoursePage, *, actor: Any = None) -> Release:
    """Publish a course with everything below it, as one release."""
    release = actions.publish_course(page=CoursePage.objects.get(pk=page.pk), actor=actor, at=timezone.now())
    assert release is not None
    return release


def make_course(
    *,
    modules: int = 1,
    lessons: int = 2,
    owner: Any = None,
    prices: Sequence[tuple[int, str]] = (),
    lesson_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> Course:
    """A released course. `lessons`: in each module, or directly below the course when there are no modules.

    prices: (minor units, currency) pairs.
    """
    page = make_course_page(owner=owner or make_instructor(), **fields)
    charge(page.course, *prices)
    parents = [add_module(page) for _number in range(modules)] or [page]
    for parent in parents:
        for _number in range(lessons):
            add_lesson(parent, **(lesson_fields or {}))
    publish(page)
    return Course.objects.select_related("latest_release").get(pk=page.course_id)


def charge(course: Course, *prices: tuple[int, str], at: datetime | None = None) -> None:
    """Let a course cost this, as (minor units, currency) pairs; nothing: it is free."""
    wanted = [Money(amount_minor, currency) for amount_minor, currency in prices]
    actions.set_prices(course=course, prices=wanted, actor=None, at=at or timezone.now())


def _fresh(page: Page) -> Page:
    return type(page).objects.get(pk=page.pk)
