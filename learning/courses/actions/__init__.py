"""Everything that changes a course, one verb each."""

from .candidates import (
    CandidateAlreadyDecided,
    CandidateCantBePublished,
    approve_candidate,
    obstacle_to,
    publish_course,
    publish_due_candidates,
    publish_lesson,
    reject_candidate,
    reschedule_candidate,
    submit_candidate,
    withdraw_candidate,
)
from .copies import (
    CopyWholePageAction,
    copies_of,
    copy_contents,
    copy_named,
    copy_page,
    name_own_copies,
    own_files,
    own_foreign_files,
    own_what_it_names,
)
from .instructors import CourseNeedsOwner, OnlyOwnerHandsOver, set_instructors
from .lessons_alone import LessonNotPublished, submit_lesson, why_not_alone
from .live_schedules import copy_live_schedule, schedule_lesson
from .new_courses import create_course, free_slug
from .prices import copy_prices, keep_prices, product_of, set_prices, withdraw_price
from .readiness import CourseNotReady, insist_on_ready
from .ready_pages import CreateReadyPageAction, EditReadyPageAction, PublishReadyPageAction
from .release_notes import change_follow, propose_note, write_note
from .releases import is_releasing, lock_course, release_live_tree, releasing_once, withdraw_course
from .review import set_up_review
from .reviewing import (
    APPROVE,
    REJECT,
    CommentNeeded,
    NoReviewSetUp,
    decide_on_candidate,
    submit_course,
)
from .rolling_back import RollBackRefused, RolledBack, roll_back, why_not_to
from .status import change_status
from .uploads import collection_for_new_course, keep_for_unsaved_course, replace_collection

__all__ = [
    "APPROVE",
    "REJECT",
    "CandidateAlreadyDecided",
    "CopyWholePageAction",
    "CreateReadyPageAction",
    "EditReadyPageAction",
    "PublishReadyPageAction",
    "CandidateCantBePublished",
    "CommentNeeded",
    "CourseNotReady",
    "insist_on_ready",
    "NoReviewSetUp",
    "obstacle_to",
    "submit_course",
    "decide_on_candidate",
    "CourseNeedsOwner",
    "LessonNotPublished",
    "OnlyOwnerHandsOver",
    "RollBackRefused",
    "RolledBack",
    "approve_candidate",
    "change_follow",
    "change_status",
    "collection_for_new_course",
    "copies_of",
    "copy_contents",
    "copy_live_schedule",
    "copy_named",
    "copy_page",
    "copy_prices",
    "keep_prices",
    "product_of",
    "is_releasing",
    "lock_course",
    "keep_for_unsaved_course",
    "create_course",
    "free_slug",
    "name_own_copies",
    "own_files",
    "own_foreign_files",
    "own_what_it_names",
    "publish_course",
    "propose_note",
    "publish_due_candidates",
    "publish_lesson",
    "reject_candidate",
    "release_live_tree",
    "releasing_once",
    "replace_collection",
    "reschedule_candidate",
    "roll_back",
    "schedule_lesson",
    "set_instructors",
    "set_prices",
    "withdraw_price",
    "set_up_review",
    "submit_candidate",
    "submit_lesson",
    "withdraw_candidate",
    "why_not_alone",
    "why_not_to",
    "withdraw_course",
    "write_note",
]
