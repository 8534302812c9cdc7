"""`learning.testing.courses.make_course` writes rows itself: they are those that publishing makes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision

from learning.courses.models import Course, CoursePage, LessonPage, ModulePage, Release
from learning.courses.release.outlines import Outline, outline_of_release
from learning.testing import courses, pages
from library.models import PrivateCollection

pytestmark = pytest.mark.django_db

#: What differs between any two courses: keys, names made unique, moments.
OWN = {
    "id", "pk", "page_ptr", "path", "translation_key", "public_id", "slug", "url_path", "collection",
    "course", "module", "lesson", "release", "latest_release", "latest_revision", "live_revision",
    "content_hash", "content_object", "page",
}  # fmt: skip


def as_the_editor_adds(parent: Page, new: list[Page]) -> None:
    """What `insert_pages` does, in Wagtail's own way."""
    for page in new:
        type(parent).objects.get(pk=parent.pk).add_child(instance=page)


def authored(owner: Any, **fields: Any) -> Course:
    """The same course as `make_course` makes, added page by page and published by review."""
    lesson_fields, prices = fields.pop("lesson_fields", {}), fields.pop("prices", ())
    modules, lessons = fields.pop("modules", 1), fields.pop("lessons", 2)
    page = CoursePage(owner=owner, live=False, has_unpublished_changes=True, **fields)
    as_the_editor_adds(courses.make_catalog(), [page])
    courses.charge(page.course, *prices)
    chapters = [
        ModulePage(title=f"Module {number + 1}", live=False, has_unpublished_changes=True)
        for number in range(modules)
    ]
    as_the_editor_adds(page, chapters)
    for parent in chapters or [page]:
        parts = [
            LessonPage(
                **{"title": f"Lesson {number + 1}", "kind": "text"} | lesson_fields,
                live=False,
                has_unpublished_changes=True,
            )
            for number in range(lessons)
        ]
        as_the_editor_adds(parent, parts)
    courses.publish(page)
    return Course.objects.select_related("latest_release").get(pk=page.course_id)


SHAPES: dict[str, dict[str, Any]] = {
    "in modules": {"modules": 2, "lessons": 2},
    "without modules": {"modules": 0, "lessons": 3},
    "priced, with rules": {
        "prices": [(4900, "EUR"), (5900, "USD")],
        "visibility": "private",
        "access_duration": "days",
        "access_days": 30,
    },
    "films to see for nothing": {
        "lesson_fields": {
            "kind": "video",
            "body": courses.video_body(),
            "is_free_preview": True,
            "is_required": False,
            "watch_threshold": 50,
        }
    },
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_its_rows_are_those_that_publishing_makes(shape: dict[str, Any]) -> None:
    owner = courses.make_instructor()
    lesson_fields = {"body": courses.text_body(), **shape.get("lesson_fields", {})}
    fields = {"title": "Charts", "short_description": "How.", **shape, "lesson_fields": lesson_fields}
    written, published = courses.make_course(owner=owner, **fields), authored(owner, **fields)
    assert everything(written) == everything(published)
    assert outline(written) == outline(published)


def test_a_later_release_is_the_one_that_publishing_makes() -> None:
    """Lessons that are added to a released course: `release` and `publish` keep the same."""
    owner, body = courses.make_instructor(), courses.text_body()
    kept = []
    for make_live in (courses.release, courses.publish):
        course = courses.make_course(title="Charts", owner=owner, lesson_fields={"body": body})
        page = CoursePage.objects.get(course=course)
        courses.add_lesson(page, title="More", body=body)
        make_live(page)
        course.refresh_from_db()
        kept.append((everything(course), outline(course)))
    assert kept[0] == kept[1]


def test_an_edited_draft_is_released_as_it_was_drafted() -> None:
    page = CoursePage.objects.get(course=courses.make_course())
    page.title = "Another title"
    page.save_revision()
    assert courses.release(page).title == "Another title"


def everything(course: Course) -> dict[str, Any]:
    """The rows of a course in every table that learners and authors read, without what is its own."""
    page = CoursePage.objects.get(course=course)
    below = [each.specific for each in page.get_descendants().order_by("path")]
    release = Release.objects.get(pk=course.latest_release_id)
    return {
        "course": plain(course) | {"files of its own": collection(course)},
        "instructors": [plain(row) for row in course.course_instructors.all()],
        "prices": [plain(row) for row in course.prices.all()],
        "price changes": [plain(row) for row in course.price_changes.order_by("pk")],
        "statuses": [plain(row) for row in course.status_changes.all()],
        "pages": [authored_page(each) for each in [page, *below]],
        "identities": [plain(each.identity) for each in below],
        "release": plain(release),
        "modules": [plain(row) | {"slug": row.slug} for row in release.modules.all()],
        "lessons": [
            plain(row)
            | {"slug": row.slug, "in": row.module and row.module.slug}
            | {"versions": [plain(version) for version in row.versions.all()]}
            for row in release.lessons.all()
        ],
    }


def collection(course: Course) -> dict[str, Any]:
    found = course.collection
    return {
        "name": found.name,
        "below": found.get_parent().name,
        "counted": found.get_parent().numchild == found.get_siblings().count(),
        "in order": [each.name for each in found.get_siblings().order_by("path")]
        == sorted(each.name for each in found.get_siblings()),
        "private": PrivateCollection.objects.filter(collection=found).count(),
        "restricted": [row.restriction_type for row in found.view_restrictions.all()],
    }


def authored_page(page: Any) -> dict[str, Any]:
    kept = {
        "parent": page.get_parent().specific_class,
        "address": page.url_path.split("/", 4)[-1],
        "is the latest": page.latest_revision_id == page.live_revision_id,
        "revisions": Revision.objects.for_instance(page).count(),
        # PostgreSQL gives JSON back with its keys in another order, and a draft keeps bodies as text.
        "draft": {
            name: json.loads(value) if isinstance(value, str) and value.startswith("[") else value
            for name, value in page.latest_revision.content.items()
            if name not in OWN and not name.endswith("_at") and name not in RELATIONS(page)
        },
    }
    children = {name: [plain(row) for row in getattr(page, name).all()] for name in RELATIONS(page)}
    return plain(page) | kept | children


RELATIONS: Callable[[Page], list[str]] = lambda page: [  # noqa: E731
    relation.get_accessor_name() for relation in get_all_child_relations(page)
]


def plain(row: models.Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in OWN]
    return {
        field.name: getattr(row, field.attname) is None if field.name.endswith("_at") else stored(field, row)
        for field in fields
    }


def stored(field: models.Field, row: models.Model) -> Any:
    return field.get_prep_value(getattr(row, field.attname))


def outline(course: Course) -> Any:
    found: Outline = outline_of_release(course.latest_release_id)
    lessons = [
        (lesson.title, lesson.path, lesson.number, lesson.kind, lesson.is_required, lesson.is_free_preview)
        + (lesson.seconds, lesson.watch_threshold, len(lesson.videos))
        for lesson in found.lessons
    ]
    modules = [
        (module.title, module.slug, module.description, len(module.lessons)) for module in found.modules
    ]
    return found.text, found.rules, found.is_withdrawn, modules, lessons


def test_the_private_names_that_it_needs_are_there() -> None:
    """treebeard's way to write the place of a page in the tree."""
    assert Page._get_path("0001", 2, 3) == "00010003"
    assert Page._str2int("0003") == 3
    assert pages.Page is Page
