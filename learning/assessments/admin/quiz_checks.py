"""What keeps a quiz or exam from working: no questions, questions nobody published, draws beyond the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.courses.models import Course

from ..activity_kinds import assessment_kind
from ..models import AssessmentItem, Exam, Question, Quiz


@dataclass(frozen=True, slots=True)
class QuizFinding:
    """words: what is wrong, for authors. is_error: learners cannot take it as it is."""

    words: str
    is_error: bool = True


def in_bank(course_id: int, tag: str = "", difficulty: str = "", but: Sequence[int] = ()) -> int:
    """How many published questions a draw of this course may take. One query.

    but: ids of questions that the paper has anyway.
    """
    bank = Question.objects.bank_of(course_id).matching(tag=tag, difficulty=difficulty)
    bank = bank.filter(locale__in=Course.objects.filter(pk=course_id).values("source_locale"))
    return bank.exclude(pk__in=but).values("translation_key").distinct().count()


def findings_about(graded_item: Quiz | Exam) -> list[QuizFinding]:
    """What an author should know of a quiz or exam as it is in hand, draft or not. A query for each draw."""
    items = [item for item in graded_item.items.all() if item.question_id or item.draw_count]
    if not items:
        empty = QuizFinding(assessment_kind(graded_item.ACTIVITY_KIND).without_questions(graded_item))
        return [empty, *_unfinished(graded_item)]
    asked = [item.question_id for item in items if item.question_id]
    found = _unfinished(graded_item) + _unpublished(asked)
    for item in items:
        if item.is_draw:
            found += _short_draw(graded_item, item, asked)
    return found


def marks_of(items: Sequence[AssessmentItem], questions: dict[int, Question]) -> Decimal:
    """What the named questions are worth together; draws are not known before somebody starts."""
    return sum((questions[i.question_id].marks for i in items if i.question_id in questions), Decimal(0))


def _unfinished(graded_item: Quiz | Exam) -> list[QuizFinding]:
    count = len(graded_item.unfinished)
    if not count:
        return []
    words = ngettext(
        "%(count)d question is unfinished and isn't shown to learners.",
        "%(count)d questions are unfinished and aren't shown to learners.",
        count,
    )
    return [QuizFinding(words % {"count": count}, is_error=False)]


def _unpublished(asked: Sequence[int]) -> list[QuizFinding]:
    count = Question.objects.filter(pk__in=asked, live=False).count()
    if not count:
        return []
    words = ngettext(
        "%(count)d question isn't published and won't be shown to learners.",
        "%(count)d questions aren't published and won't be shown to learners.",
        count,
    )
    return [QuizFinding(words % {"count": count}, is_error=count == len(asked))]


def _short_draw(graded_item: Any, item: AssessmentItem, asked: Sequence[int]) -> list[QuizFinding]:
    there = in_bank(graded_item.course_id, item.draw_tag, item.draw_difficulty, asked)
    wanted = item.draw_count or 0
    if there >= wanted:
        return []
    about = " · ".join(part for part in (item.draw_tag, item.get_draw_difficulty_display()) if part)
    words = _(
        "A random draw asks for %(wanted)d questions (%(about)s), but the question bank only has %(there)d."
    ) % {
        "wanted": wanted,
        "about": about or _("any question"),
        "there": there,
    }
    return [QuizFinding(words, is_error=there == 0)]
