"""Translations of questions and quizzes: words are translated, keys and rules come from the source."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationContext, TranslationSource

from learning.assessments.models import Question, Quiz
from learning.assessments.question_types import question_type, question_types
from learning.testing import assessments, courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Locale:
    return Locale.objects.get_or_create(language_code="de")[0]


def translate(instance: Any, locale: Locale) -> Any:
    """The instance with every word in capitals and an umlaut, published in another language."""
    source, _is_new = TranslationSource.update_or_create_from_instance(instance)
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locale,
            context=TranslationContext.objects.get(pk=segment.context_id),
            data=f"Ü {segment.string.data}",
        )
    translation.save_target(publish=True)
    return type(instance).objects.get(translation_key=instance.translation_key, locale=locale)


@pytest.mark.parametrize("kind", question_types())
def test_a_question_of_each_kind_is_translated(kind: str, german: Locale) -> None:
    question = assessments.make_question(kind, marks=3)
    made = translate(question, german)
    assert made.title.startswith("Ü How many")
    assert made.live
    assert (made.kind, made.marks, made.public_id) == (kind, 3, question.public_id)
    content = question_type(kind)
    content.from_data(made.data)
    if kind == "single_choice":
        assert [(row["id"], row["text"], row["is_right"]) for row in made.data["options"]] == [
            ("a", "Ü Three", False),
            ("b", "Ü Four", True),
            ("c", "Ü Five", False),
        ]
        assert made.data["options"][0]["feedback"] == "Ü One too few."
    if kind == "numeric":
        assert made.data == question.data


def test_a_quiz_is_translated_and_keeps_its_identity(german: Locale) -> None:
    course = courses.make_course()
    quiz = assessments.make_quiz(
        course, assessments.make_question(course=course), title="Numbers", draws=({"draw_count": 2},)
    )
    made = translate(quiz, german)
    assert (made.title, made.graded_item, made.course) == ("Ü Numbers", quiz.graded_item, course)
    assert [(item.question_id, item.draw_count) for item in made.items.all()] == [
        (item.question_id, item.draw_count) for item in quiz.items.all()
    ]
    quiz.graded_item.refresh_from_db()
    assert quiz.graded_item.title == "Numbers"
    assert (Quiz.objects.count(), Question.objects.count()) == (2, 1)
