"""Questions, quizzes, exams and assignments as their authors preview them. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from learning.assessments.models import Exam, Question, Quiz
from learning.assessments.question_types import InvalidContent, question_type
from learning.assessments.selectors import QuestionSnapshot, bank_for, take_snapshots

from .question_display import QuestionRow, question_rows

SEED = "preview"  # always the same sample, so that a preview does not jump while somebody types


@dataclass(frozen=True, slots=True)
class Previewed:
    """One question of a preview. right, explanation: empty unless answers are shown."""

    row: QuestionRow
    right: tuple[str, ...] = ()
    explanation: SafeString = SafeString("")
    was_drawn: bool = False


def preview_question(request: HttpRequest, question: Question, *, shows_answers: bool) -> HttpResponse:
    """One question, as Wagtail's preview shows it."""
    context = {
        "title": _("Question"),
        "authored": question,
        "is_question": True,
        "rows": _rows(question, [question], set(), shows_answers=shows_answers),
        "missing": 0,
    }
    return render(request, "classroom/quiz/preview.html", context)


def preview_paper(request: HttpRequest, authored: Quiz | Exam, *, shows_answers: bool) -> HttpResponse:
    """A sample paper of a quiz or exam, as Wagtail's preview shows it."""
    asked, drawn, missing = _sample(authored)
    context = {
        "title": authored.title,
        "authored": authored,
        "is_question": False,
        "rows": _rows(authored, asked, drawn, shows_answers=shows_answers),
        "missing": missing,
    }
    return render(request, "classroom/quiz/preview.html", context)


def _sample(graded_item: Quiz | Exam) -> tuple[list[Question], set[str], int]:
    """The questions of a sample paper, which of them were drawn, and how many the bank lacks.

    Questions stand as in their latest drafts, which is what their author has in hand. Two queries for
    each draw.
    """
    items = list(graded_item.items.all())
    named = Question.objects.select_related("latest_revision").in_bulk(
        [item.question_id for item in items if item.question_id]
    )
    taken = {question.translation_key for question in named.values()}
    found: list[Question] = []
    drawn: set[str] = set()
    missing = 0
    for item in items:
        if not item.is_draw:
            if item.question_id in named:
                found.append(named[item.question_id].get_latest_revision_as_object())
            continue
        names = [name for name in bank_for(graded_item, item) if name not in taken][: item.draw_count]
        bank = Question.objects.filter(translation_key__in=names, locale=graded_item.course.source_locale_id)
        some = list(bank.order_by("pk"))
        taken |= set(names)
        drawn |= {str(question.public_id) for question in some}
        missing += (item.draw_count or 0) - len(some)
        found += some
    return found, drawn, missing


def _rows(
    authored: Any, asked: Sequence[Question], drawn: set[str], *, shows_answers: bool
) -> list[Previewed]:
    paper = _paper(authored, asked)
    explanations = {str(question.public_id): question.explanation for question in asked}
    rows = []
    for frozen, row in zip(paper, question_rows(paper, {}), strict=True):
        kind = question_type(frozen.asked.kind)
        right = tuple(kind.right_answer(kind.from_data(frozen.asked.data))) if shows_answers else ()
        words = explanations[frozen.asked.question] if shows_answers else ""
        # Authors wrote it in the editor, which lets only rich text through.
        explanation = mark_safe(expand_db_html(words))  # noqa: S308
        rows.append(Previewed(row, right, explanation, frozen.asked.question in drawn))
    return rows


def _paper(authored: Any, asked: Sequence[Question]) -> tuple[QuestionSnapshot, ...]:
    usable = []
    for question in asked:
        try:
            question_type(question.kind).from_data(question.data)
        except InvalidContent:
            continue  # half written in the editor
        usable.append(question.asked())
    return take_snapshots(
        usable,
        seed=SEED,
        shuffles_questions=getattr(authored, "shuffles_questions", False),
        shuffles_options=getattr(authored, "shuffles_options", False),
    )
