"""A course with a work of each kind and a class that takes it, for tests of gradebooks and scores."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from learning.assessments.grading.gradebook import course_grading_of, gradebook_rows, outline_for
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import NOON, enrolled
from learning.testing.assessments import make_assignment, make_exam, make_question, make_quiz, place

# What a browser sends when the form of a score comes into the gradebook itself.
IN_PLACE = {"HX-Request": "true", "X-Requested-With": "XMLHttpRequest"}
SCALE = [("A", Decimal(90)), ("B", Decimal(50)), ("F", Decimal(0))]


class Class:
    """A course with a quiz, an assignment, a practice quiz and an exam, and those who take it."""

    def __init__(self, people: int = 2) -> None:
        self.teacher = courses.make_instructor()
        self.course = courses.make_course(modules=0, lessons=1, owner=self.teacher)
        self.quiz = make_quiz(self.course, make_question(), title="Beans")
        self.practice = make_quiz(self.course, make_question(), title="For fun", is_required=False)
        self.essay = make_assignment(self.course, title="An essay")
        self.page = place(self.quiz, self.practice, self.essay)
        self.exam = make_exam(self.course, make_question())
        self.course = Course.objects.select_related("latest_release").get(pk=self.course.pk)
        self.people = [enrolled(self.course) for _number in range(people)]
        self.url = reverse("assessments_grades:gradebook", args=[self.course.public_id])

    def grading(self):
        return course_grading_of(self.course, outline_for(self.course))

    def line(self, number: int = 0):
        return gradebook_rows(self.grading(), [self.people[number]], at=NOON)[0]

    def override_url(self, graded_item) -> str:
        return reverse(
            "assessments_grades:override",
            args=[self.course.public_id, self.people[0].pk, graded_item.translation_key],
        )
