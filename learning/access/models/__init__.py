"""Who may enter what and why. Other apps import models from here, and only from here."""

from .bulk import BulkChange, BulkEnrolmentJob, BulkOutcome, BulkRecipient
from .bundles import BUNDLE_PRODUCT, Bundle, BundlePurchase
from .cohorts import Cohort, CohortChange, CohortInvitation, CohortMember, WaitlistEntry
from .enrolments import AchievementCorrection, EnrolledTally, Enrolment, Milestone, ReleaseMove
from .grants import AccessEvent, CourseAccess
from .notices import AccessNotice
from .pages import (
    BundleIndexPage,
    BundleItem,
    BundlePage,
    LearningPathIndexPage,
    LearningPathPage,
    PathStep,
)
from .paths import LearningPath, PathEdition, PathMember
from .settlements import OrderSettlement

__all__ = [
    "BUNDLE_PRODUCT",
    "AchievementCorrection",
    "AccessEvent",
    "AccessNotice",
    "BulkChange",
    "BulkEnrolmentJob",
    "BulkOutcome",
    "BulkRecipient",
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
    "EnrolledTally",
    "Enrolment",
    "LearningPath",
    "LearningPathIndexPage",
    "LearningPathPage",
    "Milestone",
    "OrderSettlement",
    "PathEdition",
    "PathMember",
    "PathStep",
    "ReleaseMove",
    "WaitlistEntry",
]
