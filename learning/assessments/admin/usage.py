"""Where questions and items are used: quizzes and exams, draws that could take a question, lessons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import ReferenceIndex

from learning.courses.models import LessonPage

from ..activity_kinds import assessment_kind
from ..models import Exam, ExamItem, Question, Quiz, QuizItem


@dataclass(frozen=True, slots=True)
class QuestionUse:
    """asked_in: quizzes and exams that put the question. drawn_by: those with a draw that could take it."""

    asked_in: tuple[Quiz | Exam, ...]
    drawn_by: tuple[Quiz | Exam, ...]
    lessons: tuple[LessonPage, ...]

    @property
    def is_used(self) -> bool:
        return bool(self.asked_in or self.drawn_by)


def use_of(question: Question) -> QuestionUse:
    """Where a question is used, as published or in first drafts. At most seven queries."""
    named = question.tags.names()
    tag = Q(draw_tag="")
    for name in named:
        tag |= Q(draw_tag__iexact=name)
    could = Q(question__isnull=True) & tag & Q(draw_difficulty__in=["", question.difficulty])
    asked: list[Quiz | Exam] = []
    drawn: list[Quiz | Exam] = []
    for model, item in ((Quiz, QuizItem), (Exam, ExamItem)):
        owner = item.__name__.removesuffix("Item").lower()
        of_course = Q(**{f"{owner}__course": question.course_id}) if question.course_id else Q()
        rows: Any = item.objects.order_by()
        direct = rows.filter(question=question).values(owner)
        asked += model.objects.filter(pk__in=direct).select_related("course")
        drawn += model.objects.filter(pk__in=rows.filter(could & of_course).values(owner)).select_related(
            "course"
        )
    return QuestionUse(tuple(asked), tuple(drawn), lessons_with(asked + drawn))


def lessons_with(graded_items: Collection[Any]) -> tuple[LessonPage, ...]:
    """The lessons that place any of these items, as they are published. At most three queries."""
    placed = [
        graded_item
        for graded_item in graded_items
        if assessment_kind(graded_item.ACTIVITY_KIND).block is not None
    ]
    if not placed:
        return ()
    named = Q(pk__in=[])
    for model in {type(graded_item) for graded_item in placed}:
        ids = [str(graded_item.pk) for graded_item in placed if type(graded_item) is model]
        kind = ReferenceIndex._get_base_content_type(model)
        named |= Q(to_content_type=kind, to_object_id__in=ids)
    pages = ReferenceIndex.objects.filter(
        named, base_content_type=ReferenceIndex._get_base_content_type(LessonPage)
    ).values_list("object_id", flat=True)
    return tuple(LessonPage.objects.filter(pk__in=[int(page) for page in set(pages)]))
