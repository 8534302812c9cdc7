"""Everything that changes who may enter what, one verb each. Other apps import them from here."""

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
from .turning_points import notice_turning_points

__all__ = [
    "AS_THE_COURSE_SAYS",
    "EndsBeforeStart",
    "EnrolmentRefused",
    "GrantIsRevoked",
    "enrol",
    "extend_course_access",
    "grant_course_access",
    "lock_course_access",
    "mark_paid_up",
    "notice_turning_points",
    "pin_release",
    "record_milestone",
    "reinstate_course_access",
    "revoke_course_access",
    "unlock_course_access",
]
