"""What is asked of courses that somebody is about to buy, read at once: their release and pages, and the
person's grants.

It only saves the way to the database: `engine` judges these rows as it judges those it asks for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import F, OuterRef, QuerySet
from wagtail.images.models import AbstractRendition, Filter, SourceImageIOError
from wagtail.models import Locale

from common.one_statement import (
    PUBLIC_ID,
    PUBLIC_IDS,
    ROWS,
    RowsAsJson,
    Statement,
    columns_of,
    made_row,
    read_rows,
    reads_of,
)
from common.postgresql import one_of  # noqa: F401  (registers a lookup)
from learning.courses.models import Course, CoursePage, Release
from library.models import AcademyImage, AcademyRendition

from ..models import CourseAccess

#: Nobody has it: who isn't signed in has no grants.
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class SaleRows:
    """Courses by public id, with their release and locale; their live pages, each with its locale; and of the
    account its person (None: there is none) and grants for these courses.
    """

    courses: Mapping[UUID, Course]
    pages: tuple[CoursePage, ...]
    person: Any
    grants: tuple[CourseAccess, ...]


@dataclass(frozen=True, slots=True)
class CourseWords:
    """How a course is shown where it is sold, as its release says. picture: the id of its image."""

    title: str = ""
    picture: int | None = None


def sale_rows(account_id: UUID | None, public_ids: Collection[UUID]) -> SaleRows:
    """What is asked of these courses and this account. One query."""
    courses: dict[UUID, Course] = {}
    pages: list[CoursePage] = []
    grants: list[CourseAccess] = []
    person = None
    if not public_ids:
        return SaleRows(courses, (), person, ())
    asked = {PUBLIC_ID: account_id or _NOBODY, PUBLIC_IDS: tuple(public_ids)}
    for row in _COURSES.rows(asked):
        course = made_row(Course, _COURSE, row[: len(_COURSE)])
        locale, release, (shown, people, given) = row[len(_COURSE)], row[len(_COURSE) + 1 : -3], row[-3:]
        course.source_locale = Locale(pk=course.source_locale_id, language_code=locale)
        if course.latest_release_id is not None:
            course.latest_release = made_row(Release, _RELEASE, release)
        courses[course.public_id] = course
        for *values, language in read_rows(shown):
            page = made_row(CoursePage, _PAGE, values)
            page.locale = Locale(pk=page.locale_id, language_code=language)
            pages.append(page)
        if person is None:
            person = next(
                (made_row(get_user_model(), _PERSON, each) for each in read_rows(people, *_READ_PERSON)), None
            )
        grants += [made_row(CourseAccess, _GRANT, each) for each in read_rows(given, *_READ_GRANT)]
    return SaleRows(courses, tuple(pages), person, tuple(grants))


def words_of(course: Course, language: str) -> CourseWords:
    """What the released course page says in a language, else in its own. A query where this process hasn't
    read the release yet: nothing of what a release says changes.
    """
    release = course.latest_release
    if release is None:
        return CourseWords()
    return _words(release.pk, release.content_hash, language, course.source_locale.language_code)


def pictures(image_ids: Iterable[int | None], spec: str) -> dict[int, str]:
    """Addresses of pictures by the id of their image; what has lost its file is left out. One query; more
    where a picture is made for the first time.
    """
    found: dict[int, str] = {}
    ids = {pk for pk in image_ids if pk is not None}
    for image in _images(ids, spec) if ids else ():
        try:
            found[image.pk] = _rendition(image, spec).url
        except (SourceImageIOError, OSError):
            continue
    return found


def forget() -> None:
    """Empty what this process has kept of releases."""
    _words.cache_clear()


@lru_cache(maxsize=5_000)
def _words(release_id: int, _hash: str, language: str, own_language: str) -> CourseWords:
    content = Release.objects.values_list("content", flat=True).get(pk=release_id)
    text = content.get(language) or content.get(own_language) or {}
    return CourseWords(text.get("title") or "", text.get("thumbnail_id"))


def _images(ids: Collection[int], spec: str) -> Iterable[AcademyImage]:
    """Images with their renditions by this filter."""
    statement = _PICTURES.get(spec)
    if statement is None:
        statement = _PICTURES[spec] = Statement(lambda: _pictures(spec))
    for *values, made in statement.rows({ROWS: tuple(ids)}):
        image: Any = made_row(AcademyImage, _IMAGE, values)
        rows = read_rows(made, *_READ_RENDITION)
        image.prefetched_renditions = [made_row(AcademyRendition, _RENDITION, row) for row in rows]
        yield image


def _rendition(image: AcademyImage, spec: str) -> AbstractRendition:
    rendered = image.clean_filter_for_svg(_filter(spec))
    return image.find_existing_renditions(rendered).get(rendered) or image.get_rendition(rendered)


@lru_cache(maxsize=16)
def _filter(spec: str) -> Filter:
    return Filter(spec)


_COURSE, _GRANT = columns_of(Course), columns_of(CourseAccess)
_RELEASE = columns_of(Release, "content", "search_text", "names")
_PAGE = ("id", "page_ptr_id", "course_id", "url_path", "locale_id")
_PERSON = ("id", "public_id", "is_active")
_IMAGE = ("id", "file", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
_RENDITION = columns_of(AcademyRendition)
_READ_GRANT = reads_of(CourseAccess, _GRANT)
_READ_PERSON, _READ_RENDITION = (None, UUID, bool), reads_of(AcademyRendition, _RENDITION)


def _courses() -> QuerySet[Course, Any]:
    pages = CoursePage.objects.filter(course=OuterRef("pk"), live=True)
    people = get_user_model().objects.filter(public_id=PUBLIC_ID)
    grants = CourseAccess.objects.filter(course=OuterRef("pk"), person__public_id=PUBLIC_ID)
    return Course.objects.filter(public_id__one_of=PUBLIC_IDS).values_list(
        *_COURSE,
        "source_locale__language_code",
        *(f"latest_release__{name}" for name in _RELEASE),
        RowsAsJson(pages.annotate(written_in=F("locale__language_code")).values_list(*_PAGE, "written_in")),
        RowsAsJson(people.values_list(*_PERSON)),
        RowsAsJson(grants.values_list(*_GRANT)),
    )


def _pictures(spec: str) -> QuerySet[AcademyImage, Any]:
    made = AcademyRendition.objects.filter(image=OuterRef("pk"), filter_spec=spec)
    return AcademyImage.objects.filter(pk__one_of=ROWS).values_list(
        *_IMAGE, RowsAsJson(made.values_list(*_RENDITION))
    )


_COURSES = Statement(_courses)
_PICTURES: dict[str, Statement] = {}
