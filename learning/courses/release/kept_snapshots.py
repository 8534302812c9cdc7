"""From a kept release back to the snapshot that it was kept from: to compare it, or to publish it again."""

from __future__ import annotations

from collections import defaultdict

from learning.courses.models import Release, ReleaseLesson
from learning.courses.release.course_snapshot import CourseSnapshot, LessonSnapshot, ModuleSnapshot, Texts


def snapshot_of_release(release: Release) -> CourseSnapshot:
    """What a release holds, as plain values; kept again, it would be the same release.

    Three queries, and two more where the release came without `course__source_locale`.
    """
    modules = list(release.modules.order_by("position"))
    module_of = {row.pk: row.module_id for row in modules}
    lessons = list(release.lessons.order_by("position"))
    texts = _texts_by_row(lessons)
    return CourseSnapshot(
        course_id=release.course_id,
        source_locale=release.course.source_locale.language_code,
        slug=release.slug,
        category_id=release.category_id,
        texts=release.content,
        modules=tuple(
            ModuleSnapshot(module_id=row.module_id, position=row.position, slug=row.slug, texts=row.texts)
            for row in modules
        ),
        lessons=tuple(
            lesson_of_row(row, module_id=module_of.get(row.module_id or 0), texts=texts[row.pk])
            for row in lessons
        ),
        rules=release.rules,
    )


def lesson_of_row(row: ReleaseLesson, *, module_id: int | None, texts: Texts) -> LessonSnapshot:
    """What a row keeps of a lesson. module_id: of the module's identity; texts: by locale code. No query."""
    return LessonSnapshot(
        lesson_id=row.lesson_id,
        module_id=module_id,
        position=row.position,
        slug=row.slug,
        kind=row.kind,
        is_required=row.is_required,
        is_free_preview=row.is_free_preview,
        seconds=row.seconds,
        watch_threshold=row.watch_threshold,
        videos=tuple((video, seconds) for video, seconds in row.videos),
        texts=texts,
        activities=tuple((block, kind, public_id) for block, kind, public_id in row.activities),
        reading_completes=row.reading_completes,
    )


def _texts_by_row(lessons: list[ReleaseLesson]) -> dict[int, Texts]:
    """What each lesson says, by its row and then by locale code. One query."""
    through = ReleaseLesson.versions.through.objects.filter(releaselesson__in=lessons)
    found: dict[int, Texts] = defaultdict(dict)
    columns = ("releaselesson_id", "lessonversion__locale__language_code", "lessonversion__content")
    for row, code, content in through.values_list(*columns):
        found[row][code] = content
    return found
