"""Long texts of a course drawn as HTML, kept in the process.

What is drawn depends on the frozen content, on the language of the labels around it, and on the files that it
names, whose replacement advances the generation: all three stand in the key, so what is kept is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.rich_text import expand_db_html

from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.courses.models import CoursePage
from learning.courses.release.outlines import Outline, OutlineLesson, content_of, outline_of_release
from library.models import AcademyDocument


def description_of(outline: Outline) -> SafeString:
    """The long description of a course as HTML."""
    if outline.release_id is None:
        return _draw_description(outline)
    return _description(outline.release_id, outline.language_code, get_language() or "", current_version())


def lesson_parts(lesson: OutlineLesson) -> tuple[SafeString, SafeString]:
    """A lesson as HTML: what stands up to its first video, and the rest; without a video all is the rest.

    No query when it was drawn before.
    """
    if lesson.version_id is None:
        return _draw_parts(lesson)
    return _lesson_parts(lesson, get_language() or "", current_version())


def _draw_parts(lesson: OutlineLesson) -> tuple[SafeString, SafeString]:
    body = content_of(lesson).body
    blocks = [(child.block_type, child.value, child.id) for child in body]
    at = next((number for number, (name, *_rest) in enumerate(blocks, 1) if name == "video"), 0)
    lead, rest = (StreamValue(body.stream_block, part) for part in (blocks[:at], blocks[at:]))
    return render(lead), render(rest)


def render(stream: StreamValue) -> SafeString:
    return stream.render_as_block() if stream else SafeString("")


@kept_for_version(256)
def _description(release_id: int, outline_language: str, language: str, generation: str) -> SafeString:
    return _draw_description(outline_of_release(release_id, outline_language))


def _draw_description(outline: Outline) -> SafeString:
    block = CoursePage._meta.get_field("description").stream_block
    return render(block.to_python(outline.text["description"]))


@kept_for_version(512)
def _lesson_parts(lesson: OutlineLesson, language: str, generation: str) -> tuple[SafeString, SafeString]:
    return _draw_parts(lesson)


def lesson_transcript(lesson: OutlineLesson) -> SafeString:
    """What is said in a lesson, as HTML; no query when it was drawn before."""
    if lesson.version_id is None:
        return _draw_transcript(lesson)
    return _lesson_transcript(lesson, current_version())


@kept_for_version(512)
def _lesson_transcript(lesson: OutlineLesson, generation: str) -> SafeString:
    return _draw_transcript(lesson)


def _draw_transcript(lesson: OutlineLesson) -> SafeString:
    said = content_of(lesson).transcript
    return mark_safe(expand_db_html(said)) if said else SafeString("")  # noqa: S308 - from the editor's rich text


@dataclass(frozen=True, slots=True)
class Resource:
    """A file to take along from a lesson."""

    name: str
    url: str
    extension: str
    size: int


def lesson_resources(lesson: OutlineLesson) -> tuple[Resource, ...]:
    """The files of a lesson; no query when they were asked for before."""
    if lesson.version_id is None:
        return tuple(_resources_in(content_of(lesson).body))
    return _lesson_resources(lesson, current_version())


@kept_for_version(512)
def _lesson_resources(lesson: OutlineLesson, generation: str) -> tuple[Resource, ...]:
    return tuple(_resources_in(content_of(lesson).body))


def _resources_in(body: StreamValue) -> Iterator[Resource]:
    for child in body:
        if child.block_type == "document" and child.value["document"]:
            yield _resource(child.value["document"], child.value.name)
        elif child.block_type == "downloads":
            yield from (_resource(document, document.title) for document in child.value.documents)


def _resource(document: AcademyDocument, name: str) -> Resource:
    return Resource(name, document.url, document.file_extension.upper(), document.file_size or 0)
