"""An edition with the names of what it refers to, so that it can be read when these things are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings

from learning.courses import activities
from learning.courses.models import Candidate, LessonPage, Release
from learning.courses.release.bodies import fetch_together
from learning.courses.release.comparison import COURSE, LESSON, STREAMS
from learning.courses.release.course_snapshot import CourseSnapshot, course_snapshot_of
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.courses.release.plain_blocks import plain, references
from learning.courses.release.trees import candidate_tree

#: By `<model label>:<id>`, or `activity:<public id>`: its title, and the stored file that it was.
Names = dict[str, dict[str, str]]

_ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class NamedEdition:
    """An edition, and what the things it refers to were called."""

    snapshot: CourseSnapshot
    names: Names = field(default_factory=dict)


def edition_of_release(release: Release) -> NamedEdition:
    """A kept release. One from before names were kept has those of now. See `snapshot_of_release`."""
    snapshot = snapshot_of_release(release)
    return NamedEdition(snapshot, release.names or names_of(snapshot))


def edition_of_candidate(candidate: Candidate, *, at: datetime) -> NamedEdition:
    """What approving a candidate would release at a moment, with the names of now.

    Of a translation: the latest release with the words of the candidate; of a lesson alone: with that lesson.
    The number of queries does not depend on how many pages there are.
    """
    snapshot = snapshot_of_candidate(candidate, at=at)
    return NamedEdition(snapshot, names_of(snapshot))


def snapshot_of_candidate(candidate: Candidate, *, at: datetime) -> CourseSnapshot:
    """What `edition_of_candidate` holds, without the names."""
    course = candidate.course
    if candidate.lesson_id is not None:
        from learning.courses.actions import lessons_alone  # which keeps releases

        try:
            return lessons_alone.snapshot_with_lesson(course, candidate)
        except lessons_alone.LessonNotPublished:  # it would release nothing, and approving it says so
            assert course.latest_release is not None, "a lesson alone is only submitted to a release"
            return snapshot_of_release(course.latest_release)
    tree = candidate_tree(candidate, at=at)
    fetch_together(node.page for node in tree.nodes if isinstance(node.page, LessonPage))
    snapshot = course_snapshot_of(tree)
    if tree.page.locale_id == course.source_locale_id or course.latest_release is None:
        return snapshot
    return _translated(snapshot_of_release(course.latest_release), snapshot)


def _translated(base: CourseSnapshot, said: CourseSnapshot) -> CourseSnapshot:
    """An edition with what a translation of it says, in the language of the translation."""
    code = said.source_locale
    modules = {module.module_id: module.texts[code] for module in said.modules}
    lessons = {lesson.lesson_id: lesson.texts[code] for lesson in said.lessons}
    return replace(
        base,
        texts=base.texts | {code: said.texts[code]},
        modules=tuple(
            replace(one, texts=one.texts | {code: modules[one.module_id]})
            if one.module_id in modules
            else one
            for one in base.modules
        ),
        lessons=tuple(
            replace(one, texts=one.texts | {code: lessons[one.lesson_id]})
            if one.lesson_id in lessons
            else one
            for one in base.lessons
        ),
    )


def names_of(edition: CourseSnapshot) -> Names:
    """What everything that an edition refers to is called now. One query for each kind of thing."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for label, pk in _references(edition):
        wanted[label].add(pk)
    found: Names = {}
    for label, ids in sorted(wanted.items()):
        for pk, thing in apps.get_model(label)._default_manager.in_bulk(ids).items():
            stored = getattr(thing, "file", None)
            found[f"{label}:{pk}"] = {"title": str(thing), "file": stored.name if stored else ""}
    quizzes = [UUID(quiz) for quiz, _least in edition.rules.get("quiz_scores", ())]
    for public_id, told in activities.describe(quizzes).items():
        found[f"{_ACTIVITY}:{public_id}"] = {"title": told.title, "file": ""}
    return found


def name_in(names: Names, label: str, key: Any) -> str:
    """What a thing was called; empty: nobody knows any more."""
    return names.get(f"{label}:{key}", {}).get("title", "")


def file_in(names: Names, label: str, key: Any) -> str:
    """The name of its file; empty: it has none, or nobody knows any more."""
    return PurePath(names.get(f"{label}:{key}", {}).get("file", "")).name


def activity_in(names: Names, public_id: str) -> str:
    return name_in(names, _ACTIVITY, public_id)


def replaced_files(before: Names, after: Names) -> list[tuple[str, str, str]]:
    """Title, and file before and after, of what both refer to and whose file is another one."""
    return [
        (now["title"], before[key]["file"], now["file"])
        for key, now in after.items()
        if key in before and before[key]["file"] != now["file"]
    ]


def _references(edition: CourseSnapshot) -> Iterator[tuple[str, int]]:
    if edition.category_id:
        yield "courses.Category", edition.category_id
    for course_id in edition.rules.get("prerequisites", ()):
        yield "courses.Course", course_id
    for text in edition.texts.values():
        if text.get("thumbnail_id"):
            yield settings.WAGTAILIMAGES_IMAGE_MODEL, text["thumbnail_id"]
        yield from _in_streams(COURSE, text)
    for lesson in edition.lessons:
        for text in lesson.texts.values():
            yield from _in_streams(LESSON, text)


def _in_streams(subject: str, text: dict[str, Any]) -> Iterable[tuple[str, int]]:
    for (whose, name), block in STREAMS.items():
        if whose == subject:
            yield from references(block, plain(block, text.get(name)))
