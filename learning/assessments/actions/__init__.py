"""Everything that changes what is known of learners' work, one verb each."""

from .answers import (
    AttemptNotFound,
    AttemptOver,
    NothingToCheck,
    PlaceClosed,
    Saved,
    check_answer,
    remaining_seconds,
    save_answer,
    save_answers,
    submit_attempt,
)
from .attempts import AttemptRefused, draw_questions, start_attempt
from .closing import close_attempts_out_of_time, close_if_out_of_time
from .settling import settle_attempt
from .submissions import FileRefused

__all__ = [
    "AttemptNotFound",
    "AttemptOver",
    "AttemptRefused",
    "FileRefused",
    "NothingToCheck",
    "PlaceClosed",
    "Saved",
    "check_answer",
    "close_attempts_out_of_time",
    "close_if_out_of_time",
    "draw_questions",
    "remaining_seconds",
    "save_answer",
    "save_answers",
    "settle_attempt",
    "start_attempt",
    "submit_attempt",
]
