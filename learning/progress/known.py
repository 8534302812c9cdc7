"""What is known of a learner in a course, read at once: two statements where one question each would be ten.

It only saves the way to the database. What the rows mean is decided where it always is: `access.policies`
gives the verdict, `selectors.progress_of` works out how far somebody is, each from these rows as from those
it asks for itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from common.one_statement import (
    COURSE,
    LESSON,
    PERSON,
    PUBLIC_ID,
    RowsAsJson,
    Statement,
    columns_of,
    made_row,
    read_json,
    read_moment,
    read_rows,
    reads_of,
)
from learning.access.models import CourseAccess, Enrolment
from learning.courses.models import Course, Release, ReleaseLesson
from learning.courses.viewer import Viewer

from .models import ChecklistTick, CourseCompletion, LessonCompletion, LessonPosition, Note

if TYPE_CHECKING:
    from accounts.models import User


class PositionRow(NamedTuple):
    """Where a learner is in one video of a lesson (`LessonPosition`)."""

    lesson_id: int
    video_id: str
    position_seconds: int
    best_percentage: int
    watched_seconds: int
    updated_at: datetime


class CompletionRow(NamedTuple):
    """That a lesson was completed, with its length and its videos (id, seconds) in the release it was
    then.
    """

    lesson_id: int
    completed_at: datetime
    how: str
    seconds: int | None
    videos: list[tuple[str, int]] | None


@dataclass(frozen=True, slots=True)
class ProgressRows:
    """What is recorded of one enrolment: positions, the oldest report first; completed lessons; the end."""

    positions: tuple[PositionRow, ...] = ()
    completions: tuple[CompletionRow, ...] = ()
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownInCourse:
    """A course with what rules ask of its latest release, and what is recorded of one person in it now.

    enrolment: their latest run; None: they never enrolled. grants: theirs for this course, all of them.
    """

    course: Course
    enrolment: Enrolment | None = None
    grants: tuple[CourseAccess, ...] = ()
    progress: ProgressRows = ProgressRows()


@dataclass(frozen=True, slots=True)
class KnownInLesson:
    """A person's notes in a lesson, the oldest first, and what they ticked off: item ids by checklist."""

    notes: tuple[Note, ...]
    ticks: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class KnownAtLesson:
    """What is known of a person in a lesson of a course that they take; with the course and its latest
    release.

    enrolment: their latest run. grants: theirs for this course, all of them. done: ids of the lessons that
    they completed in this run. positions: where they are in this lesson, by the id of the video.
    """

    lesson_id: int
    course: Course
    enrolment: Enrolment
    grants: tuple[CourseAccess, ...]
    done: set[int]
    positions: dict[str, LessonPosition]


@dataclass(frozen=True, slots=True)
class KnownLearning:
    """Everything a person takes or took, newest first, each with its course and that course's latest release;
    and what is recorded of each enrolment, by its id.
    """

    enrolments: tuple[Enrolment, ...]
    progress: dict[int, ProgressRows]


COURSE_COLUMNS = columns_of(Course)
RELEASE_COLUMNS = columns_of(Release, "content", "search_text")
ENROLMENT_COLUMNS = columns_of(Enrolment)
GRANT_COLUMNS = columns_of(CourseAccess)
NOTE_COLUMNS = columns_of(Note)
POSITION_COLUMNS = columns_of(LessonPosition)
_READ_ENROLMENT, _READ_GRANT, _READ_NOTE, _READ_POSITION = (
    reads_of(Enrolment, ENROLMENT_COLUMNS),
    reads_of(CourseAccess, GRANT_COLUMNS),
    reads_of(Note, NOTE_COLUMNS),
    reads_of(LessonPosition, POSITION_COLUMNS),
)
_COURSES_END, _RELEASES_END = len(COURSE_COLUMNS), len(COURSE_COLUMNS) + len(RELEASE_COLUMNS)


def _course() -> QuerySet[Course, Any]:
    return Course.objects.filter(pk=COURSE).values_list(
        *COURSE_COLUMNS, *(f"latest_release__{name}" for name in RELEASE_COLUMNS)
    )


def _as_released(completed: QuerySet[LessonCompletion, Any]) -> QuerySet[LessonCompletion, Any]:
    """Completed lessons with their lengths and videos in the release that they were completed in."""
    lessons = ReleaseLesson.objects.filter(release=OuterRef("release"), lesson=OuterRef("lesson"))
    return completed.annotate(
        seconds=Subquery(lessons.values("seconds")[:1]), videos=Subquery(lessons.values("videos")[:1])
    )


def _learner_in_course() -> QuerySet[Course, Any]:
    taken = Enrolment.objects.filter(person=PERSON, course=COURSE).order_by("-run")
    latest = Subquery(taken.values("pk")[:1])
    completed = _as_released(LessonCompletion.objects.filter(enrolment=latest))
    ended = CourseCompletion.objects.filter(enrolment=latest)
    positions = LessonPosition.objects.filter(enrolment=latest).order_by("updated_at")
    grants = CourseAccess.objects.filter(person=PERSON, course=COURSE)
    return (
        _course()
        .annotate(
            taken=RowsAsJson(taken.values_list(*ENROLMENT_COLUMNS)[:1]),
            given=RowsAsJson(grants.values_list(*GRANT_COLUMNS)),
            where=RowsAsJson(positions.values_list(*PositionRow._fields)),
            done=RowsAsJson(completed.order_by().values_list(*CompletionRow._fields)),
            ended=RowsAsJson(ended.values_list("completed_at")),
        )
        .values_list(
            *COURSE_COLUMNS,
            *(f"latest_release__{name}" for name in RELEASE_COLUMNS),
            *(F(name) for name in ("taken", "given", "where", "done", "ended")),
        )
    )


def _person_in_lesson() -> QuerySet[Any, Any]:
    from accounts.models import User

    notes = Note.objects.filter(person=PERSON, lesson=LESSON, deleted_at=None).order_by("created_at", "pk")
    taken = Enrolment.objects.filter(person=PERSON, course=COURSE).order_by("-run").values("pk")[:1]
    ticks = ChecklistTick.objects.filter(enrolment=Subquery(taken), lesson=LESSON).order_by("pk")
    return User.objects.filter(pk=PERSON).values_list(
        RowsAsJson(notes.values_list(*NOTE_COLUMNS)),
        RowsAsJson(ticks.values_list("block_id", "item_id")),
    )


def _learner_at_lesson() -> QuerySet[Enrolment, Any]:
    grants = CourseAccess.objects.filter(person=PERSON, course=OuterRef("course"))
    positions = LessonPosition.objects.filter(enrolment=OuterRef("pk"), lesson=OuterRef("course__lessons"))
    done = LessonCompletion.objects.filter(enrolment=OuterRef("pk")).order_by()
    return (
        Enrolment.objects.filter(person=PERSON, course__lessons__public_id=PUBLIC_ID)
        .order_by("-run")
        .annotate(
            given=RowsAsJson(grants.values_list(*GRANT_COLUMNS)),
            where=RowsAsJson(positions.values_list(*POSITION_COLUMNS)),
            done=RowsAsJson(done.values_list("lesson_id")),
        )
        .values_list(
            *(f"course__{name}" for name in COURSE_COLUMNS),
            *(f"course__latest_release__{name}" for name in RELEASE_COLUMNS),
            *ENROLMENT_COLUMNS,
            "course__lessons__pk",
            *(F(name) for name in ("given", "where", "done")),
        )[:1]
    )


def _persons_enrolments() -> QuerySet[Enrolment, Any]:
    rows = Enrolment.objects.filter(person=PERSON).newest_first()
    return rows.values_list(
        *(f"course__{name}" for name in COURSE_COLUMNS),
        *(f"course__latest_release__{name}" for name in RELEASE_COLUMNS),
        *ENROLMENT_COLUMNS,
    )


def _persons_progress() -> QuerySet[Any, Any]:
    from accounts.models import User

    positions = LessonPosition.objects.filter(enrolment__person=PERSON).order_by("updated_at")
    completed = _as_released(LessonCompletion.objects.filter(enrolment__person=PERSON)).order_by()
    ended = CourseCompletion.objects.filter(enrolment__person=PERSON)
    return User.objects.filter(pk=PERSON).values_list(
        RowsAsJson(positions.values_list("enrolment_id", *PositionRow._fields)),
        RowsAsJson(completed.values_list("enrolment_id", *CompletionRow._fields)),
        RowsAsJson(ended.values_list("enrolment_id", "completed_at")),
    )


_COURSE = Statement(_course)
_PERSONS_ENROLMENTS = Statement(_persons_enrolments)
_PERSONS_PROGRESS = Statement(_persons_progress)
_LEARNER_IN_COURSE = Statement(_learner_in_course)
_PERSON_IN_LESSON = Statement(_person_in_lesson)
_LEARNER_AT_LESSON = Statement(_learner_at_lesson)


def known_course(course_id: int) -> Course:
    """A course with what rules ask of its latest release, without its long texts. One query.

    Raises Course.DoesNotExist.
    """
    for row in _COURSE.rows({COURSE: course_id}):
        return _as_course(row)
    raise Course.DoesNotExist(course_id)


def known_in_course(viewer: Viewer, course_id: int) -> KnownInCourse:
    """A course and what is recorded of the viewer in it, as things stand. One query.

    Of a stranger nothing is. Raises Course.DoesNotExist; AssertionError for who looks back or is made up.
    """
    assert not viewer.looks_back and viewer.persona is None, "rows as they are say nothing about them"
    if viewer.person is None:
        return KnownInCourse(known_course(course_id))
    for row in _LEARNER_IN_COURSE.rows({COURSE: course_id, PERSON: viewer.person.pk}):
        course = _as_course(row)
        taken, given, where, done, ended = row[_RELEASES_END:]
        enrolment = next(
            (made_row(Enrolment, ENROLMENT_COLUMNS, found) for found in read_rows(taken, *_READ_ENROLMENT)),
            None,
        )
        return KnownInCourse(
            course,
            enrolment,
            tuple(made_row(CourseAccess, GRANT_COLUMNS, found) for found in read_rows(given, *_READ_GRANT)),
            ProgressRows(
                tuple(PositionRow(*found) for found in read_rows(where, *[None] * 5, read_moment)),
                tuple(
                    CompletionRow(*found)
                    for found in read_rows(done, None, read_moment, None, None, read_json)
                ),
                next((moment for (moment,) in read_rows(ended, read_moment)), None),
            ),
        )
    raise Course.DoesNotExist(course_id)


def known_in_lesson(person: User, *, course_id: int, lesson_id: int) -> KnownInLesson:
    """A person's notes and ticks in a lesson of a course. One query."""
    asked: dict[int | UUID, int | UUID] = {PERSON: person.pk, COURSE: course_id, LESSON: lesson_id}
    ticked: dict[str, list[str]] = {}
    for notes, ticks in _PERSON_IN_LESSON.rows(asked):
        for block_id, item_id in read_rows(ticks):
            ticked.setdefault(block_id, []).append(item_id)
        return KnownInLesson(
            tuple(made_row(Note, NOTE_COLUMNS, found) for found in read_rows(notes, *_READ_NOTE)), ticked
        )
    return KnownInLesson((), ticked)


def known_at_lesson(viewer: Viewer, lesson_public_id: UUID) -> KnownAtLesson | None:
    """What is known of the viewer in a lesson, as things stand; None for who doesn't take its course.

    One query. AssertionError for who looks back or is made up.
    """
    assert not viewer.looks_back and viewer.persona is None, "rows as they are say nothing about them"
    if viewer.person is None:
        return None
    for row in _LEARNER_AT_LESSON.rows({PERSON: viewer.person.pk, PUBLIC_ID: lesson_public_id}):
        lesson_id, given, where, done = row[-4:]
        positions = (
            made_row(LessonPosition, POSITION_COLUMNS, found) for found in read_rows(where, *_READ_POSITION)
        )
        return KnownAtLesson(
            lesson_id,
            _as_course(row),
            made_row(Enrolment, ENROLMENT_COLUMNS, row[_RELEASES_END:-4]),
            tuple(made_row(CourseAccess, GRANT_COLUMNS, found) for found in read_rows(given, *_READ_GRANT)),
            {number for (number,) in read_rows(done)},
            {position.video_id: position for position in positions},
        )
    return None


def known_learning(person: User) -> KnownLearning:
    """Everything that a person takes, as things stand. Two queries."""
    enrolments = []
    for row in _PERSONS_ENROLMENTS.rows({PERSON: person.pk}):
        enrolment = made_row(Enrolment, ENROLMENT_COLUMNS, row[_RELEASES_END:])
        enrolment.course = _as_course(row)
        enrolments.append(enrolment)
    positions: dict[int, list[PositionRow]] = defaultdict(list)
    completions: dict[int, list[CompletionRow]] = defaultdict(list)
    ended: dict[int, datetime] = {}
    for where, done, ends in _PERSONS_PROGRESS.rows({PERSON: person.pk}):
        for enrolment_id, *values in read_rows(where, *[None] * 6, read_moment):
            positions[enrolment_id].append(PositionRow(*values))
        for enrolment_id, *values in read_rows(done, None, None, read_moment, None, None, read_json):
            completions[enrolment_id].append(CompletionRow(*values))
        ended |= dict(read_rows(ends, None, read_moment))
    rows = {
        each.pk: ProgressRows(tuple(positions[each.pk]), tuple(completions[each.pk]), ended.get(each.pk))
        for each in enrolments
    }
    return KnownLearning(tuple(enrolments), rows)


def _as_course(row: tuple[Any, ...]) -> Course:
    course = made_row(Course, COURSE_COLUMNS, row[:_COURSES_END])
    if course.latest_release_id is not None:
        # Its long texts are left out, and come when somebody asks for them.
        course.latest_release = made_row(Release, RELEASE_COLUMNS, row[_COURSES_END:_RELEASES_END])
    return course
