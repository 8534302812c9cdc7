"""What the steps of building the demo academy share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import User
from demo.library_files import LibraryFiles
from demo.plans.assessments import AssessmentPlans, AssignmentPlan
from demo.plans.questions import QuestionPlan
from learning.assessments.models import Assignment, Exam, GradedItem, Quiz
from learning.courses.models import Course


@dataclass
class CourseAssessments:
    """What a course has to take, published. marker: whoever marks it.

    question_plans: the plans of its questions by their public ids.
    """

    plan: AssessmentPlans
    marker: User
    quizzes: dict[str, Quiz] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    exam: Exam | None = None
    question_plans: dict[str, QuestionPlan] = field(default_factory=dict)

    def graded_item(self, slug: str) -> GradedItem:
        """The identity of a quiz or assignment by its slug, or of the exam (`exam`)."""
        if slug == "exam":
            assert self.exam is not None
            return self.exam.graded_item
        return (self.quizzes.get(slug) or self.assignments[slug]).graded_item

    def assignment_plan(self, slug: str) -> AssignmentPlan:
        return next(plan for plan in self.plan.assignments if plan.slug == slug)

    def placed(self, kind: str, slug: str) -> Quiz | Assignment:
        """What a lesson places."""
        return self.quizzes[slug] if kind == "quiz" else self.assignments[slug]


@dataclass
class DemoAcademy:
    """The demo academy as far as it is built. now: the moment of seeding, at which its history ends.

    accounts: by the key of the person; courses and assessments: by the slug of the course.
    """

    now: datetime
    library_files: LibraryFiles = field(default_factory=LibraryFiles)
    accounts: dict[str, User] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    assessments: dict[str, CourseAssessments] = field(default_factory=dict)

    def ago(self, days: float) -> datetime:
        """So many days before now; after it, if below zero."""
        return self.now - timedelta(days=days)


def evening(day: datetime) -> datetime:
    """Six o'clock of that day."""
    return day.replace(hour=18, minute=0, second=0, microsecond=0)
