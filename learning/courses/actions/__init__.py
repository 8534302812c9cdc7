"""Everything that changes a course, one verb each."""

from .candidates import (
    CandidateAlreadyDecided,
    approve_candidate,
    publish_course,
    publish_due_candidates,
    reject_candidate,
    submit_candidate,
    withdraw_candidate,
)
from .live_schedules import copy_live_schedule, schedule_lesson
from .prices import copy_prices, set_prices
from .releases import release_live_tree, releasing_once, withdraw_course
from .review import set_up_review
from .status import CourseNeedsOwner, change_status, set_instructors
from .uploads import collection_for_new_course, keep_for_unsaved_course, replace_collection

__all__ = [
    "CandidateAlreadyDecided",
    "CourseNeedsOwner",
    "approve_candidate",
    "change_status",
    "collection_for_new_course",
    "copy_live_schedule",
    "copy_prices",
    "keep_for_unsaved_course",
    "publish_course",
    "publish_due_candidates",
    "reject_candidate",
    "release_live_tree",
    "releasing_once",
    "replace_collection",
    "schedule_lesson",
    "set_instructors",
    "set_prices",
    "set_up_review",
    "submit_candidate",
    "withdraw_candidate",
    "withdraw_course",
]
