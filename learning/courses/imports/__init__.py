"""Course outlines from a CSV file: read, reported row by row, then written as drafts, all or nothing."""

from .plan import CoursePlan, LessonPlan, ModulePlan, plan_file
from .report import Problem, Report, RowReport
from .writing import write_courses

__all__ = [
    "CoursePlan",
    "LessonPlan",
    "ModulePlan",
    "Problem",
    "Report",
    "RowReport",
    "plan_file",
    "write_courses",
]
