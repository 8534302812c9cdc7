"""What authors may write, and all that they are told when it cannot be used."""

from __future__ import annotations

from typing import Any

import pytest

from learning.assessments.question_types import InvalidContent, question_type


def options(*right: bool, **more: Any) -> dict[str, Any]:
    rows = [{"id": f"o{n}", "text": f"Option {n}", "is_right": flag} for n, flag in enumerate(right)]
    return {"options": [row | more for row in rows]}


def pairs(*texts: tuple[str, str], distractors: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "pairs": [{"id": f"p{n}", "left": left, "right": right} for n, (left, right) in enumerate(texts)],
        "distractors": [{"id": f"d{n}", "text": text} for n, text in enumerate(distractors)],
    }


def blanks(text: str, count: int) -> dict[str, Any]:
    return {"text": text, "blanks": [{"accepted": ["yes"]}] * count}


def items(*texts: str) -> dict[str, Any]:
    return {"items": [{"id": f"i{n}", "text": text} for n, text in enumerate(texts)]}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("single_choice", {}, "Enter at least 2."),
        ("single_choice", options(True), "Enter at least 2."),
        ("single_choice", options(True, *[False] * 10), "Enter at most 10. You entered 11."),
        ("single_choice", options(False, False), "No option is marked"),
        ("single_choice", options(True, True), "Exactly one option"),
        ("single_choice", options(True, False, text="Same"), "“Same” appears twice"),
        ("single_choice", options(True, False, id="same"), "An ID appears twice."),
        ("single_choice", options(True, False, id="a b"), "Option 1: The ID must have 1 to 64 characters"),
        ("single_choice", options(True, False, text=" \u200b"), "Option 1: Text is missing."),
        ("single_choice", options(True, False, text=7), "“text” must be text."),
        ("single_choice", options(True, False, is_right="yes"), "must be yes or no"),
        ("single_choice", options(True, False, hint="?"), "Unknown field: “hint”."),
        ("single_choice", options(True, False, feedback="x" * 5001), "longer than 5000 characters."),
        ("single_choice", {"options": "AB"}, "“options” must be a list."),
        ("single_choice", {"options": ["A", "B"]}, "Option 2: This must be a set of named fields."),
        ("multiple_choice", options(False, False), "No option is marked"),
        ("multiple_choice", options(True, False) | {"partial": 1}, "“partial” must be yes or no."),
        ("true_false", {}, "“is_true” must be yes or no."),
        ("fill_blank", blanks("No blank here.", 1), "Blank 1 is missing from the text."),
        ("fill_blank", blanks("{{1}} {{2}}", 1), "Blank 2 has no accepted answers."),
        ("fill_blank", blanks("{{1}} and {{ 1 }}", 1), "Blank 1 appears in the text twice."),
        ("fill_blank", {"text": "{{1}}", "blanks": [{"accepted": [""]}]}, "Blank 1: An entry is empty."),
        (
            "fill_blank",
            {"text": "{{1}}", "blanks": [{"accepted": []}]},
            "Blank 1: Enter at least 1. You entered 0.",
        ),
        ("matching", pairs(("a", "b")), "Enter at least 2."),
        ("matching", pairs(("a", "1"), ("a", "2")), "“a” appears twice"),
        ("matching", pairs(("a", "1"), ("b", "2"), distractors=("2",)), "“2” appears twice"),
        ("matching", pairs(("a", "1"), ("b", "1")), "All pairs have the same"),
        ("ordering", items("a"), "Enter at least 2."),
        ("ordering", items("a", "b", "a "), "“a” appears twice"),
        ("numeric", {"answer": "pi"}, "The answer isn't a number"),
        ("numeric", {"answer": "3 m"}, "The answer isn't a number"),
        ("numeric", {"answer": "1", "tolerance": "-1"}, "below 0"),
        ("numeric", {"answer": "1", "tolerance": "much"}, "The tolerance isn't a number"),
        ("numeric", {"answer": "1", "unit": "3m"}, "can't be read as a unit after a number."),
        ("numeric", {"answer": "1", "is_unit_required": True}, "Enter a unit, or make the unit optional."),
        ("short_text", {"accepted": ["\N{ZERO WIDTH SPACE}"]}, "An entry is empty."),
        ("short_text", {"accepted": ["a"], "typos": 4}, "from 0 to 3"),
        ("short_text", {"accepted": ["a"], "typos": True}, "from 0 to 3"),
        ("short_text", {"accepted": "a"}, "must be a list"),
        (
            "essay",
            {"least_words": 9, "most_words": 3},
            "The minimum number of words is higher than the maximum.",
        ),
        ("essay", {"least_words": -1}, "from 0 to"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(name: str, data: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidContent) as caught:
        question_type(name).from_data(data)
    assert any(words in message for message in caught.value.messages), caught.value.messages


def test_everything_that_is_wrong_is_told_at_once() -> None:
    data = {"options": [{"id": "", "text": "", "is_right": False}], "hint": ""}
    with pytest.raises(InvalidContent) as caught:
        question_type("single_choice").from_data(data)
    assert len(caught.value.messages) == 5, caught.value.messages


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        (
            "numeric",
            {"answer": " 1\N{NO-BREAK SPACE}234,50 ", "tolerance": "5e-1"},
            {"answer": "1234.50", "tolerance": "5e-1", "tolerance_is_percent": False, "unit": ""}
            | {"is_unit_required": False},
        ),
        (
            "short_text",
            {"accepted": [" Oslo ", "OSLO", "os\0lo!"]},
            {"accepted": ["Oslo", "oslo!"], "is_case_sensitive": False, "typos": 0},
        ),
        (
            "fill_blank",
            blanks("Say {{ 01 }}.", 1),
            {
                "text": "Say {{1}}.",
                "blanks": [{"accepted": ["yes"], "is_case_sensitive": False, "typos": 0}],
            },
        ),
        ("essay", {}, {"least_words": 0, "most_words": 0}),
    ],
)
def test_data_has_one_form(name: str, data: dict[str, Any], expected: dict[str, Any]) -> None:
    assert question_type(name).to_data(question_type(name).from_data(data)) == expected


def test_case_tells_options_apart() -> None:
    data = options(True, False)
    for row, text in zip(data["options"], ("mW", "MW"), strict=True):
        row["text"] = text
    assert question_type("single_choice").from_data(data)
