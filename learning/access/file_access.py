"""Who may fetch a course's files: whoever may enter it, and everybody what is open to everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.models import Collection

from common.verdict import Verdict
from learning.courses.models import Course, CoursePage, LessonPage, LessonVersion, Release
from learning.courses.release.outlines import outline_of_release
from learning.courses.rules import CourseRules
from learning.courses.viewer import Viewer
from library.files import LibraryFile

from . import policies
from .engine import course_rules, lesson_rules
from .models import Enrolment
from .selectors import enrolment_of, newer_release_for, release_for

Reference = tuple[str, str]


def guard_course_files(person: Any, moment: datetime, file: LibraryFile) -> Verdict | None:
    """The verdict on a file that lies in a course's collection or below it; None for any other file.

    Files that a released preview lesson names are as open as the lesson, and those that the course page
    itself shows (its picture, its description) as open as the page.
    person: or the viewer whose eyes staff look through, at the moment that it is for them.
    """
    course = _course_of(file.collection)
    if course is None:
        return None
    viewer = person if isinstance(person, Viewer) else _viewer(person, moment)
    verdict = policies.course_verdict(viewer, course)
    release = course.latest_release
    if release is None:
        return verdict
    # The hash tells a release from one whose id was given back.
    edition = release.pk, release.content_hash
    wanted = (file.item._meta.label, str(file.item.pk))
    if verdict:
        return _when_its_lesson_is_open(viewer, course, release, verdict, wanted)
    if course_rules.shows_cover(verdict) and wanted in _named_on_cover(*edition):
        return Verdict.yes("preview", trace=verdict.trace)
    lesson = lesson_rules.evaluate_lesson(verdict, is_free_preview=True)
    return lesson if lesson and wanted in _named_in_previews(*edition) else verdict


def _viewer(person: Any, moment: datetime) -> Viewer:
    return Viewer(person=person if person.is_authenticated else None, moment=moment)


def _when_its_lesson_is_open(
    viewer: Viewer, course: Course, release: Release, verdict: Verdict, wanted: Reference
) -> Verdict:
    """Whoever is in has a file that lessons name once one of these lessons is open to them: in the release
    that they are shown, or in a later one whose new lessons are open to them. release: the latest."""
    if not CourseRules.from_json(release.rules).has_drip and course.follow == Course.Follow.NOW:
        return verdict
    enrolment = enrolment_of(viewer, course)
    named: list[Verdict] = []
    for shown in _shown_to(enrolment, course, release, viewer):
        if wanted in _named_on_cover(shown.pk, shown.content_hash):
            return verdict
        lessons = _named_by_lessons(shown.pk, shown.content_hash).get(wanted)
        if lessons:
            outline = outline_of_release(shown.pk)
            verdicts = policies.lesson_verdicts_given(viewer, verdict, outline, enrolment)
            named += [verdicts[lesson_id] for lesson_id in lessons if lesson_id in verdicts]
    return next((found for found in named if found), named[0]) if named else verdict


def _shown_to(
    enrolment: Enrolment | None, course: Course, latest: Release, viewer: Viewer
) -> Iterator[Release]:
    """The release that somebody is shown and, if they completed the course, the latest. One or two queries
    for whom they differ, else none."""
    own = release_for(enrolment, course, viewer)
    if own is None or own == latest.pk:
        yield latest
        return
    yield Release.objects.only("content_hash").get(pk=own)
    if newer_release_for(enrolment, course):
        yield latest


def _course_of(collection: Collection) -> Course | None:
    path, step = collection.path, collection.steplen
    above = [path[:end] for end in range(step, len(path) + step, step)]
    found = Course.objects.filter(collection__path__in=above).select_related("latest_release")
    return found.order_by("-collection__path").first()


@lru_cache(maxsize=512)
def _named_in_previews(release_id: int, _content_hash: str) -> frozenset[Reference]:
    """Model and id of everything that the preview lessons of a release name, in every language."""
    block = LessonPage._meta.get_field("body").stream_block
    contents = LessonVersion.objects.filter(
        pk__in=Release(pk=release_id).lessons.filter(is_free_preview=True).values("versions")
    ).values_list("content", flat=True)
    return frozenset(named for content in contents for named in _named_in(block.to_python(content["body"])))


@lru_cache(maxsize=512)
def _named_by_lessons(release_id: int, _content_hash: str) -> dict[Reference, frozenset[int]]:
    """By model and id of what the lessons of a release name: the lessons that name it."""
    block = LessonPage._meta.get_field("body").stream_block
    rows = Release(pk=release_id).lessons.values_list("lesson_id", "versions__content")
    found: dict[Reference, set[int]] = defaultdict(set)
    for lesson_id, content in rows:
        for reference in _named_in(block.to_python(content["body"])):
            found[reference].add(lesson_id)
    return {reference: frozenset(lessons) for reference, lessons in found.items()}


@lru_cache(maxsize=512)
def _named_on_cover(release_id: int, _content_hash: str) -> frozenset[Reference]:
    """Model and id of everything that the course page of a release shows, in every language."""
    block = CoursePage._meta.get_field("description").stream_block
    thumbnail = CoursePage._meta.get_field("thumbnail").related_model._meta.label
    texts = Release.objects.values_list("content", flat=True).get(pk=release_id)
    named: set[Reference] = set()
    for text in texts.values():
        named.update(_named_in(block.to_python(text["description"])))
        named.add((thumbnail, str(text["thumbnail_id"])))
    return frozenset(named)


def lessons_that_name(release: Release, wanted: Reference) -> frozenset[int]:
    """Ids of the lessons of a release that name a file, by its model's label and id. At most one query."""
    return _named_by_lessons(release.pk, release.content_hash).get(wanted, frozenset())


def names_on_cover(release: Release, wanted: Reference) -> bool:
    """Whether the course page of a release shows a file. At most one query."""
    return wanted in _named_on_cover(release.pk, release.content_hash)


def _named_in(stream: StreamValue) -> Iterator[Reference]:
    for model, pk, _model_path, _content_path in stream.stream_block.extract_references(stream):
        yield model._meta.label, str(pk)
