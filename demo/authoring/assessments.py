"""Write the questions, quizzes, exam and assignments of one course, as its instructor published them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from wagtail.models import Locale, Revision

from accounts.models import User
from demo.academy import CourseAssessments, evening
from demo.plans.assessments import AssignmentPlan, QuizPlan, RandomQuestionsPlan
from demo.plans.courses import CoursePlan
from demo.plans.markup import pieces
from demo.plans.questions import QuestionPlan
from learning.assessments.actions.grades import save_scheme
from learning.assessments.models import (
    Assignment,
    Exam,
    ExamItem,
    GradedItem,
    Question,
    Quiz,
    QuizItem,
)
from learning.courses.models import Course


@dataclass
class AssessmentBuilder:
    """Writes the assessments of one course. at: when they were written; now: the moment of seeding."""

    plan: CoursePlan
    course: Course
    author: User
    at: datetime
    now: datetime

    def build(self) -> CourseAssessments:
        """Write and publish all of it."""
        self.locale = Locale.get_default()
        wanted = self.plan.assessments
        self.assessments = CourseAssessments(wanted, self.author)
        for plan in wanted.bank:
            self._question(plan)
        for quiz in wanted.quizzes:
            self.assessments.quizzes[quiz.slug] = self._examination(Quiz, QuizItem, quiz, slug=quiz.slug)
        if wanted.exam:
            self.assessments.exam = self._examination(Exam, ExamItem, wanted.exam)
        for assignment in wanted.assignments:
            self.assessments.assignments[assignment.slug] = self._assignment(assignment)
        GradedItem.objects.filter(course=self.course).update(created_at=self.at)
        if wanted.weights:
            self._weigh(wanted.weights)
        return self.assessments

    def _question(self, plan: QuestionPlan) -> Question:
        question = Question(
            course=self.course,
            locale=self.locale,
            author=self.author,
            kind=plan.kind,
            prompt=plan.prompt,
            data=plan.data,
            marks=Decimal(plan.marks),
            difficulty=plan.difficulty,
            explanation=plan.explanation,
        )
        question.clean()
        if plan.tags:
            question.tags.add(*plan.tags)
        self._publish(question)
        self.assessments.question_plans[str(question.public_id)] = plan
        return question

    def _examination(self, model: Any, item: Any, plan: QuizPlan, **more: Any) -> Any:
        made = model(
            course=self.course,
            locale=self.locale,
            author=self.author,
            title=plan.title,
            description=_paragraphs(plan.about),
            **(plan.rules or {}),
            **more,
        )
        asked = [item(question=self._question(question)) for question in plan.questions]
        made.items = asked + [_draw(item, draw) for draw in plan.draws]
        self._publish(made)
        return made

    def _assignment(self, plan: AssignmentPlan) -> Assignment:
        made = Assignment(
            course=self.course,
            locale=self.locale,
            author=self.author,
            title=plan.title,
            slug=plan.slug,
            instructions=[_block(piece.kind, piece.value) for piece in pieces(plan.instructions)],
            rubric=[("criterion", _criterion(row)) for row in plan.rubric],
            stands_on_course=not plan.lesson,
            due_at=None if plan.due_in_days is None else evening(self.now + timedelta(days=plan.due_in_days)),
            **(plan.rules or {}),
        )
        self._publish(made)
        return made

    def _publish(self, snippet: Any) -> None:
        """Keep it as a draft that was published when it was written."""
        snippet.first_published_at = snippet.last_published_at = self.at
        snippet.save()
        revision = snippet.save_revision(user=self.author, changed=False)
        Revision.objects.filter(pk=revision.pk).update(created_at=self.at)
        type(snippet).objects.filter(pk=snippet.pk).update(live_revision=revision)

    def _weigh(self, weights: dict[str, int]) -> None:
        by_item = {self.assessments.graded_item(slug).pk: weight for slug, weight in weights.items()}
        save_scheme(
            course=self.course,
            weights=by_item,
            scale=[(name, Decimal(least)) for name, least in SCALE],
            drop_lowest=0,
            at=self.at,
        )


SCALE = (("A", 90), ("B", 80), ("C", 70), ("D", 60), ("F", 0))


def _draw(item: Any, plan: RandomQuestionsPlan) -> Any:
    return item(draw_count=plan.count, draw_tag=plan.tag, draw_difficulty=plan.difficulty)


def _paragraphs(text: str) -> str:
    return "".join(piece.value for piece in pieces(text))


def _block(kind: str, value: str) -> dict[str, Any]:
    block: Any = {"text": value, "level": "2"} if kind == "heading" else value
    return {"type": kind, "value": block, "id": str(uuid.uuid4())}


def _criterion(row: dict[str, Any]) -> dict[str, Any]:
    levels = [
        {"label": label, "marks": Decimal(str(marks)), "description": what}
        for label, marks, what in row["levels"]
    ]
    return {"name": row["name"], "description": row.get("about", ""), "levels": levels}
