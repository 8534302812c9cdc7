"""The models of a course, by what they are.

`identities` never go away, `pages` are what authors edit, `releases` are what learners are shown and
`candidates` are what a reviewer decides on. Identities know nothing of pages; pages point at identities;
releases and candidates point at identities and keep frozen copies of what pages said.
"""

from .access_rules import CoursePrerequisite, QuizPrerequisite
from .candidates import Candidate, CandidatePage, CandidateReviewTask
from .identities import (
    COURSE_PRODUCT,
    Course,
    CourseFollowChange,
    CourseInstructor,
    CourseStatusChange,
    InstructorChange,
    Lesson,
    Module,
)
from .instructors import InstructorIndexPage, InstructorPage
from .live_schedules import LiveSchedule, LiveScheduleChange
from .pages import CatalogPage, CoursePage, CoursePageTag, LessonPage, ModulePage
from .prices import CoursePrice, CoursePriceChange
from .releases import LessonVersion, Release, ReleaseLesson, ReleaseModule, ReleaseNote
from .removed import RemovedPart
from .settings import CourseSettings
from .snippets import Category
from .uploads import UnsavedCourseFiles

__all__ = [
    "COURSE_PRODUCT",
    "Candidate",
    "CandidatePage",
    "CandidateReviewTask",
    "CatalogPage",
    "Category",
    "Course",
    "CourseFollowChange",
    "CourseInstructor",
    "CoursePage",
    "CoursePageTag",
    "CoursePrerequisite",
    "CoursePrice",
    "CoursePriceChange",
    "CourseSettings",
    "CourseStatusChange",
    "InstructorChange",
    "InstructorIndexPage",
    "InstructorPage",
    "Lesson",
    "LessonPage",
    "LessonVersion",
    "LiveSchedule",
    "LiveScheduleChange",
    "Module",
    "ModulePage",
    "QuizPrerequisite",
    "Release",
    "ReleaseLesson",
    "ReleaseModule",
    "UnsavedCourseFiles",
    "ReleaseNote",
    "RemovedPart",
]
