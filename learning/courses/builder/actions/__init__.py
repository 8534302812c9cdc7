"""The gestures of the course builder. Each is one action in one transaction, and changes drafts alone.

Gestures of one course run one after another (`lock_course`). Each says what its author saw, so that nobody
writes over what somebody else did meanwhile.
"""

from .adding import add_parts
from .copying import duplicate_part, take_parts
from .deleting import delete_parts, restore_part
from .editing import edit_part
from .filing import add_lesson_of_file, lesson_of_key
from .moving import move_parts
from .placing import place_new_activity

__all__ = [
    "add_lesson_of_file",
    "add_parts",
    "delete_parts",
    "duplicate_part",
    "edit_part",
    "lesson_of_key",
    "move_parts",
    "place_new_activity",
    "restore_part",
    "take_parts",
]
