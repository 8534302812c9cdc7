"""What learner screens read: the outline of a release or of a draft, as frozen values.

An outline never changes once it is made, so those of releases are kept in the process; nothing has to be
invalidated. Ids in an outline are those of identities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from wagtail.blocks import StreamValue

from learning.courses.models import CoursePage, LessonPage, LessonVersion, Release, ReleaseLesson
from learning.courses.models.authored import AuthoredPage
from learning.courses.release.course_snapshot import CourseSnapshot, Text, Texts, course_snapshot_of
from learning.courses.release.trees import draft_tree
from learning.courses.rules import CourseRules


@dataclass(frozen=True, slots=True)
class OutlineVideo:
    """A video whose player tells the time: its block's id, and its length (0: unknown)."""

    id: str
    seconds: int


@dataclass(frozen=True, slots=True)
class OutlineActivity:
    """Something to do that a lesson places: its block, its kind (`courses.activities`), and which it is."""

    id: str
    kind: str
    public_id: UUID


@dataclass(frozen=True, slots=True)
class OutlineLesson:
    """One lesson in an outline. `path` is its address below the course; `number` counts from 1.

    `version_id` is the frozen content in the viewer's language (None in a draft, where `text` is set).
    """

    id: int
    public_id: UUID
    title: str
    slug: str
    path: str
    number: int
    kind: str
    is_required: bool
    is_free_preview: bool
    seconds: int
    watch_threshold: int
    videos: tuple[OutlineVideo, ...]
    module_id: int | None
    version_id: int | None = None
    text: Text | None = None
    activities: tuple[OutlineActivity, ...] = ()
    reading_completes: bool = True

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


@dataclass(frozen=True, slots=True)
class OutlineModule:
    """A module with its lessons. Lessons directly under the course: `id` is None and there is no title."""

    id: int | None
    public_id: UUID | None
    title: str
    slug: str
    description: str
    lessons: tuple[OutlineLesson, ...]

    @property
    def seconds(self) -> int:
        return sum(lesson.seconds for lesson in self.lessons)

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


@dataclass(frozen=True)
class Outline:
    """A course as a learner meets it. `release_id` is None for a draft. `text` is what the course page says
    in the viewer's language (`courses.editions.course_text`)."""

    course_id: int
    release_id: int | None
    number: int | None
    is_withdrawn: bool
    language_code: str
    slug: str
    category_id: int | None
    text: Text
    modules: tuple[OutlineModule, ...]
    rules: CourseRules = CourseRules()

    @cached_property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def by_path(self) -> dict[str, OutlineLesson]:
        return {lesson.path: lesson for lesson in self.lessons}

    @cached_property
    def by_id(self) -> dict[int, OutlineLesson]:
        return {lesson.id: lesson for lesson in self.lessons}

    @cached_property
    def required_ids(self) -> frozenset[int]:
        return frozenset(lesson.id for lesson in self.lessons if lesson.is_required)

    @cached_property
    def seconds(self) -> int:
        return sum(module.seconds for module in self.modules)

    @property
    def title(self) -> str:
        return self.text["title"]

    def module_by_slug(self, slug: str) -> OutlineModule | None:
        return next((module for module in self.modules if module.id and module.slug == slug), None)

    def neighbours(self, lesson: OutlineLesson) -> tuple[OutlineLesson | None, OutlineLesson | None]:
        """The lesson before and the lesson after."""
        index = lesson.number - 1
        before = self.lessons[index - 1] if index else None
        after = self.lessons[index + 1] if index + 1 < len(self.lessons) else None
        return before, after


@lru_cache(maxsize=256)
def outline_of_release(release_id: int, language_code: str = settings.LANGUAGE_CODE) -> Outline:
    """The outline of a release in a language; what is not translated is in the course's own language.

    Four queries the first time, none afterwards. Raises Release.DoesNotExist.
    """
    release = Release.objects.select_related("course__source_locale").get(pk=release_id)
    source = release.course.source_locale.language_code
    rows = list(release.lessons.select_related("lesson"))
    modules = list(release.modules.select_related("module"))
    versions = _versions(rows, language_code, source)
    drafts: list[_Placed] = [
        _Placed(
            position=row.position,
            module_row=row.module_id,
            fields={
                "id": row.lesson_id,
                "public_id": row.lesson.public_id,
                "title": versions[row.pk][1],
                "slug": row.slug,
                "kind": row.kind,
                "is_required": row.is_required,
                "is_free_preview": row.is_free_preview,
                "seconds": row.seconds,
                "watch_threshold": row.watch_threshold,
                "reading_completes": row.reading_completes,
                "videos": tuple(OutlineVideo(*video) for video in row.videos),
                "activities": _activities(row.activities),
                "version_id": versions[row.pk][0],
            },
        )
        for row in rows
    ]
    headings = [
        _Heading(
            row.pk,
            row.position,
            row.module_id,
            row.module.public_id,
            row.slug,
            _in_language(row.texts, language_code, source),
        )
        for row in modules
    ]
    return Outline(
        course_id=release.course_id,
        release_id=release.pk,
        number=release.number,
        is_withdrawn=release.is_withdrawn,
        language_code=language_code,
        slug=release.slug,
        category_id=release.category_id,
        text=_in_language(release.content, language_code, source),
        modules=_arrange(headings, drafts),
        rules=CourseRules.from_json(release.rules),
    )


def outline_of_draft(page: CoursePage, *, shown: AuthoredPage | None = None) -> Outline:
    """The outline that the drafts below a course page make now, for its authors' eyes.

    shown: the page that is open in the editor, as it stands there.
    """
    tree = draft_tree(page, shown=shown)
    edition = course_snapshot_of(tree)
    source = edition.source_locale
    keys = {
        node.page.lesson_id: node.page.translation_key
        for node in tree.nodes
        if hasattr(node.page, "lesson_id")
    }
    module_keys = {
        node.page.module_id: node.page.translation_key
        for node in tree.nodes
        if hasattr(node.page, "module_id")
    }
    return outline_of_edition(edition, source, keys, module_keys)


def outline_of_edition(
    edition: CourseSnapshot, source: str, keys: dict[int, UUID], module_keys: dict[int, UUID]
) -> Outline:
    """An edition that is no release yet. keys, module_keys: public ids of its lessons and modules."""
    lessons = [
        _Placed(
            position=lesson.position,
            module_row=lesson.module_id,
            fields={
                "id": lesson.lesson_id,
                "public_id": keys[lesson.lesson_id],
                "title": _in_language(lesson.texts, source, edition.source_locale)["title"],
                "slug": lesson.slug,
                "kind": lesson.kind,
                "is_required": lesson.is_required,
                "is_free_preview": lesson.is_free_preview,
                "seconds": lesson.seconds,
                "watch_threshold": lesson.watch_threshold,
                "reading_completes": lesson.reading_completes,
                "videos": tuple(OutlineVideo(*video) for video in lesson.videos),
                "activities": _activities(lesson.activities),
                "text": _in_language(lesson.texts, source, edition.source_locale),
            },
        )
        for lesson in edition.lessons
    ]
    headings = [
        _Heading(
            module.module_id,
            module.position,
            module.module_id,
            module_keys[module.module_id],
            module.slug,
            _in_language(module.texts, source, edition.source_locale),
        )
        for module in edition.modules
    ]
    return Outline(
        course_id=edition.course_id,
        release_id=None,
        number=None,
        is_withdrawn=False,
        language_code=source,
        slug=edition.slug,
        category_id=edition.category_id,
        text=_in_language(edition.texts, source, edition.source_locale),
        modules=_arrange(headings, lessons),
        rules=CourseRules.from_json(edition.rules),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    position: int
    module_row: int | None
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Heading:
    row: int
    position: int
    module_id: int
    public_id: UUID
    slug: str
    text: Text


def _arrange(headings: list[_Heading], placed: list[_Placed]) -> tuple[OutlineModule, ...]:
    """Modules in their order; neighbouring lessons without a module share a nameless one."""
    inside: dict[int | None, list[_Placed]] = defaultdict(list)
    for lesson in sorted(placed, key=lambda each: each.position):
        inside[lesson.module_row].append(lesson)
    groups: list[tuple[int, _Heading | None, list[_Placed]]] = [
        (heading.position, heading, inside[heading.row]) for heading in headings
    ]
    groups += [(lesson.position, None, [lesson]) for lesson in inside[None]]
    groups.sort(key=lambda group: group[0])
    modules: list[OutlineModule] = []
    number = 0
    for _position, heading, members in groups:
        lessons = tuple(
            _lesson(lesson, heading, number + index) for index, lesson in enumerate(members, start=1)
        )
        number += len(lessons)
        if heading is None and modules and modules[-1].id is None:
            modules[-1] = _module(None, modules[-1].lessons + lessons)
        else:
            modules.append(_module(heading, lessons))
    return tuple(modules)


def _lesson(placed: _Placed, heading: _Heading | None, number: int) -> OutlineLesson:
    slug = placed.fields["slug"]
    return OutlineLesson(
        **placed.fields,
        path=f"{heading.slug}/{slug}/" if heading else f"{slug}/",
        number=number,
        module_id=heading.module_id if heading else None,
    )


def _module(heading: _Heading | None, lessons: tuple[OutlineLesson, ...]) -> OutlineModule:
    if heading is None:
        return OutlineModule(None, None, "", "", "", lessons)
    return OutlineModule(
        heading.module_id,
        heading.public_id,
        heading.text["title"],
        heading.slug,
        heading.text["description"],
        lessons,
    )


def _activities(placed: Iterable[Sequence[str]]) -> tuple[OutlineActivity, ...]:
    return tuple(OutlineActivity(block, kind, UUID(public_id)) for block, kind, public_id in placed)


def _versions(rows: list[ReleaseLesson], language_code: str, source: str) -> dict[int, tuple[int, str]]:
    """(version id, title) by the row of the lesson, in the language or else the source's."""
    through = ReleaseLesson.versions.through.objects.filter(releaselesson__in=rows)
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    columns = (
        "releaselesson_id",
        "lessonversion__locale__language_code",
        "lessonversion_id",
        "lessonversion__title",
    )
    for row, code, version, title in through.values_list(*columns):
        found[row][code] = version, title
    return {row: by_code.get(language_code) or by_code[source] for row, by_code in found.items()}


def _in_language(texts: Texts, language_code: str, source: str) -> Text:
    return texts.get(language_code) or texts[source]


@dataclass(frozen=True, slots=True)
class LessonContent:
    """What a lesson says: the body as a stream of blocks, and the rest as plain values."""

    title: str
    body: StreamValue
    transcript: str
    outcomes: tuple[str, ...]


@lru_cache(maxsize=512)
def _content_of_version(version_id: int) -> LessonContent:
    return content_of_text(LessonVersion.objects.values_list("content", flat=True).get(pk=version_id))


def content_of_text(text: Text) -> LessonContent:
    """The content that frozen fields (`courses.editions.lesson_text`) describe."""
    return LessonContent(
        title=text["title"],
        body=LessonPage._meta.get_field("body").stream_block.to_python(text["body"]),
        transcript=text["transcript"],
        outcomes=tuple(text["outcomes"]),
    )


def content_of(lesson: OutlineLesson) -> LessonContent:
    """What a lesson of an outline says; at most one query, none when it was read before."""
    if lesson.text is not None:
        return content_of_text(lesson.text)
    assert lesson.version_id is not None
    return _content_of_version(lesson.version_id)


def forget() -> None:
    """Empty this process's store of outlines and contents, as between two tests that reuse the same ids."""
    outline_of_release.cache_clear()
    _content_of_version.cache_clear()
