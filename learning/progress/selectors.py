"""What screens need to know about progress, in a known number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from learning.access.models import Enrolment
from learning.access.selectors import release_for
from learning.courses.models import Course, ReleaseLesson
from learning.courses.release.outlines import Outline, OutlineLesson, outline_of_release

from .known import CompletionRow, PositionRow, known_learning
from .known import KnownInCourse as KnownInCourse
from .known import KnownInLesson as KnownInLesson
from .known import ProgressRows as ProgressRows
from .known import known_course as known_course
from .known import known_in_course as known_in_course
from .known import known_in_lesson as known_in_lesson
from .models import ChecklistTick, CourseCompletion, Favourite, LessonCompletion, LessonPosition, Note
from .onward import Onward as Onward
from .onward import onward as onward
from .onward import open_neighbours as open_neighbours

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def share_done(outline: Outline, done: Collection[int]) -> int:
    """Completed required lessons of all required ones: 0 to 100, rounded down; 0 when none is required."""
    return percentage_of(outline.required_ids, done)


def percentage_of(required: frozenset[int], done: Collection[int]) -> int:
    """The same, of the ids of required lessons."""
    return len(required.intersection(done)) * 100 // len(required) if required else 0


def percentages_on_own_release(course: Course, enrolments: Collection[Enrolment]) -> dict[int, int]:
    """How far each of these enrolments of a course is in the release that it is shown. Two queries."""
    shown = {row.pk: row.release_id or course.latest_release_id for row in enrolments}
    required: dict[int | None, set[int]] = defaultdict(set)
    asked = ReleaseLesson.objects.filter(
        release__in=set(shown.values()) - {None}, is_required=True
    ).order_by()
    for release_id, lesson_id in asked.values_list("release_id", "lesson_id"):
        required[release_id].add(lesson_id)
    done: dict[int, set[int]] = defaultdict(set)
    rows = LessonCompletion.objects.filter(enrolment__in=list(shown))
    for enrolment_id, lesson_id in rows.values_list("enrolment_id", "lesson_id"):
        done[enrolment_id].add(lesson_id)
    return {pk: percentage_of(frozenset(required[release_id]), done[pk]) for pk, release_id in shown.items()}


@dataclass(frozen=True, slots=True)
class Resume:
    """Where the learner was last. second: of the video with this block id; 0 where there is no video."""

    lesson: OutlineLesson
    video_id: str
    second: int


@dataclass(frozen=True)
class CourseProgress:
    """How far a learner is in an outline.

    completed: when, by lesson id. visited: the last report, by lesson id. percentages: by lesson id, of what
    was started. positions: the second to resume at, by (lesson id, video block id).
    seconds_learned: what was watched and read, as long as it was then, so that it never falls.
    `next_lesson`: what is left to do; None when all are completed. It may be closed: `onward` asks that, too.
    """

    outline: Outline
    enrolment_id: int | None = None
    completed: Mapping[int, datetime] = field(default_factory=dict)
    visited: Mapping[int, datetime] = field(default_factory=dict)
    percentages: Mapping[int, int] = field(default_factory=dict)
    positions: Mapping[tuple[int, str], int] = field(default_factory=dict)
    resume: Resume | None = None
    completed_at: datetime | None = None
    seconds_learned: int = 0

    @cached_property
    def percentage(self) -> int:
        """What a screen shows: of the required lessons; of all of them where none is required."""
        if self.outline.required_ids or not self.lessons_total:
            return share_done(self.outline, self.completed)
        return self.lessons_done * 100 // self.lessons_total

    @property
    def is_completed(self) -> bool:
        return self.completed_at is not None

    @property
    def is_started(self) -> bool:
        return bool(self.visited or self.completed)

    @cached_property
    def lessons_done(self) -> int:
        return sum(lesson.id in self.completed for lesson in self.outline.lessons)

    @property
    def lessons_total(self) -> int:
        return len(self.outline.lessons)

    @property
    def required_done(self) -> int:
        return len(self.outline.required_ids.intersection(self.completed))

    @property
    def required_total(self) -> int:
        return len(self.outline.required_ids)

    @cached_property
    def next_lesson(self) -> OutlineLesson | None:
        """Where they were if that is not completed, else the first that is not, required ones first."""
        if self.resume and self.resume.lesson.id not in self.completed:
            return self.resume.lesson
        open_lessons = [lesson for lesson in self.outline.lessons if lesson.id not in self.completed]
        return next((lesson for lesson in open_lessons if lesson.is_required), next(iter(open_lessons), None))

    @cached_property
    def last_active_at(self) -> datetime | None:
        return max([*self.visited.values(), *self.completed.values()], default=None)

    def lesson_percentage(self, lesson: OutlineLesson) -> int:
        return 100 if lesson.id in self.completed else self.percentages.get(lesson.id, 0)

    def lesson_status(self, lesson: OutlineLesson) -> str:
        """`completed`, `in_progress` or `not_started`."""
        if lesson.id in self.completed:
            return "completed"
        return "in_progress" if lesson.id in self.visited else "not_started"

    def last_at(self, lesson: OutlineLesson) -> datetime | None:
        """When the learner last did something in the lesson."""
        moments = (self.visited.get(lesson.id), self.completed.get(lesson.id))
        return max((moment for moment in moments if moment), default=None)


def progress_of(
    enrolment: Enrolment | None, outline: Outline, known: ProgressRows | None = None
) -> CourseProgress:
    """How far an enrolment (None: nobody's) is in an outline. Three queries; none without an enrolment, nor
    for one that is made up.

    known: what is recorded of it, for who has read that already: no query then.
    """
    if enrolment is None or enrolment.pk is None:
        return CourseProgress(outline)
    if known is not None:
        return _progress_from(outline, enrolment.pk, known)
    return progress_by_enrolment({enrolment.pk: outline})[enrolment.pk]


@dataclass(frozen=True, slots=True)
class TakenCourse:
    """A course that a person takes, as they meet it, and how far they are."""

    enrolment: Enrolment
    course: Course
    outline: Outline
    progress: CourseProgress


@dataclass(frozen=True)
class Learning:
    """Everything that a person takes, newest enrolment first."""

    courses: tuple[TakenCourse, ...]

    @property
    def enrolled(self) -> int:
        return len(self.courses)

    @cached_property
    def completed(self) -> int:
        return sum(taken.progress.is_completed for taken in self.courses)

    @cached_property
    def lessons_done(self) -> int:
        return sum(taken.progress.lessons_done for taken in self.courses)

    @cached_property
    def lessons_total(self) -> int:
        return sum(taken.progress.lessons_total for taken in self.courses)

    @cached_property
    def seconds_learned(self) -> int:
        return sum(taken.progress.seconds_learned for taken in self.courses)

    @cached_property
    def unfinished(self) -> tuple[TakenCourse, ...]:
        """What to continue, the most recently visited first."""
        unfinished = [taken for taken in self.courses if not taken.progress.is_completed]
        return tuple(
            sorted(
                unfinished,
                key=lambda taken: taken.progress.last_active_at or taken.enrolment.enrolled_at,
                reverse=True,
            )
        )

    def by_course(self) -> dict[int, TakenCourse]:
        """The latest run of each course, by course id."""
        latest: dict[int, TakenCourse] = {}
        for taken in self.courses:
            other = latest.get(taken.course.pk)
            if other is None or other.enrolment.run < taken.enrolment.run:
                latest[taken.course.pk] = taken
        return latest


def progress_of_many(person: User, language_code: str = settings.LANGUAGE_CODE) -> Learning:
    """Everything that a person takes. Two queries when the outlines were read before in this process."""
    known = known_learning(person)
    taken = []
    for enrolment in known.enrolments:
        release_id = release_for(enrolment, enrolment.course)
        if release_id is not None:
            outline = outline_of_release(release_id, language_code)
            progress = _progress_from(outline, enrolment.pk, known.progress[enrolment.pk])
            taken.append(TakenCourse(enrolment, enrolment.course, outline, progress))
    return Learning(tuple(taken))


def progress_by_enrolment(outlines: Mapping[int, Outline]) -> dict[int, CourseProgress]:
    """How far each enrolment is in its outline, both by the enrolment's id. Three queries; none for none."""
    if not outlines:
        return {}
    positions: dict[int, list[PositionRow]] = defaultdict(list)
    completions: dict[int, list[CompletionRow]] = defaultdict(list)
    reports = LessonPosition.objects.filter(enrolment__in=outlines).order_by("updated_at")
    for enrolment_id, *values in reports.values_list("enrolment_id", *PositionRow._fields):
        positions[enrolment_id].append(PositionRow(*values))
    as_released = ReleaseLesson.objects.filter(release=OuterRef("release"), lesson=OuterRef("lesson"))
    rows = LessonCompletion.objects.filter(enrolment__in=outlines).annotate(
        seconds=Subquery(as_released.values("seconds")[:1]), videos=Subquery(as_released.values("videos")[:1])
    )
    for enrolment_id, *values in rows.values_list("enrolment_id", *CompletionRow._fields):
        completions[enrolment_id].append(CompletionRow(*values))
    finished = dict(
        CourseCompletion.objects.filter(enrolment__in=outlines).values_list("enrolment_id", "completed_at")
    )
    return {
        pk: _progress_from(
            outline, pk, ProgressRows(tuple(positions[pk]), tuple(completions[pk]), finished.get(pk))
        )
        for pk, outline in outlines.items()
    }


def _progress_from(outline: Outline, enrolment_id: int, recorded: ProgressRows) -> CourseProgress:
    """How far an enrolment is in an outline, from what is recorded of it. No query."""
    watched: dict[int, int] = defaultdict(int)
    for position in recorded.positions:
        watched[position.lesson_id] += position.watched_seconds
    learned = sum(watched.values())
    completed: dict[int, datetime] = {}
    for done in recorded.completions:
        completed[done.lesson_id] = done.completed_at
        seen = watched[done.lesson_id]
        learned += _seconds_read(done.how, done.seconds or 0, done.videos or [], watched=seen)
    progress = _with_positions(outline, enrolment_id, completed, recorded.positions, recorded.completed_at)
    return replace(progress, seconds_learned=learned)


def _seconds_read(how: str, seconds: int, videos: Iterable[tuple[str, int]], *, watched: int) -> int:
    """What was read of a completed lesson, beside the seconds of its videos that were `watched`.

    seconds: the length of the lesson. Videos count as far as they are watched, unless somebody read instead.
    """
    if how == LessonCompletion.How.READ:
        return max(0, seconds - watched)
    return max(0, seconds - sum(length for _id, length in videos))


def _with_positions(
    outline: Outline,
    enrolment_id: int,
    completed: dict[int, datetime],
    positions: Iterable[PositionRow],
    completed_at: datetime | None,
) -> CourseProgress:
    """positions: the oldest report first."""
    visited: dict[int, datetime] = {}
    percentages: dict[int, int] = {}
    seconds: dict[tuple[int, str], int] = {}
    resume = None
    for row in positions:
        visited[row.lesson_id] = row.updated_at
        percentages[row.lesson_id] = max(row.best_percentage, percentages.get(row.lesson_id, 0))
        seconds[row.lesson_id, row.video_id] = row.position_seconds
        if lesson := outline.by_id.get(row.lesson_id):
            resume = Resume(lesson, row.video_id, row.position_seconds)
    return CourseProgress(
        outline, enrolment_id, completed, visited, percentages, seconds, resume, completed_at
    )


def completion_of(enrolment_id: int) -> CourseCompletion | None:
    """When an enrolment completed its course, and in which release, without its long texts; None: it has not.

    One query.
    """
    rows = CourseCompletion.objects.filter(enrolment=enrolment_id).select_related("release")
    return rows.defer("release__content", "release__search_text").first()


def notes_of(person: User, lesson_ids: Iterable[int]) -> QuerySet[Note]:
    """A person's notes in these lessons, the oldest first."""
    own = Note.objects.filter(person=person, lesson__in=list(lesson_ids), deleted_at=None)
    return own.order_by("created_at", "pk")


def notes_as_markdown(person: User, outline: Outline, *newer: Outline) -> str:
    """A person's notes in a course as one Markdown text, lesson by lesson. One query.

    newer: outlines with lessons that were added to theirs.
    """
    lessons = {lesson.id: lesson for each in (outline, *newer) for lesson in each.lessons}
    by_lesson: dict[int, list[Note]] = defaultdict(list)
    for note in notes_of(person, lessons):
        by_lesson[note.lesson_id].append(note)
    lines = [f"# {outline.title}", ""]
    for lesson in lessons.values():
        if by_lesson[lesson.id]:
            lines += [f"## {lesson.number}. {lesson.title}", ""]
        for note in by_lesson[lesson.id]:
            lines += [*_note_heading(note), note.body, ""]
    if not any(by_lesson.values()):
        lines += [_("You don't have any notes in this course yet."), ""]
    return "\n".join(lines)


def _note_heading(note: Note) -> list[str]:
    if note.video_second is None:
        return []
    minutes, seconds = divmod(note.video_second, 60)
    return [f"**{minutes}:{seconds:02}**", ""]


def ticks_in(enrolment_id: int, lesson_id: int) -> dict[str, list[str]]:
    """What is ticked off in a lesson: the ids of the items, by the id of their checklist. One query."""
    ticked: dict[str, list[str]] = defaultdict(list)
    rows = ChecklistTick.objects.filter(enrolment=enrolment_id, lesson=lesson_id).order_by("pk")
    for block_id, item_id in rows.values_list("block_id", "item_id"):
        ticked[block_id].append(item_id)
    return dict(ticked)


def favourites_of(person: User) -> frozenset[int]:
    """Ids of the courses that a person made favourites."""
    return frozenset(Favourite.objects.filter(person=person).values_list("course_id", flat=True))


def lessons_done_by(
    people: Collection[int], course_ids: Collection[int], at: datetime
) -> Iterable[tuple[int, int]]:
    """(person id, lesson id) of the lessons of these courses that these people had completed by then; a run
    before counts, too. One query."""
    done = LessonCompletion.objects.filter(
        enrolment__person__in=people, enrolment__course__in=course_ids, completed_at__lte=at
    )
    return done.values_list("enrolment__person_id", "lesson_id")
