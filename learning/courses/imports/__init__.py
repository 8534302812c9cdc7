"""Course outlines from a CSV file: read, reported row by row, then written as drafts, all or nothing."""

from .plan import CoursePlan, FilePlan, LessonPlan, ModulePlan, plan_file
from .writing import write_courses

__all__ = ["CoursePlan", "FilePlan", "LessonPlan", "ModulePlan", "plan_file", "write_courses"]
