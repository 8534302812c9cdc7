"""Quizzes, exams and assignments of the demo as written in `content/assessments/<course>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.plans import questions
from demo.plans.questions import QuestionPlan

ASSESSMENTS = Path(__file__).parents[1] / "content" / "assessments"

Raw = dict[str, Any]


@dataclass(frozen=True)
class RandomQuestionsPlan:
    """So many questions of the bank with this tag and of this difficulty (empty: any)."""

    count: int
    tag: str = ""
    difficulty: str = ""


@dataclass(frozen=True)
class QuizPlan:
    """A quiz or an exam. lesson: the title of the one that places it. rules: fields of the model."""

    title: str
    about: str
    questions: tuple[QuestionPlan, ...]
    draws: tuple[RandomQuestionsPlan, ...] = ()
    slug: str = ""
    lesson: str = ""
    rules: Raw | None = None


@dataclass(frozen=True)
class Sample:
    """Something that learners hand in, and what whoever marks it thinks: a level each, or points."""

    text: str
    comment: str
    levels: tuple[int, ...] = ()
    points: str = ""
    file_name: str = ""
    file_text: str = ""

    @property
    def marks(self) -> Decimal | None:
        """Without a rubric."""
        return Decimal(self.points) if self.points else None


@dataclass(frozen=True)
class SubmissionPlan:
    """That somebody handed in a sample. sample: its number, from 0; marked_after: days, if at all."""

    learner: str
    days_ago: float
    sample: int
    marked_after: float | None = None


@dataclass(frozen=True)
class AssignmentPlan:
    """An assignment. lesson: where it stands; empty: on the course. rubric: name, and label, marks and
    description of each level. due_in_days: from the moment of seeding, below 0 in the past."""

    title: str
    slug: str
    instructions: str
    samples: tuple[Sample, ...]
    lesson: str = ""
    rubric: tuple[Raw, ...] = ()
    rules: Raw | None = None
    due_in_days: float | None = None
    submissions: tuple[SubmissionPlan, ...] = ()


@dataclass(frozen=True)
class ExtensionPlan:
    """A later date for one learner. assignment: its slug."""

    learner: str
    assignment: str
    days_ago: float
    due_in_days: float
    reason: str


@dataclass(frozen=True)
class AssessmentPlans:
    """Everything to take in a course. bank: questions that stand in no quiz and are drawn.

    weights: by slug (`exam` for the exam) what each work counts in the grade.
    scores_before: course and slug of a quiz, and the score in % that it asks for.
    """

    quizzes: tuple[QuizPlan, ...] = ()
    exam: QuizPlan | None = None
    assignments: tuple[AssignmentPlan, ...] = ()
    bank: tuple[QuestionPlan, ...] = ()
    extensions: tuple[ExtensionPlan, ...] = ()
    weights: Raw | None = None
    scores_before: tuple[tuple[str, str, int], ...] = ()
    lessons: tuple[Raw, ...] = ()

    def without_people(self) -> AssessmentPlans:
        """For a copy of the course, in which nobody has learnt."""
        assignments = tuple(replace(plan, submissions=()) for plan in self.assignments)
        return replace(self, assignments=assignments, extensions=())

    def placed_in(self, lesson: str) -> list[tuple[str, str]]:
        """Kind and slug of what stands in the lesson of this title, in its order."""
        placed = [("quiz", plan.slug) for plan in self.quizzes if plan.lesson == lesson]
        return placed + [("assignment", plan.slug) for plan in self.assignments if plan.lesson == lesson]


def read_assessments(slug: str) -> AssessmentPlans:
    """What a course has to take; nothing for a course without a file."""
    file = ASSESSMENTS / f"{slug}.toml"
    if not file.exists():
        return AssessmentPlans()
    raw = tomllib.loads(file.read_text("utf-8"))
    exam, before = raw.get("exam"), raw.get("scores_before", ())
    return AssessmentPlans(
        quizzes=tuple(map(_quiz, raw.get("quizzes", ()))),
        exam=_quiz(exam) if exam else None,
        assignments=tuple(map(_assignment, raw.get("assignments", ()))),
        bank=tuple(map(questions.read, raw.get("bank", ()))),
        extensions=tuple(ExtensionPlan(**entry) for entry in raw.get("extensions", ())),
        weights=raw.get("weights"),
        scores_before=tuple((one["course"], one["quiz"], one["score"]) for one in before),
        lessons=tuple(raw.get("lessons", ())),
    )


def _quiz(raw: Raw) -> QuizPlan:
    made = {
        "questions": tuple(map(questions.read, raw.get("questions", ()))),
        "draws": tuple(RandomQuestionsPlan(**draw) for draw in raw.get("draws", ())),
    }
    return QuizPlan(**{**raw, **made})


def _assignment(raw: Raw) -> AssignmentPlan:
    made = {
        "samples": tuple(Sample(**{**one, "levels": tuple(one.get("levels", ()))}) for one in raw["samples"]),
        "rubric": tuple(raw.get("rubric", ())),
        "submissions": tuple(SubmissionPlan(**one) for one in raw.get("submissions", ())),
    }
    return AssignmentPlan(**{**raw, **made})
