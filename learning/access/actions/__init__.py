"""Everything that changes who may enter what, one verb each. Other apps import them from here."""

from .bundles import (
    BundleRefused,
    courses_bought,
    grant_bundle_access,
    keep_bundle_title,
    revoke_bundle_access,
)
from .enrolments import EnrolmentRefused, enrol, mark_paid_up, pin_release, record_milestone
from .grants import (
    AS_THE_COURSE_SAYS,
    EndsBeforeStart,
    GrantIsRevoked,
    extend_course_access,
    grant_course_access,
    lock_course_access,
    reinstate_course_access,
    revoke_course_access,
    unlock_course_access,
)
from .paths import (
    PathNotOpen,
    grant_path_access,
    join_path,
    keep_path_edition,
    leave_path,
    open_added_courses,
)
from .turning_points import notice_turning_points

__all__ = [
    "AS_THE_COURSE_SAYS",
    "BundleRefused",
    "EndsBeforeStart",
    "EnrolmentRefused",
    "GrantIsRevoked",
    "PathNotOpen",
    "courses_bought",
    "enrol",
    "extend_course_access",
    "grant_bundle_access",
    "grant_course_access",
    "grant_path_access",
    "join_path",
    "keep_bundle_title",
    "keep_path_edition",
    "leave_path",
    "lock_course_access",
    "mark_paid_up",
    "notice_turning_points",
    "open_added_courses",
    "pin_release",
    "record_milestone",
    "reinstate_course_access",
    "revoke_bundle_access",
    "revoke_course_access",
    "unlock_course_access",
]
