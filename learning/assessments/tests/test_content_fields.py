"""What authors type for each kind of question, and what is made of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.admin import prompts
from learning.assessments.question_types import question_type, question_types
from learning.assessments.question_types.author_form import LEAST_ROWS
from learning.assessments.tests.strategies.contents import DATA
from learning.testing.assessments import CONTENT


@pytest.mark.parametrize("name", question_types())
def test_what_is_written_reads_back_as_it_was(name: str) -> None:
    kind = question_type(name)
    data = kind.to_data(kind.from_data(CONTENT[name]))
    assert (
        kind.to_data(kind.from_data(question_type(name).form.read(question_type(name).form.write(data))))
        == data
    )


@pytest.mark.parametrize("name", [name for name in question_types() if name != "fill_blank"])
@given(st.data())
def test_any_content_survives_its_form(name: str, data: Any) -> None:
    kind = question_type(name)
    before = kind.to_data(kind.from_data(data.draw(DATA[name])))
    assert (
        kind.to_data(kind.from_data(question_type(name).form.read(question_type(name).form.write(before))))
        == before
    )


@given(DATA["fill_blank"])
def test_any_text_with_gaps_survives_its_form(data: dict[str, Any]) -> None:
    """Gaps are numbered anew as they come, and all of them compare alike."""
    kind = question_type("fill_blank")
    strictness = {name: data["blanks"][0][name] for name in ("is_case_sensitive", "typos")}
    data["blanks"] = [blank | strictness for blank in data["blanks"]]
    before = kind.from_data(data)
    after = kind.from_data(
        question_type("fill_blank").form.read(question_type("fill_blank").form.write(kind.to_data(before)))
    )
    again = kind.from_data(
        question_type("fill_blank").form.read(question_type("fill_blank").form.write(kind.to_data(after)))
    )
    assert after == again
    told = [[piece.get("text") for piece in kind.shown(each, None)["pieces"]] for each in (before, after)]
    assert told[0] == told[1]
    assert sorted(blank.accepted for blank in after.blanks) == sorted(
        blank.accepted for blank in before.blanks
    )


def test_a_pasted_list_makes_options() -> None:
    written = {"paste": ["a) Lyon\n* b) Paris\n\n- Nice\n*Also Paris"]}
    options = question_type("multiple_choice").form.read(written)["options"]
    assert [(option["text"], option["is_right"]) for option in options] == [
        ("Lyon", False),
        ("Paris", True),
        ("Nice", False),
        ("Also Paris", True),
    ]
    assert len({option["id"] for option in options}) == 4


def test_pasted_pairs_and_items() -> None:
    pairs = question_type("matching").form.read({"paste": ["Iris -> Flower\nOak\tTree\nAsh → Tree"]})["pairs"]
    assert [(pair["left"], pair["right"]) for pair in pairs] == [
        ("Iris", "Flower"),
        ("Oak", "Tree"),
        ("Ash", "Tree"),
    ]
    items = question_type("ordering").form.read({"paste": ["1. One\n2. Two"]})["items"]
    assert [item["text"] for item in items] == ["One", "Two"]


def test_names_are_kept_and_rows_count_in_the_order_of_the_form() -> None:
    written = {
        "option-7-id": ["seven"],
        "option-7-text": ["Second"],
        "option-2-id": ["two"],
        "option-2-text": ["First"],
        "option-9-id": ["two"],
        "option-9-text": ["A copy of a row"],
        "right": ["2"],
    }
    options = question_type("single_choice").form.read(written)["options"]
    assert [option["id"] for option in options[:2]] == ["seven", "two"]
    assert options[2]["id"] not in ("seven", "two", "")
    assert [option["is_right"] for option in options] == [False, True, False]


def test_empty_rows_are_left_out_and_some_are_spare() -> None:
    written = {"option-0-text": ["One"], "option-1-text": ["  "], "option-1-id": ["kept"]}
    assert [option["text"] for option in question_type("single_choice").form.read(written)["options"]] == [
        "One"
    ]
    assert len(question_type("single_choice").form.shown(written).rows) == LEAST_ROWS


@pytest.mark.parametrize(
    ("text", "made", "accepted"),
    [
        (
            "Water boils at [100 | a hundred] degrees.",
            "Water boils at {{1}} degrees.",
            [["100", "a hundred"]],
        ),
        (r"A \[bracket\] and [one]", "A [bracket] and {{1}}", [["one"]]),
        (r"[a \| b] or [\]]", "{{1}} or {{2}}", [["a | b"], ["]"]]),
        ("No gap", "No gap", []),
    ],
)
def test_gaps_are_written_where_they_are(text: str, made: str, accepted: list[list[str]]) -> None:
    data = question_type("fill_blank").form.read({"text": [text]})
    assert data["text"] == made
    assert [blank["accepted"] for blank in data["blanks"]] == accepted


@given(st.text())
def test_plain_text_survives_as_rich_text(text: str) -> None:
    once = prompts.text_of(prompts.html_of(text))
    assert once is not None
    assert prompts.html_of(once) == prompts.html_of(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p data-block-key="x1">One<br/>two</p><p>A &amp; B</p>', "One\ntwo\n\nA & B"),
        ("<p>Some <b>bold</b></p>", None),
        ("<ul><li>One</li></ul>", None),
        ("", ""),
    ],
)
def test_only_plain_text_is_written_as_such(html: str, text: str | None) -> None:
    assert prompts.text_of(html) == text
