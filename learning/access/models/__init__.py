"""Who may enter what and why. Other apps import models from here, and only from here."""

from .cohorts import Cohort, CohortChange, CohortInvitation, CohortMember, Waiting
from .enrolments import Enrolment, Milestone
from .grants import AccessEvent, CourseAccess
from .paths import LearningPath, PathEdition, PathMember

__all__ = [
    "AccessEvent",
    "Cohort",
    "CohortChange",
    "CohortInvitation",
    "CohortMember",
    "CourseAccess",
    "Enrolment",
    "LearningPath",
    "Milestone",
    "PathEdition",
    "PathMember",
    "Waiting",
]
