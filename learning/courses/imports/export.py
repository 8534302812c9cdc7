"""A course's outline as the CSV file that the import reads."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from common.money import Money
from learning.courses.imports.columns import COLUMNS
from learning.courses.models import CoursePage, LessonPage, ModulePage


def outline_rows(page: CoursePage) -> Iterator[list[str]]:
    """The rows of the file, from the drafts as their authors see them."""
    yield COLUMNS.names
    course = page.get_latest_revision_as_object()
    start = {"course": course.title, **_course_cells(course)}
    for cells in _outline_cells(page):
        yield _row(start | cells)
        start = {"course": course.title}
    if len(start) > 1:  # it has nothing below it
        yield _row(start)


def _row(cells: dict[str, str]) -> list[str]:
    return [cells.get(name, "") for name in COLUMNS.names]


def _course_cells(course: CoursePage) -> dict[str, str]:
    rows = course.course.course_instructors.select_related("account")
    people = sorted(rows, key=lambda row: (not row.is_owner, row.position))
    texts = [_plain(block.value) for block in course.description if block.block_type == "text"]
    parts = [" ".join(course.short_description.split()), *(text for text in texts if text)]
    return {
        "description": "\n\n".join(parts),
        "price": " | ".join(_amount(price) for price in course.course.prices.all()),
        "picture address": _picture_address(course),
        "instructor": " | ".join(row.account.email for row in people),
    }


def _amount(price: Any) -> str:
    return f"{Money(price.amount_minor, price.currency).amount} {price.currency}"


def _picture_address(course: CoursePage) -> str:
    if course.thumbnail is None:
        return ""
    try:
        url = course.thumbnail.get_rendition("max-1600x1600").url
    except SourceImageIOError:  # its file is gone or damaged
        return ""
    return url if url.startswith("http") else settings.SITE_URL + url


def _outline_cells(page: CoursePage) -> Iterator[dict[str, str]]:
    before = ""  # the title of the module that the last row belongs to
    for child in _drafts(page):
        if isinstance(child, LessonPage):
            before = ""
            yield _lesson_cells(child)
        elif isinstance(child, ModulePage):
            lessons = [lesson for lesson in _drafts(child) if isinstance(lesson, LessonPage)]
            if not lessons or child.title == before:
                yield {"module": child.title}
            for lesson in lessons:
                yield {"module": child.title, **_lesson_cells(lesson)}
            before = child.title


def _drafts(parent: Page) -> Iterator[Any]:
    for child in parent.get_children().specific():
        yield child.get_latest_revision_as_object()


def _lesson_cells(lesson: LessonPage) -> dict[str, str]:
    videos = [
        block.value["url"] for block in lesson.body if block.block_type == "video" and block.value["url"]
    ]
    return {
        "lesson": lesson.title,
        "type": lesson.kind,
        "video URL": videos[0] if videos else "",
        "minutes": "" if lesson.minutes_override is None else str(lesson.minutes_override),
        "preview": "yes" if lesson.is_free_preview else "no",
    }


def _plain(value: Any) -> str:
    """The words of a rich text, paragraphs apart."""
    source = getattr(value, "source", str(value))
    for end in ("</p>", "</li>", "</h2>", "</h3>", "</h4>", "<br/>"):
        source = source.replace(end, f"{end}\n\n")
    words = html.unescape(strip_tags(source))
    return "\n\n".join(" ".join(part.split()) for part in words.split("\n\n") if part.strip())
