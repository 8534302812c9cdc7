"""Courses of many lessons, and catalogues of many courses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Locale, Page

from learning.courses.actions.releases import keep_release, lock_course
from learning.courses.models import Course, CoursePage, Lesson, Release
from learning.courses.release.course_snapshot import LessonSnapshot, course_snapshot_of
from learning.courses.release.trees import live_tree
from learning.testing import courses


def grow(course: Course, *, lessons: int, blocks: int = 1) -> Release:
    """Release a course anew with so many lessons, each of so many paragraphs. Its pages stay."""
    page = CoursePage.objects.get(course=course)
    edition = course_snapshot_of(live_tree(page))
    model = edition.lessons[0]
    rows = Lesson.objects.bulk_create(
        Lesson(course=course, title=f"Grown {number}") for number in range(lessons)
    )
    body = courses.body(*[("text", f"<p>Paragraph {number}.</p>") for number in range(blocks)])
    grown = tuple(_grown(model, row, number, body) for number, row in enumerate(rows))
    return keep_release(
        course=lock_course(course.pk),
        edition=replace(edition, lessons=grown),
        actor=None,
        at=timezone.now(),
        reason=Release.Reason.PUBLISHED,
    )


def _grown(model: LessonSnapshot, row: Lesson, number: int, body: list[dict[str, Any]]) -> LessonSnapshot:
    texts = {
        code: {**text, "title": row.title, "body": [{**block, "id": str(uuid4())} for block in body]}
        for code, text in model.texts.items()
    }
    return replace(model, lesson_id=row.pk, slug=f"grown-{number}", position=number + 1, texts=texts)


def many_courses(count: int) -> None:
    """So many more listed courses like the first one there is, written straight into the tables."""
    released = Course.objects.select_related("latest_release").filter(latest_release__isnull=False)
    sample = released.order_by("pk")[0]
    page = CoursePage.objects.get(course=sample)
    catalog = courses.make_catalog()
    rows = Course.objects.bulk_create(
        Course(title=f"Course {number}", source_locale=Locale.get_default()) for number in range(count)
    )
    releases = Release.objects.bulk_create(_release_like(sample.latest_release, row) for row in rows)
    for row, release in zip(rows, releases, strict=True):
        row.latest_release = release
    Course.objects.bulk_update(rows, ["latest_release"])
    first = catalog.numchild + 1
    bases = Page.objects.bulk_create(
        _page_like(page, catalog, row, number) for number, row in enumerate(rows, start=first)
    )
    for base, row in zip(bases, rows, strict=True):
        # raw: the row of the base table is there already
        CoursePage(page_ptr_id=base.pk, course=row, short_description="One of many.").save_base(raw=True)
    Page.objects.filter(pk=catalog.pk).update(numchild=first - 1 + count)


def _release_like(sample: Release, course: Course) -> Release:
    copied = {
        field.attname: getattr(sample, field.attname)
        for field in Release._meta.concrete_fields
        if field.attname not in ("id", "course_id", "title", "slug")
    }
    return Release(course=course, title=course.title, slug=f"course-{course.pk}", **copied)


def _page_like(sample: CoursePage, catalog: Page, course: Course, number: int) -> Page:
    return Page(
        title=course.title,
        draft_title=course.title,
        slug=f"course-{course.pk}",
        live=True,
        path=Page._get_path(catalog.path, catalog.depth + 1, number),
        depth=catalog.depth + 1,
        url_path=f"{catalog.url_path}course-{course.pk}/",
        translation_key=course.public_id,
        locale_id=sample.locale_id,
        content_type_id=sample.content_type_id,
    )
