"""Questions as people jot them down: pasted into a quiz, with a star before what is right."""

from __future__ import annotations

import pytest

from common.imports.report import UnreadableFile
from learning.assessments.imports import DraftQuestion, read_pasted
from learning.assessments.question_types import question_type


def read(text: str) -> list[DraftQuestion]:
    reading = read_pasted(text)
    assert not reading.problems
    return list(reading.questions)


def right_of(draft: DraftQuestion) -> list[str]:
    kind = question_type(draft.kind)
    return list(kind.right_answer(kind.from_data(dict(draft.data))))


@pytest.mark.parametrize(
    ("pasted", "kind", "asked", "right"),
    [
        ("What first?\n*Water\nSalt\nWind", "single_choice", "What first?", ["Water"]),
        ("What first?\r\n* Water\r\nSalt", "single_choice", "What first?", ["Water"]),
        ("1. What first?\nA) Salt\n*B) Water", "single_choice", "What first?", ["Water"]),
        ("Q3: What first?\n- Salt\n- *Water", "single_choice", "What first?", ["Water"]),
        ("Which two?\n*Water\n*Warmth\nSalt", "multiple_choice", "Which two?", ["Water", "Warmth"]),
        ("Seeds need salt.\nTrue\n*False", "true_false", "Seeds need salt.", ["False"]),
        ("What gas do plants give back?\n*oxygen", "short_text", "What gas do plants give back?", ["oxygen"]),
        ("3.5 cm deep or 2?\n*2\n3.5", "single_choice", "3.5 cm deep or 2?", ["2"]),
    ],
)
def test_a_question_is_read_as_it_was_meant(pasted: str, kind: str, asked: str, right: list[str]) -> None:
    (draft,) = read(pasted)
    assert (draft.kind, draft.prompt, right_of(draft)) == (kind, asked, right)


def test_a_blank_line_ends_a_question_and_one_that_marks_nothing_is_told_with_its_line() -> None:
    reading = read_pasted("One?\n*a\nb\n\n\nTwo?\na\nb\n\nThree?\nc\n*d\n")
    assert [draft.prompt for draft in reading.questions] == ["One?", "Three?"]
    (problem,) = reading.problems
    assert (problem.line, problem.words) == (6, "No correct answer is marked.")


@pytest.mark.parametrize(
    "pasted",
    ["What first? {=Water ~Salt}", "What first?\nA. Water\nB. Salt\nANSWER: A"],
    ids=["GIFT", "Aiken"],
)
def test_a_form_of_a_file_may_be_pasted_too(pasted: str) -> None:
    (draft,) = read(pasted)
    assert (draft.kind, right_of(draft)) == ("single_choice", ["Water"])


def test_questions_in_braces_may_stand_between_those_with_stars() -> None:
    drafts = read("One?\n* a\nb\n\nTwo? {=c ~d}\n\nThree?\n* e\n* f\ng")
    assert [(draft.prompt, right_of(draft), draft.line) for draft in drafts] == [
        ("One?", ["a"], 1),
        ("Two?", ["c"], 5),
        ("Three?", ["e", "f"], 7),
    ]


def test_braces_of_a_question_with_stars_are_its_words() -> None:
    (draft,) = read("What do {1, 2} and {2} share?\n* {2}\n{1}")
    assert (draft.prompt, right_of(draft)) == ("What do {1, 2} and {2} share?", ["{2}"])


def test_a_text_without_an_answer_speaks_of_no_file() -> None:
    with pytest.raises(UnreadableFile) as told:
        read_pasted("What first?\nWater\nSalt")
    assert "No correct answer is marked." in str(told.value.problem)
