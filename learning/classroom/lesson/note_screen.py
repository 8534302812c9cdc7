"""A learner's notes, lesson by lesson, with the way back to the moment they were written at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

from learning.classroom.course.course_context import CourseContext
from learning.classroom.labels import clock_label
from learning.courses.release.outlines import OutlineLesson
from learning.progress.models import Note
from learning.progress.selectors import notes_of

#: Stands for a note in an address. No note has it.
NO_NOTE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note. `clock` and `second` are empty and None where it belongs to no moment of a video."""

    public_id: UUID
    body: str
    clock: str
    second: int | None
    video_id: str
    updated_at: datetime
    version: str
    writer: str
    save_url: str
    delete_url: str

    @property
    def has_clock(self) -> bool:
        return bool(self.clock)

    @property
    def own(self) -> dict[str, object]:
        """What templates/classroom/note_frame.html has room for."""
        moment = localtime(self.updated_at)
        return {
            "id": self.public_id,
            "version": self.version,
            "writer": self.writer,
            "save_url": self.save_url,
            "delete_url": self.delete_url,
            "clock": self.clock,
            "second": self.second,
            "video": self.video_id,
            "body": self.body,
            "updated_at": moment.isoformat(),
            "updated": _written(moment.replace(tzinfo=None), get_language() or ""),
        }


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """The notes of one lesson."""

    title: str
    number: int
    url: str
    notes: tuple[NoteRow, ...]


def note_groups(standing: CourseContext) -> tuple[NoteGroup, ...]:
    """The viewer's notes in a course; one query for somebody signed in, none for a stranger."""
    person = standing.viewer.person
    if person is None or standing.shows_only:
        return ()
    by_lesson: dict[int, list[Note]] = defaultdict(list)
    for note in notes_of(person, standing.outline.by_id):
        by_lesson[note.lesson_id].append(note)
    return tuple(
        NoteGroup(
            lesson.title, lesson.number, standing.lesson_url(lesson), note_rows(by_lesson[lesson.id], lesson)
        )
        for lesson in standing.outline.lessons
        if by_lesson[lesson.id]
    )


def notes_in(standing: CourseContext, lesson: OutlineLesson) -> tuple[NoteRow, ...]:
    """The viewer's notes in one lesson; one query."""
    person = standing.viewer.person
    return note_rows(notes_of(person, [lesson.id]), lesson) if person and not standing.shows_only else ()


def note_rows(notes: Iterable[Note], lesson: OutlineLesson) -> tuple[NoteRow, ...]:
    return tuple(note_row(note, lesson.public_id) for note in notes)


@lru_cache(maxsize=4096)
def _written(moment: datetime, _language_code: str) -> str:
    """moment: as the reader's clock shows it."""
    return date_format(moment, "SHORT_DATETIME_FORMAT")


@lru_cache(maxsize=1024)
def _addresses(lesson_public_id: UUID, _language_code: str) -> tuple[str, str]:
    """Where the note `NO_NOTE` of a lesson would be saved and deleted."""
    names = ("classroom:note", "classroom:note_delete")
    saved, deleted = (reverse(name, args=[lesson_public_id, NO_NOTE]) for name in names)
    return saved, deleted


def note_row(note: Note, lesson_public_id: UUID) -> NoteRow:
    save_url, delete_url = _addresses(lesson_public_id, get_language() or "")
    return NoteRow(
        public_id=note.public_id,
        body=note.body,
        clock="" if note.video_second is None else clock_label(note.video_second),
        second=note.video_second,
        video_id=note.video_id,
        updated_at=note.updated_at,
        version=note.version,
        writer=note.writer,
        save_url=save_url.replace(str(NO_NOTE), str(note.public_id)),
        delete_url=delete_url.replace(str(NO_NOTE), str(note.public_id)),
    )
