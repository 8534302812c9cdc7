"""Everything that changes what is known of a learner's progress, one verb each."""

from .checklists import ItemNotFound, tick, untick
from .favourites import add_favourites, toggle_favourite
from .heartbeats import record_heartbeat
from .lesson_session import LessonNotFound, LessonRefused, SessionResult
from .lessons import LessonNotDone, complete_lesson
from .notes import (
    NoteChanged,
    NoteIsEmpty,
    NoteNotFound,
    delete_note,
    forget_deleted_notes,
    restore_note,
    save_note,
)
from .settling import settle_activity, settle_course, settle_result

__all__ = [
    "ItemNotFound",
    "LessonNotDone",
    "LessonNotFound",
    "LessonRefused",
    "NoteChanged",
    "NoteIsEmpty",
    "NoteNotFound",
    "SessionResult",
    "add_favourites",
    "complete_lesson",
    "delete_note",
    "forget_deleted_notes",
    "record_heartbeat",
    "restore_note",
    "save_note",
    "settle_activity",
    "settle_course",
    "settle_result",
    "tick",
    "toggle_favourite",
    "untick",
]
