"""Fill the database in which a hall of learners takes a quiz, and write down who they are."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accounts.tests.factories import UserFactory
from bench.hall import OPTIONS
from bench.sessions import headers_of
from learning.courses.models import CoursePage
from learning.testing.access import enrolled
from learning.testing.assessments import make_question, make_quiz, place
from learning.testing.courses import make_catalog, make_course


class Command(BaseCommand):
    help = "Fill an empty database with the course and the learners of `make hall`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=Path, help="the file to write addresses and sessions into")
        parser.add_argument("learners", type=int)
        parser.add_argument("questions", type=int)

    def handle(self, *args: Any, plan: Path, learners: int, questions: int, **options: Any) -> None:
        course = make_course(modules=1, lessons=2, title="Exam week")
        asked = [_question(number) for number in range(questions)]
        quiz = make_quiz(course, *asked, title="In the hall", time_limit_minutes=60, shuffles_questions=True)
        lesson = place(quiz)
        people = UserFactory.create_batch(learners, password="!")  # hashing takes its time
        for person in people:
            enrolled(course, person=person)
        course_path = f"/{make_catalog().slug}/{CoursePage.objects.get(course=course).slug}/"
        sat = {
            "quiz": f"{course_path}{lesson.slug}/quiz/{quiz.slug}/",
            "learners": [{"headers": headers_of(person)} for person in people],
        }
        plan.write_text(json.dumps(sat))


def _question(number: int) -> Any:
    options = [
        {"id": name, "text": f"Answer {name} to {number}", "is_right": name == "b", "feedback": ""}
        for name in OPTIONS
    ]
    return make_question(prompt=f"Question number {number}: which is right?", data={"options": options})
