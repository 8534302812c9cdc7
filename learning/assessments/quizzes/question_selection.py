"""Which questions an attempt asks: those of the quiz, and draws that prefer what the learner has not met."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count

from learning.assessments.models import AssessmentItem, Examination, MarkedQuestion, Question

if TYPE_CHECKING:
    from .snapshots import QuestionText

Name = UUID


def choose_questions(
    examination: Examination, *, language_code: str, person_id: int | None, seed: str
) -> list[QuestionText]:
    """The questions of one attempt in the order of the quiz, in the learner's language where translated.

    Only what is published is asked, and no question twice. A draw takes those that the person met least
    often; where the bank has fewer than asked for, all of them. person_id: None: nobody met anything.
    At most four queries, and one for each draw.
    """
    items = list(examination.items.select_related("question").order_by("sort_order", "pk"))
    fixed = [item.question for item in items if item.question_id and item.question.live]
    taken = {question.translation_key for question in fixed}
    drawn = _draw(examination, [item for item in items if item.is_draw], taken, person_id, seed)
    names: list[Name] = []
    for item in items:
        if item.is_draw:
            names += drawn[item.pk]
        elif item.question.live and item.question.translation_key not in names:
            names.append(item.question.translation_key)
    return _asked(names, examination.course.source_locale_id, language_code)


def bank_for(examination: Examination, item: AssessmentItem) -> list[Name]:
    """The names of all published questions that a draw may take, in a steady order. One query."""
    bank = Question.objects.bank_of(examination.course_id).filter(locale=examination.course.source_locale_id)
    found = bank.matching(tag=item.draw_tag, difficulty=item.draw_difficulty)
    return list(found.order_by("pk").values_list("translation_key", flat=True).distinct())


def _draw(
    examination: Examination,
    draws: Sequence[AssessmentItem],
    taken: set[Name],
    person_id: int | None,
    seed: str,
) -> dict[int, list[Name]]:
    """What each draw takes, by its id."""
    banks = {draw.pk: bank_for(examination, draw) for draw in draws}
    met = _met(person_id, {name for bank in banks.values() for name in bank})
    chance = random.Random(f"{seed}/draw")  # noqa: S311 - nothing secret hangs on it
    drawn: dict[int, list[Name]] = {}
    # Those with the least to choose from come first, or wide draws would take what narrow ones need.
    for draw in sorted(draws, key=lambda each: (len(banks[each.pk]), each.pk)):
        left = [name for name in banks[draw.pk] if name not in taken]
        chance.shuffle(left)
        left.sort(key=lambda name: met.get(name, 0))
        drawn[draw.pk] = left[: draw.draw_count or 0]
        taken.update(drawn[draw.pk])
    return drawn


def _met(person_id: int | None, names: Collection[Name]) -> dict[Name, int]:
    """How often a person met each of these questions in a submitted attempt."""
    if person_id is None or not names:
        return {}
    met = MarkedQuestion.objects.filter(attempt__enrolment__person=person_id, question_id__in=names)
    return dict(met.values_list("question_id").annotate(times=Count("pk")).order_by())


def _asked(names: Sequence[Name], source_locale_id: int, language_code: str) -> list[QuestionText]:
    """The questions with these names; a translation asks the same kind for the same marks."""
    rows = Question.objects.filter(translation_key__in=names, live=True).select_related("locale")
    sources: dict[Name, Question] = {}
    translations: dict[Name, Question] = {}
    for row in rows:
        if row.locale_id == source_locale_id:
            sources[row.translation_key] = row
        if row.locale.language_code == language_code:
            translations[row.translation_key] = row
    asked = []
    for name in names:
        source, words = sources.get(name), translations.get(name)
        if source is None:
            continue
        if words is None or words.kind != source.kind:
            words = source
        words.marks = source.marks
        asked.append(words.asked())
    return asked
