"""Banks of questions to test with: what an instructor may change, only use, or not even see."""

from __future__ import annotations

from learning.assessments.models import Question
from learning.courses.models import Course
from learning.testing import assessments, courses


def bank_beside(course: Course) -> dict[str, Question]:
    """A question of this course, one of the academy, and one of another course."""
    return {
        "mine": assessments.make_question(course=course, prompt="Mine of this course"),
        "academys": assessments.make_question(prompt="Common to all"),
        "others": assessments.make_question(course=courses.make_course(), prompt="Kept by others"),
    }
