"""Course outlines from a CSV file: read, reported row by row, then written as drafts, all or nothing."""

from .plan import CourseFilePlan, CourseImportPlan, LessonImportPlan, ModuleImportPlan, plan_file
from .writing import write_courses

__all__ = [
    "CourseImportPlan",
    "CourseFilePlan",
    "LessonImportPlan",
    "ModuleImportPlan",
    "plan_file",
    "write_courses",
]
