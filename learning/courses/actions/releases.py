"""Make releases: every way to publish ends here, and makes one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from wagtail.models import Locale

from common.events import emit
from common.transactions import held
from learning.courses.events import CourseReleased
from learning.courses.models import (
    Category,
    Course,
    Lesson,
    LessonVersion,
    Module,
    Release,
    ReleaseLesson,
    ReleaseModule,
)
from learning.courses.release.course_snapshot import (
    CourseSnapshot,
    LessonSnapshot,
    course_snapshot_of,
    hash_of,
)
from learning.courses.release.editions import names_of
from learning.courses.release.trees import live_tree

if TYPE_CHECKING:
    from accounts.models import User

#: What a withdrawn release does not take over from the one before.
_NOT_COPIED = frozenset(
    {"id", "number", "released_at", "released_by_id", "reason", "restores_id", "is_withdrawn"}
)

_holds_all: ContextVar[bool] = ContextVar("courses_holds_all", default=False)
_held_back: ContextVar[frozenset[int]] = ContextVar("courses_held_back", default=frozenset())


@contextmanager
def releasing_once(course_id: int) -> Iterator[None]:
    """Within this block, publishing pages of the course makes no release: the block's owner makes one."""
    token = _held_back.set(_held_back.get() | {course_id})
    try:
        yield
    finally:
        _held_back.reset(token)


@contextmanager
def releasing_nothing() -> Iterator[None]:
    """Within this block no course is released, also one that is only being made: its owner releases it."""
    token = _holds_all.set(True)
    try:
        yield
    finally:
        _holds_all.reset(token)


def is_releasing(course_id: int) -> bool:
    """Whether pages of the course are being published together right now."""
    return course_id in _held_back.get()


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def release_live_tree(*, course_id: int, actor: User | None, at: datetime, reason: str) -> Release | None:
    """Release what is published of a course now, if that differs from its latest release.

    Returns the release that now is the latest; None while a `releasing_once` block holds releases back or
    when the course was never published. A course whose page is unpublished or gone is withdrawn.
    """
    if _holds_all.get() or is_releasing(course_id):
        return None
    course = lock_course(course_id)
    page = course.pages.filter(locale_id=course.source_locale_id, live=True, alias_of=None).first()
    if page is None:
        return withdraw_course(course=course, actor=actor, at=at, reason=reason)
    return keep_release(
        course=course, edition=course_snapshot_of(live_tree(page)), actor=actor, at=at, reason=reason
    )


def lock_course(course_id: int, *, using: str = DEFAULT_DB_ALIAS) -> Course:
    """The course, locked, with its latest release: releases of one course are numbered one after another.

    Whoever holds pages or candidates of a course as well locks the course first. Two queries.
    """
    courses = Course.objects.using(using).filter(pk=course_id)
    return held(courses).select_related("latest_release").get()


def keep_release(
    *,
    course: Course,
    edition: CourseSnapshot,
    actor: User | None,
    at: datetime,
    reason: str,
    restores: Release | None = None,
) -> Release:
    """Keep an edition as the next release of a locked course. The same edition again is the same release.

    restores: the earlier release whose edition it is.
    """
    latest = course.latest_release
    content_hash = edition.content_hash
    if latest and latest.content_hash == content_hash and not latest.is_withdrawn:
        return latest
    release = Release.objects.create(
        course=course,
        number=latest.number + 1 if latest else 1,
        released_at=at,
        released_by=actor,
        reason=reason,
        restores=restores,
        content_hash=content_hash,
        **_columns(course, edition),
    )
    _keep_outline(release, edition, at)
    _remember_titles(course, edition)
    _make_latest(course, release)
    return release


def withdraw_course(*, course: Course, actor: User | None, at: datetime, reason: str) -> Release | None:
    """Take a course away from newcomers and from the catalogue; the outline stays as it was.

    Returns the withdrawn release, or None when there was never one.
    """
    latest = course.latest_release
    if latest is None or latest.is_withdrawn:
        return latest
    copied = [field.attname for field in Release._meta.concrete_fields if field.attname not in _NOT_COPIED]
    release = Release.objects.create(
        number=latest.number + 1,
        released_at=at,
        released_by=actor,
        reason=reason,
        is_withdrawn=True,
        **{name: getattr(latest, name) for name in copied},
    )
    _copy_outline(latest, release)
    _make_latest(course, release)
    return release


def _make_latest(course: Course, release: Release) -> None:
    course.latest_release = release
    course.save(update_fields=["latest_release", "title"])
    emit(CourseReleased(course_id=course.pk, release_id=release.pk, number=release.number))


def _columns(course: Course, edition: CourseSnapshot) -> dict[str, Any]:
    text = edition.text
    required = [lesson for lesson in edition.lessons if lesson.is_required]
    return {
        "title": text["title"],
        "slug": edition.slug,
        "content": edition.texts,
        "rules": edition.rules,
        "names": names_of(edition),
        "category_id": edition.category_id,
        "level": text["level"],
        "language": text["language"],
        "course_type": text["course_type"],
        "has_certificate": text["has_certificate"],
        "lesson_count": len(edition.lessons),
        "required_count": len(required),
        "seconds": sum(lesson.seconds for lesson in edition.lessons),
        "search_text": _search_text(course, edition),
    }


def _search_text(course: Course, edition: CourseSnapshot) -> str:
    text = edition.text
    category = Category.objects.filter(pk=edition.category_id or 0).values_list("name", flat=True)
    teachers = [account.get_display_name() for account in course.instructors.all()]
    lessons = [lesson.texts[edition.source_locale]["title"] for lesson in edition.lessons]
    parts = [
        text["short_description"],
        *category,
        *text["tags"],
        *teachers,
        *text["learning_outcomes"],
        *lessons,
    ]
    return "\n".join(parts)


def _keep_outline(release: Release, edition: CourseSnapshot, at: datetime) -> None:
    modules = ReleaseModule.objects.bulk_create(
        ReleaseModule(
            release=release,
            module_id=module.module_id,
            position=module.position,
            slug=module.slug,
            texts=module.texts,
        )
        for module in edition.modules
    )
    row_of = {row.module_id: row for row in modules}
    lessons = ReleaseLesson.objects.bulk_create(
        ReleaseLesson(
            release=release,
            module=row_of.get(lesson.module_id),
            lesson_id=lesson.lesson_id,
            position=lesson.position,
            slug=lesson.slug,
            kind=lesson.kind,
            is_required=lesson.is_required,
            is_free_preview=lesson.is_free_preview,
            seconds=lesson.seconds,
            watch_threshold=lesson.watch_threshold,
            reading_completes=lesson.reading_completes,
            videos=[list(video) for video in lesson.videos],
            activities=[list(placed) for placed in lesson.activities],
        )
        for lesson in edition.lessons
    )
    versions = _keep_versions(edition, at)
    through = ReleaseLesson.versions.through
    through.objects.bulk_create(
        through(releaselesson_id=row.pk, lessonversion_id=version_id)
        for row in lessons
        for version_id in versions[row.lesson_id]
    )


def _keep_versions(edition: CourseSnapshot, at: datetime) -> dict[int, list[int]]:
    """Each lesson's content once per hash and locale; returns the version ids by lesson id."""
    locale_ids = dict(Locale.objects.values_list("language_code", "pk"))
    wanted = {
        (lesson.lesson_id, locale_ids[code], hash_of(text)): text
        for lesson in edition.lessons
        for code, text in lesson.texts.items()
    }
    known = _known_versions(edition.lessons)
    LessonVersion.objects.bulk_create(
        LessonVersion(
            lesson_id=key[0],
            locale_id=key[1],
            content_hash=key[2],
            title=text["title"],
            content=text,
            created_at=at,
        )
        for key, text in wanted.items()
        if key not in known
    )
    known = _known_versions(edition.lessons)
    found: dict[int, list[int]] = {lesson.lesson_id: [] for lesson in edition.lessons}
    for key in wanted:
        found[key[0]].append(known[key])
    return found


def _known_versions(lessons: tuple[LessonSnapshot, ...]) -> dict[tuple[int, int, str], int]:
    rows = LessonVersion.objects.filter(lesson__in=[lesson.lesson_id for lesson in lessons])
    return {
        (lesson, locale, digest): pk
        for lesson, locale, digest, pk in rows.values_list("lesson_id", "locale_id", "content_hash", "pk")
    }


def _copy_outline(source: Release, target: Release) -> None:
    row_of: dict[int, ReleaseModule] = {}
    for module in source.modules.all():
        old_pk, module.pk, module.release = module.pk, None, target
        module._state.adding = True
        module.save()
        row_of[old_pk] = module
    for lesson in source.lessons.all():
        versions = list(lesson.versions.all())
        lesson.module = row_of.get(lesson.module_id or 0)
        lesson.pk, lesson.release = None, target
        lesson._state.adding = True
        lesson.save()
        lesson.versions.set(versions)


def _remember_titles(course: Course, edition: CourseSnapshot) -> None:
    """The last titles, for when the pages are gone."""
    course.title = edition.text["title"]
    source = edition.source_locale
    _rename(Module, {module.module_id: module.texts[source]["title"] for module in edition.modules})
    _rename(Lesson, {lesson.lesson_id: lesson.texts[source]["title"] for lesson in edition.lessons})


def _rename(model: type[Module] | type[Lesson], titles: dict[int, str]) -> None:
    """titles: by id. Only those that changed are written."""
    known = dict(model._default_manager.filter(pk__in=titles).values_list("pk", "title"))
    for pk, title in titles.items():
        if known[pk] != title:
            model._default_manager.filter(pk=pk).update(title=title)
