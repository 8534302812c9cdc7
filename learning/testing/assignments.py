"""A learner at an assignment, to test with: a course, its assignment at its place, and moments."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.assessments.actions import submissions
from learning.assessments.models import Assignment, Submission
from learning.assessments.quizzes.placements import PlacedActivity, placed_in_course
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.courses.viewer import Viewer
from learning.testing import courses
from learning.testing.access import NOON, enrolled
from learning.testing.assessments import make_assignment, place

HOUR = timedelta(hours=1)
PDF = b"%PDF-1.4 a small one"
RUBRIC = [
    ("Clear", [("Poor", 0), ("Fair", 2), ("Good", 4)]),
    ("Complete", [("Half", 3), ("Whole", 6)]),
]


def rubric(*criteria: tuple[str, list[tuple[str, int]]]) -> list[dict[str, Any]]:
    """The stream of a rubric."""
    rows = criteria or RUBRIC
    return [
        {
            "type": "criterion",
            "id": f"{number:08d}-0000-4000-8000-000000000000",
            "value": {
                "name": name,
                "description": "",
                "levels": [
                    {"label": label, "marks": str(marks), "description": ""} for label, marks in levels
                ],
            },
        }
        for number, (name, levels) in enumerate(rows, 1)
    ]


def upload(name: str = "essay.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class AssignmentTaker:
    """A released course with an assignment in its lesson, and somebody who takes it."""

    def __init__(self, *, course: Course | None = None, on_course: bool = False, **fields: Any) -> None:
        if course is None:
            course = courses.make_course(modules=0, lessons=1)
        self.assignment: Assignment = make_assignment(course, stands_on_course=on_course, **fields)
        if not on_course:
            place(self.assignment)
        self.course = Course.objects.select_related("latest_release").get(pk=course.pk)
        self.person: User = UserFactory()
        self.enrolment = enrolled(self.course, person=self.person)

    @property
    def place(self) -> PlacedActivity:
        """Where a learner meets the assignment as it is now."""
        outline = outline_of_release(self.course.latest_release_id)
        found = [
            one
            for one in placed_in_course(outline, "en")
            if one.graded_item.pk == self.assignment.graded_item_id
        ]
        return found[0]

    def viewer(self, at: datetime = NOON, person: User | None = None) -> Viewer:
        return Viewer(person=person or self.person, moment=at)

    def write(self, text: str = "A page.", *, at: datetime = NOON) -> Submission:
        return submissions.save_draft(viewer=self.viewer(at), place=self.place, text=text)

    def attach(self, name: str = "essay.pdf", content: bytes = PDF, *, at: datetime = NOON) -> Any:
        return submissions.add_file(
            viewer=self.viewer(at), place=self.place, upload=upload(name, content), name=name
        )

    def hand_in(self, text: str = "A page.", *, at: datetime = NOON) -> Submission:
        draft = self.write(text, at=at)
        return submissions.submit_assignment(
            viewer=self.viewer(at), place=self.place, draft_id=draft.public_id
        )


def marks(number: str) -> Decimal:
    return Decimal(number)
