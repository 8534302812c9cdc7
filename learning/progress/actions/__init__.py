"""Everything that changes what is known of a learner's progress, one verb each."""

from .checklists import ItemNotFound, tick, untick
from .favourites import add_favourites, toggle_favourite
from .following import MoveRefused, move_at_next_lesson, move_learners, set_follow
from .heartbeats import record_heartbeat
from .lesson_session import LessonNotFound, LessonRefused, SessionResult
from .lessons import LessonNotDone, complete_lesson
from .move_jobs import enrolments_to_move, resume_cut_off, resume_moving, run_moving, start_moving
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
    "MoveRefused",
    "NoteChanged",
    "NoteIsEmpty",
    "NoteNotFound",
    "SessionResult",
    "add_favourites",
    "complete_lesson",
    "delete_note",
    "enrolments_to_move",
    "forget_deleted_notes",
    "move_at_next_lesson",
    "move_learners",
    "record_heartbeat",
    "restore_note",
    "resume_cut_off",
    "resume_moving",
    "run_moving",
    "save_note",
    "set_follow",
    "settle_activity",
    "settle_course",
    "settle_result",
    "start_moving",
    "tick",
    "toggle_favourite",
    "untick",
]
