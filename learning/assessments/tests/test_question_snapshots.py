"""A frozen paper: the same for the same seed, and without the key for the browser."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.assessments.question_types import InvalidContent, question_type, question_types
from learning.assessments.quizzes.snapshots import (
    QuestionSnapshot,
    QuestionText,
    content_hash,
    take_snapshots,
)

from .strategies.contents import DATA


@st.composite
def _asked(draw: st.DrawFn) -> QuestionText:
    name = draw(st.sampled_from(sorted(question_types())))
    data = question_type(name).to_data(question_type(name).from_data(draw(DATA[name])))
    prompt = [{"type": "text", "value": draw(st.text(max_size=9))}]
    return QuestionText(
        draw(st.uuids().map(str)), name, prompt, data, draw(st.decimals("0.5", "9", places=2))
    )


questions = st.lists(_asked(), max_size=5, unique_by=lambda asked: asked.question)


def choice(name: str, count: int = 8) -> QuestionText:
    options = [
        {"id": f"o{n}", "text": f"Option {n}", "is_right": n == 0, "feedback": "KEY"} for n in range(count)
    ]
    return QuestionText(name, "single_choice", "Which?", {"options": options}, Decimal(1))


def paper(asked: list[QuestionText], seed: str = "s", questions: bool = True, options: bool = True) -> Any:
    return take_snapshots(asked, seed=seed, shuffles_questions=questions, shuffles_options=options)


@given(asked=questions, seed=st.text(), flags=st.tuples(st.booleans(), st.booleans()))
@settings(max_examples=40, deadline=None)
def test_the_same_seed_gives_the_same_paper(
    asked: list[QuestionText], seed: str, flags: tuple[bool, bool]
) -> None:
    frozen = paper(asked, seed, *flags)
    assert frozen == paper(asked, seed, *flags)
    assert [row.place for row in frozen] == list(range(1, len(asked) + 1))
    assert sorted(row.asked.question for row in frozen) == sorted(each.question for each in asked)
    kept = json.loads(json.dumps([row.to_data() for row in frozen]))
    read = tuple(QuestionSnapshot.from_data(row) for row in kept)
    assert read == frozen
    assert all(row.is_intact for row in read)


def test_seeds_give_different_papers() -> None:
    asked = [choice(f"q{n}") for n in range(6)]
    orders = {tuple(row.asked.question for row in paper(asked, str(seed))) for seed in range(20)}
    options = {json.dumps(paper(asked[:1], str(seed))[0].shown) for seed in range(20)}
    assert len(orders) > 15
    assert len(options) > 15


def test_questions_of_one_paper_are_not_shuffled_alike() -> None:
    orders = {json.dumps(row.shown) for row in paper([choice(f"q{n}") for n in range(10)])}
    assert len(orders) > 5


def test_options_do_not_depend_on_where_the_question_stands() -> None:
    asked = [choice(f"q{n}") for n in range(4)]
    in_order = {row.asked.question: row.shown for row in paper(asked, questions=False)}
    assert {row.asked.question: row.shown for row in paper(asked)} == in_order


def test_without_shuffling_everything_stands_as_written() -> None:
    asked = [choice(f"q{n}") for n in range(4)]
    frozen = paper(asked, questions=False, options=False)
    assert [row.asked for row in frozen] == asked
    assert [row["id"] for row in frozen[0].shown["options"]] == [f"o{n}" for n in range(8)]


def test_what_is_shown_holds_no_feedback_and_no_key() -> None:
    shown = json.dumps([row.shown for row in paper([choice("q")])])
    assert "KEY" not in shown
    assert "is_right" not in shown


def test_a_question_that_cannot_be_used_is_not_frozen() -> None:
    with pytest.raises(InvalidContent):
        paper([choice("q", count=1)])


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "multiple_choice"},
        {"prompt": "What?"},
        {"marks": Decimal("1.01")},
        {"data": choice("q", 7).data},
    ],
)
def test_the_hash_notices_every_change(change: dict[str, Any]) -> None:
    asked = choice("q")
    frozen = paper([asked])[0]
    changed = replace(asked, **change)
    assert changed.content_hash != asked.content_hash
    assert frozen.is_intact
    assert not replace(frozen, asked=changed).is_intact


def test_the_hash_does_not_mind_how_json_is_written() -> None:
    one = content_hash("essay", {"a": 1, "b": 2}, {"least_words": 0, "most_words": 5}, Decimal("1.00"))
    other = content_hash("essay", {"b": 2, "a": 1}, {"most_words": 5, "least_words": 0}, Decimal(1))
    assert one == other
    assert len(one) == 64
