"""Who may enter what and why. Other apps import models from here, and only from here."""

from .bulk import BulkGrant, BulkOutcome, BulkPerson
from .bundles import Bundle, BundlePurchase
from .cohorts import Cohort, CohortChange, CohortInvitation, CohortMember, Waiting
from .enrolments import Enrolment, Milestone
from .grants import AccessEvent, CourseAccess
from .pages import (
    BundleIndexPage,
    BundleItem,
    BundlePage,
    LearningPathIndexPage,
    LearningPathPage,
    PathStep,
)
from .paths import LearningPath, PathEdition, PathMember

__all__ = [
    "AccessEvent",
    "BulkGrant",
    "BulkOutcome",
    "BulkPerson",
    "Bundle",
    "BundleIndexPage",
    "BundleItem",
    "BundlePage",
    "BundlePurchase",
    "Cohort",
    "CohortChange",
    "CohortInvitation",
    "CohortMember",
    "CourseAccess",
    "Enrolment",
    "LearningPath",
    "LearningPathIndexPage",
    "LearningPathPage",
    "Milestone",
    "PathEdition",
    "PathMember",
    "PathStep",
    "Waiting",
]
