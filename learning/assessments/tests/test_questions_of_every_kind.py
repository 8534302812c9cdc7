"""What holds for every kind of question, whatever its content and its answer."""

from __future__ import annotations

import json
import random
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.assessments.question_types import InvalidContent, question_type, question_types

from .strategies.contents import DATA, fields, junk

every_kind = pytest.mark.parametrize("name", question_types())
quick = settings(max_examples=60, deadline=None)
marks = st.decimals("0", "100", places=2)


def right_fields(name: str, content: Any) -> dict[str, list[str]]:
    """The form as somebody fills it in who goes by the words of the key, as a person would."""
    shown, key = (
        question_type(name).shown(content, random.Random(3)),
        question_type(name).right_answer(content),
    )
    if name in ("single_choice", "multiple_choice"):
        return {"choice": [row["id"] for row in shown["options"] if row["text"] in key]}
    if name == "true_false":
        return {"choice": [key[0].lower()]}
    if name == "fill_blank":
        return {f"blank-{number}": [blank.accepted[0]] for number, blank in enumerate(content.blanks, 1)}
    if name == "matching":
        rights = {row["text"]: row["id"] for row in shown["rights"]}
        belongs = {pair.left: pair.right for pair in content.pairs}
        return {f"match-{row['id']}": [rights[belongs[row["text"]]]] for row in shown["lefts"]}
    if name == "ordering":
        return {f"place-{row['id']}": [str(key.index(row["text"]) + 1)] for row in shown["items"]}
    return {"text": [key[0]]}


def _options_with_another_key(options: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    flags = [row["is_right"] for row in options]
    chance.shuffle(flags)
    return [
        row | {"is_right": flag, "feedback": "Another word."}
        for row, flag in zip(options, flags, strict=True)
    ]


def with_another_key(name: str, data: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A question that looks the same and has another right answer, and other feedback."""
    other = json.loads(json.dumps(data))
    if name in ("single_choice", "multiple_choice"):
        other["options"] = _options_with_another_key(data["options"], chance)
    elif name == "true_false":
        other = {"is_true": not data["is_true"], "feedback_right": "Yes.", "feedback_wrong": "No."}
    elif name == "fill_blank":
        other["blanks"] = [{"accepted": ["another", "answer"], "typos": 1} for _blank in data["blanks"]]
    elif name == "matching":
        rights = [pair["right"] for pair in data["pairs"]] + [row["text"] for row in data["distractors"]]
        chance.shuffle(rights)
        other["pairs"] = [pair | {"right": rights.pop()} for pair in data["pairs"]]
        other["distractors"] = [row | {"text": rights.pop()} for row in data["distractors"]]
    elif name == "ordering":
        chance.shuffle(other["items"])
    elif name == "numeric":
        other.update(answer="77", tolerance="5", tolerance_is_percent=not data["tolerance_is_percent"])
    elif name == "short_text":
        other = {"accepted": ["another"]}
    return other


@every_kind
@given(data=st.data())
@quick
def test_content_survives_being_written_and_read(name: str, data: st.DataObject) -> None:
    kind = question_type(name)
    content = kind.from_data(data.draw(DATA[name]))
    written = kind.to_data(content)
    assert kind.from_data(json.loads(json.dumps(written))) == content
    assert kind.to_data(kind.from_data(written)) == written


@every_kind
@given(data=st.data(), marks=marks, penalty=marks)
@quick
def test_any_answer_earns_from_nothing_to_all_marks(
    name: str, data: st.DataObject, marks: Decimal, penalty: Decimal
) -> None:
    kind = question_type(name)
    content = kind.from_data(data.draw(DATA[name]))
    shown = kind.shown(content, random.Random(1))
    raw = data.draw(fields(shown))
    answer = kind.read_answer(content, raw)
    marked = kind.score(content, answer, marks, penalty)
    for amount, most in ((marked.score, marks), (marked.owed, penalty)):
        assert 0 <= amount <= most
        assert amount == amount.quantize(Decimal("0.01"))
    assert marked == kind.score(content, json.loads(json.dumps(answer)), marks, penalty)
    without = kind.score(content, answer, marks)
    assert (without.is_correct, without.parts, without.owed) == (marked.is_correct, marked.parts, 0)
    assert marked.score - marked.owed <= without.score
    if marked.is_correct:
        assert (marked.score, marked.owed) == (marks, 0)
    if answer is None:
        assert (marked.score, marked.owed, marked.is_correct) == (0, 0, False)


@every_kind
@given(data=st.data())
@quick
def test_the_form_is_filled_in_again_as_it_was_sent(name: str, data: st.DataObject) -> None:
    kind = question_type(name)
    content = kind.from_data(data.draw(DATA[name]))
    answer = kind.read_answer(content, data.draw(fields(kind.shown(content, None))))
    assert kind.read_answer(content, kind.filled(content, answer)) == answer


@every_kind
@given(data=st.data(), seed=st.integers())
@quick
def test_what_is_shown_tells_nothing_of_the_key(name: str, data: st.DataObject, seed: int) -> None:
    """Another key, other feedback, another order of the author: the browser gets the same bytes."""
    kind = question_type(name)
    draft = data.draw(DATA[name])
    other = with_another_key(name, draft, random.Random(seed))
    for shuffle in (None, seed):
        shown = [
            kind.shown(kind.from_data(each), None if shuffle is None else random.Random(shuffle))
            for each in (draft, other)
        ]
        assert json.dumps(shown[0]) == json.dumps(shown[1])


@every_kind
@given(data=st.data(), marks=marks, seeds=st.tuples(st.integers(), st.integers()))
@quick
def test_the_right_answer_earns_everything_in_any_order(
    name: str, data: st.DataObject, marks: Decimal, seeds: tuple[int, int]
) -> None:
    kind = question_type(name)
    if kind.is_scored_by_hand:
        return
    content = kind.from_data(data.draw(DATA[name]))
    raw = right_fields(name, content)
    mixed = {field: random.Random(seeds[0]).sample(values, len(values)) for field, values in raw.items()}
    mixed = dict(random.Random(seeds[1]).sample(list(mixed.items()), len(mixed)))
    for form in (raw, mixed):
        marked = kind.score(content, kind.read_answer(content, form), marks, Decimal(1))
        assert (marked.score, marked.is_correct, marked.owed) == (marks, True, 0)
        assert all(marked.parts)


@every_kind
@given(data=st.data(), form=st.sampled_from(["NFC", "NFD"]))
@quick
def test_the_spelling_of_signs_makes_no_difference(name: str, data: st.DataObject, form: Any) -> None:
    kind = question_type(name)
    content = kind.from_data(data.draw(DATA[name]))
    raw = {} if kind.is_scored_by_hand else right_fields(name, content)
    spelt = {
        field: [f" {unicodedata.normalize(form, text)}\N{NO-BREAK SPACE}"] if field != "choice" else values
        for field, values in raw.items()
        for text in values
        if field[:5] not in ("match", "place")
    }
    if spelt:
        assert kind.score(content, kind.read_answer(content, spelt), Decimal(2)).score == 2


@every_kind
@given(data=st.data(), answer=junk)
@quick
def test_junk_earns_nothing_and_breaks_nothing(name: str, data: st.DataObject, answer: Any) -> None:
    kind = question_type(name)
    content = kind.from_data(data.draw(DATA[name]))
    marked = kind.score(content, answer, Decimal(1), Decimal(1))
    assert 0 <= marked.score <= 1
    assert json.loads(json.dumps(kind.filled(content, answer))) is not None
    if not isinstance(answer, str | bool):
        assert marked.score == 0


@every_kind
@given(
    data=st.data(),
    raw=st.dictionaries(
        st.sampled_from(["choice", "text", "blank-1", "blank-²", "match-a", "place-a"]),
        st.lists(st.text() | st.just("\0\ud800"), max_size=3),
    ),
)
@quick
def test_a_form_of_junk_is_left_unanswered_or_kept_as_plain_text(
    name: str, data: st.DataObject, raw: dict[str, list[str]]
) -> None:
    kind = question_type(name)
    content = kind.from_data(data.draw(DATA[name]))
    answer = kind.read_answer(content, raw)
    kept = json.dumps(answer, ensure_ascii=False)
    assert "\\u0000" not in kept
    kept.encode()


@every_kind
@given(draft=junk | st.dictionaries(st.sampled_from(["options", "pairs", "items", "accepted", "text"]), junk))
@quick
def test_data_of_junk_is_refused_in_words(name: str, draft: Any) -> None:
    try:
        question_type(name).from_data(draft)
    except InvalidContent as error:
        assert error.messages
        assert all(isinstance(words, str) and words for words in error.messages)
    else:
        assert name in ("essay", "short_text")


def test_a_kind_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidContent, match="riddle"):
        question_type("riddle")


def test_marks_below_nothing_are_a_mistake_of_ours() -> None:
    content = question_type("true_false").from_data({"is_true": True})
    with pytest.raises(ValueError, match="below 0"):
        question_type("true_false").score(content, True, Decimal(-1))
