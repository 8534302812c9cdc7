"""The history of a course: its releases, and what each changed, counted. For staff."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.money import Money
from learning.courses.models import (
    Candidate,
    Course,
    CoursePriceChange,
    LessonVersion,
    Release,
    ReleaseLesson,
    ReleaseModule,
)
from learning.courses.release.comparison import (
    ADDED,
    CHANGED,
    LESSON,
    MODULE,
    MOVED,
    REMOVED,
    Change,
    compare,
)
from learning.courses.release.course_snapshot import CourseSnapshot, LessonSnapshot, ModuleSnapshot
from learning.courses.release.kept_snapshots import lesson_of_row
from learning.courses.release.proposals import learners_by_release
from learning.courses.selectors import prices_after

#: Stands in a light snapshot for all that a lesson says, beside its title.
_CONTENT = "content"


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release in the history. changes: what it changed, in words; empty of the first one.

    candidate: the submission that was approved. learners: how many are shown it. prices: what the course cost
    when it came. before: the number of the release before it; None of the first.
    """

    release: Release
    candidate: Candidate | None
    learners: int
    changes: tuple[str, ...]
    prices: tuple[Money, ...]
    before: int | None

    @property
    def note(self) -> str:
        note = getattr(self.release, "note", None)
        return note.text if note else ""


def releases_of(course: Course) -> QuerySet[Release]:
    """The newest first, with who made them, without their long texts."""
    rows = course.releases.select_related("released_by", "restores", "note")
    return rows.defer("search_text", "restores__content", "restores__search_text").newest_first()


def rows_of(course: Course, releases: Sequence[Release]) -> list[ReleaseRow]:
    """Rows for a page of `releases_of`. Seven queries, and one more where titles changed."""
    if not releases:
        return []
    oldest = releases[-1]
    before = course.releases.filter(number=oldest.number - 1).defer("search_text").first()
    known = {release.number: release for release in [*releases, *([before] if before else [])]}
    light = _light_snapshots(course, list(known.values()))
    approved = _approved([release.pk for release in releases])
    learners = learners_by_release(course)
    changes = list(CoursePriceChange.objects.filter(course=course).order_by("changed_at", "pk"))
    found = {
        release.number: compare(light[known[release.number - 1].pk], light[release.pk])
        for release in releases
        if release.number - 1 in known
    }
    only_renamed = _only_renamed([change for some in found.values() for change in some])
    return [
        ReleaseRow(
            release=release,
            candidate=approved.get(release.pk),
            learners=learners.get(release.pk, 0),
            changes=_in_words(found.get(release.number, ()), only_renamed),
            prices=prices_after(change for change in changes if change.changed_at <= release.released_at),
            before=release.number - 1 if release.number in found else None,
        )
        for release in releases
    ]


def _only_renamed(changes: list[Change]) -> set[tuple[int, int]]:
    """Of lessons with another title, the versions before and after that say the same beside it. One query."""
    renamed = {
        change.subject_id for change in changes if change.field == "title" and change.subject == LESSON
    }
    pairs = {
        (change.before, change.after)
        for change in changes
        if change.field == _CONTENT and change.subject_id in renamed and change.before and change.after
    }
    versions = LessonVersion.objects.in_bulk({pk for pair in pairs for pk in pair}) if pairs else {}
    return {pair for pair in pairs if _beside_title(versions[pair[0]]) == _beside_title(versions[pair[1]])}


def _beside_title(version: LessonVersion) -> dict[str, Any]:
    return {name: value for name, value in version.content.items() if name != "title"}


def _approved(release_ids: list[int]) -> dict[int, Candidate]:
    rows = Candidate.objects.filter(release__in=release_ids).select_related("submitted_by", "decided_by")
    return {row.release_id: row for row in rows.order_by("pk") if row.release_id}


def _in_words(changes: Iterable[Change], only_renamed: set[tuple[int, int]]) -> tuple[str, ...]:
    """A line for each kind of change, with how many lessons it concerns."""
    lessons: Mapping[str, set[int]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for change in changes:
        if change.field == _CONTENT and (change.before, change.after) in only_renamed:
            continue
        if change.subject == LESSON and change.what in (ADDED, REMOVED, MOVED):
            lessons[change.what].add(change.subject_id)
        elif change.subject == LESSON and change.field == "title":
            lessons["renamed"].add(change.subject_id)
        elif change.subject == LESSON:
            lessons[CHANGED].add(change.subject_id)
        elif change.field.startswith("rules."):
            counts["rules"] += 1
        elif change.subject == MODULE:
            counts["modules"] += 1
        else:
            counts["course"] += 1
    lessons[CHANGED] -= lessons[ADDED]
    told = [
        (len(lessons[ADDED]), lambda n: ngettext("%(n)d lesson added", "%(n)d lessons added", n)),
        (len(lessons[REMOVED]), lambda n: ngettext("%(n)d lesson removed", "%(n)d lessons removed", n)),
        (len(lessons[MOVED]), lambda n: ngettext("%(n)d lesson moved", "%(n)d lessons moved", n)),
        (
            len(lessons["renamed"] - lessons[ADDED]),
            lambda n: ngettext("%(n)d lesson renamed", "%(n)d lessons renamed", n),
        ),
        (len(lessons[CHANGED]), lambda n: ngettext("%(n)d lesson changed", "%(n)d lessons changed", n)),
        (counts["modules"], lambda n: _("Modules changed")),
        (counts["course"], lambda n: _("Course page changed")),
        (counts["rules"], lambda n: _("Access rules changed")),
    ]
    return tuple(words(count) % {"n": count} for count, words in told if count)


def _light_snapshots(course: Course, releases: list[Release]) -> dict[int, CourseSnapshot]:
    """Snapshots in which a lesson only has its title and a version. By release id; three queries."""
    ids = [release.pk for release in releases]
    modules: Mapping[int, list[ModuleSnapshot]] = defaultdict(list)
    module_of: dict[int, int] = {}
    for heading in ReleaseModule.objects.filter(release__in=ids):
        module_of[heading.pk] = heading.module_id
        modules[heading.release_id].append(
            ModuleSnapshot(heading.module_id, heading.position, heading.slug, heading.texts)
        )
    texts = _light_texts(ids)
    lessons: Mapping[int, list[LessonSnapshot]] = defaultdict(list)
    for row in ReleaseLesson.objects.filter(release__in=ids):
        lessons[row.release_id].append(
            lesson_of_row(row, module_id=module_of.get(row.module_id or 0), texts=texts[row.pk])
        )
    source = course.source_locale.language_code
    return {
        release.pk: CourseSnapshot(
            course_id=course.pk,
            source_locale=source,
            slug=release.slug,
            category_id=release.category_id,
            texts=release.content,
            modules=tuple(modules[release.pk]),
            lessons=tuple(lessons[release.pk]),
            rules=release.rules,
        )
        for release in releases
    }


def _light_texts(release_ids: list[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """By the row of the lesson and then by locale code: its title, and the id of the version it has."""
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    through = ReleaseLesson.versions.through.objects.filter(releaselesson__release__in=release_ids)
    columns = (
        "releaselesson_id",
        "lessonversion__locale__language_code",
        "lessonversion_id",
        "lessonversion__title",
    )
    for row, code, version, title in through.values_list(*columns):
        found[row][code] = {"title": title, _CONTENT: version}
    return found
