"""How each kind is marked, as tables: the answer in its form, and what it earns of 6 marks."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from typing import Any

import pytest

from learning.assessments.question_types import InvalidContent, ScoredAnswer, question_type
from learning.assessments.quizzes.scoring import score_question
from learning.assessments.quizzes.snapshots import QuestionSnapshot, QuestionText, take_snapshots

RIVERS = [
    {"id": "p1", "text": "The Nile", "is_right": True, "feedback": "Yes, through Cairo."},
    {"id": "p2", "text": "The Danube", "is_right": False, "feedback": "That one ends in the Black Sea."},
    {"id": "p3", "text": "The Congo", "is_right": True, "feedback": ""},
    {"id": "p4", "text": "The Rhine", "is_right": False, "feedback": ""},
]
ONE_RIVER = [row | {"is_right": row["id"] == "p1"} for row in RIVERS]
CAPITALS = {
    "pairs": [
        {"id": "a", "left": "Norway", "right": "Oslo"},
        {"id": "b", "left": "Kenya", "right": "Nairobi"},
        {"id": "c", "left": "Peru", "right": "Lima"},
    ],
    "distractors": [{"id": "d", "text": "Bergen"}],
}
PLANETS = {
    "items": [
        {"id": "x", "text": "Venus"},
        {"id": "y", "text": "Earth"},
        {"id": "z", "text": "Mars"},
    ]
}
WATER = {
    "text": "Water {{1}} at {{2}} degrees.",
    "blanks": [{"accepted": ["boils"], "typos": 1}, {"accepted": ["100", "one hundred"]}],
}


def marked(name: str, data: dict[str, Any], raw: dict[str, list[str]], penalty: str = "0") -> ScoredAnswer:
    kind = question_type(name)
    content = kind.from_data(data)
    return kind.score(content, kind.read_answer(content, raw), Decimal(6), Decimal(penalty))


def score(name: str, data: dict[str, Any], raw: dict[str, list[str]]) -> str:
    return str(marked(name, data, raw).score)


def matched(**chosen: str) -> dict[str, list[str]]:
    shown = question_type("matching").shown(question_type("matching").from_data(CAPITALS), None)
    rights = {row["text"]: row["id"] for row in shown["rights"]}
    return {f"match-{left}": [rights.get(text, text)] for left, text in chosen.items()}


def placed(**places: str) -> dict[str, list[str]]:
    shown = question_type("ordering").shown(question_type("ordering").from_data(PLANETS), None)
    names = {row["text"]: row["id"] for row in shown["items"]}
    return {f"place-{names[text]}": [place] for text, place in places.items()}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["p1"], "6.00"),
        (["p2"], "0.00"),
        (["p3"], "0.00"),
        (["p2", "p1"], "0.00"),  # a browser sends one; the first counts
        ([], "0.00"),
        (["nobody"], "0.00"),
    ],
)
def test_single_choice(chosen: list[str], expected: str) -> None:
    assert score("single_choice", {"options": ONE_RIVER}, {"choice": chosen}) == expected


@pytest.mark.parametrize(
    ("chosen", "in_parts", "all_or_nothing"),
    [
        (["p1", "p3"], "6.00", "6.00"),
        (["p3", "p1"], "6.00", "6.00"),
        (["p1", "p1", "p3"], "6.00", "6.00"),
        (["p1"], "3.00", "0.00"),
        (["p1", "p2", "p3"], "3.00", "0.00"),
        (["p1", "p2"], "0.00", "0.00"),
        (["p1", "p2", "p3", "p4"], "0.00", "0.00"),
        (["p2", "p4"], "0.00", "0.00"),
        ([], "0.00", "0.00"),
    ],
)
def test_multiple_choice(chosen: list[str], in_parts: str, all_or_nothing: str) -> None:
    raw = {"choice": chosen}
    assert score("multiple_choice", {"options": RIVERS, "partial": True}, raw) == in_parts
    assert score("multiple_choice", {"options": RIVERS}, raw) == all_or_nothing


@pytest.mark.parametrize(
    ("chosen", "expected", "feedback"),
    [
        ("false", "6.00", {"false": "So it is."}),
        ("true", "0.00", {"true": "Look again."}),
        ("False", "0.00", {}),
        ("", "0.00", {}),
    ],
)
def test_true_false(chosen: str, expected: str, feedback: dict[str, str]) -> None:
    data = {"is_true": False, "feedback_right": "So it is.", "feedback_wrong": "Look again."}
    found = marked("true_false", data, {"choice": [chosen]})
    assert (str(found.score), found.option_feedback) == (expected, feedback)


@pytest.mark.parametrize(
    ("texts", "expected", "parts"),
    [
        (("boils", "100"), "6.00", (True, True)),
        (("BOILS", " one  Hundred "), "6.00", (True, True)),
        (("biols", "100"), "6.00", (True, True)),
        (("boils", "10"), "3.00", (True, False)),
        (("", "100"), "3.00", (False, True)),
        (("100", "boils"), "0.00", (False, False)),
        (("", ""), "0.00", (False, False)),
    ],
)
def test_fill_blank(texts: tuple[str, str], expected: str, parts: tuple[bool, ...]) -> None:
    found = marked("fill_blank", WATER, {"blank-1": [texts[0]], "blank-2": [texts[1]]})
    assert (str(found.score), found.parts) == (expected, parts)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"a": "Oslo", "b": "Nairobi", "c": "Lima"}, "6.00"),
        ({"a": "Bergen", "b": "Nairobi", "c": "Lima"}, "4.00"),
        ({"a": "Oslo", "b": "Oslo", "c": "Oslo"}, "2.00"),
        ({"c": "Lima"}, "2.00"),
        ({"a": "Lima", "b": "Oslo", "c": "Nairobi"}, "0.00"),
        ({"a": "a", "b": "b", "c": "c"}, "0.00"),  # the names of the pairs are no answer
    ],
)
def test_matching(chosen: dict[str, str], expected: str) -> None:
    assert score("matching", CAPITALS, matched(**chosen)) == expected


def test_pairs_that_share_a_right_text_take_it_from_each_other() -> None:
    pairs = [("a", "Nile", "Africa"), ("b", "Congo", "Africa"), ("c", "Rhine", "Europe")]
    data = {"pairs": [{"id": name, "left": left, "right": right} for name, left, right in pairs]}
    shown = question_type("matching").shown(question_type("matching").from_data(data), random.Random(1))
    rights = {row["text"]: row["id"] for row in shown["rights"]}
    assert sorted(rights) == ["Africa", "Europe"]
    assert score("matching", data, {f"match-{n}": [rights[r]] for n, _left, r in pairs}) == "6.00"


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"Venus": "1", "Earth": "2", "Mars": "3"}, "6.00"),
        ({"Venus": "1", "Earth": "3", "Mars": "2"}, "2.00"),
        ({"Venus": "2", "Earth": "3", "Mars": "1"}, "0.00"),
        ({"Venus": "1"}, "2.00"),
        ({"Venus": "1", "Earth": "1", "Mars": "3"}, "2.00"),  # two in the first place: neither counts
        ({"Venus": "0", "Earth": "4", "Mars": "-3"}, "0.00"),
    ],
)
def test_ordering(places: dict[str, str], expected: str) -> None:
    assert score("ordering", PLANETS, placed(**places)) == expected


@pytest.mark.parametrize(
    ("order", "by_place", "relative", "run"),
    [
        ("ABCDE", "6.00", "6.00", "6.00"),
        ("BCDEA", "0.00", "4.50", "4.80"),  # one item moved costs everything by place
        ("EABCD", "0.00", "4.50", "4.80"),
        ("BACDE", "3.60", "3.00", "4.80"),
        ("AXCXE", "3.60", "0.00", "3.60"),  # X: two items in one place, which count for neither
        ("EDCBA", "1.20", "0.00", "0.00"),
        ("ABXXX", "2.40", "1.50", "2.40"),
        ("A", "1.20", "0.00", "0.00"),
    ],
)
def test_ordering_by_its_rule(order: str, by_place: str, relative: str, run: str) -> None:
    kind, names = question_type("ordering"), "ABCDE"
    left = [name for name in names if name not in order]
    places = {name: order.index(name) + 1 for name in order if name in names}
    if "X" in order:
        places |= dict.fromkeys(left, order.index("X") + 1)
    for rule, expected in (("place", by_place), ("relative", relative), ("run", run)):
        content = kind.from_data({"items": [{"id": n, "text": f"{n}!"} for n in names], "rule": rule})
        found = kind.score(content, places, Decimal(6))
        assert str(found.score) == expected, rule
        assert kind.from_data(kind.to_data(content)) == content
        assert found.is_correct is (order == names) and all(found.parts) is found.is_correct


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3.14", "6.00"),
        ("3,14", "6.00"),
        ("3.15", "6.00"),
        ("3.1500001", "0.00"),
        ("3.13", "6.00"),
        ("+314e-2 m", "6.00"),
        ("0,314 × 10^1 m", "6.00"),
        ("3.14\N{NARROW NO-BREAK SPACE}m", "6.00"),
        ("3.14m", "6.00"),
        ("3.14 M", "0.00"),
        ("3.14 km", "0.00"),
        ("−3.14", "0.00"),
        ("three", "0.00"),
        ("", "0.00"),
        ("1e999999999", "0.00"),
    ],
)
def test_numeric(typed: str, expected: str) -> None:
    data = {"answer": "3.14", "tolerance": "0.01", "unit": "m"}
    assert score("numeric", data, {"text": [typed]}) == expected


@pytest.mark.parametrize(
    ("more", "typed", "expected"),
    [
        ({"is_unit_required": True, "unit": "m/s²"}, "200 m/s^2", "6.00"),
        ({"is_unit_required": True, "unit": "m/s²"}, "200 m / s**2", "6.00"),
        ({"is_unit_required": True, "unit": "m/s²"}, "200", "0.00"),
        ({"tolerance": "5", "tolerance_is_percent": True}, "210", "6.00"),
        ({"tolerance": "5", "tolerance_is_percent": True}, "189.9", "0.00"),
        ({"tolerance": "5"}, "205", "6.00"),
        ({"tolerance": "5"}, "206", "0.00"),
        ({}, "200.000", "6.00"),
        ({}, "2.00E+2", "6.00"),
        ({}, "200 m", "0.00"),  # no unit was asked for
        ({"unit": "µm"}, "200 \N{GREEK SMALL LETTER MU}m", "6.00"),
        ({"answer": "100000"}, "100,000", "6.00"),
        ({"answer": "100000"}, "100.000", "6.00"),
        ({"answer": "100"}, "100,000", "6.00"),  # either reading may fit
        ({"answer": "100000"}, "1,00,000", "6.00"),
        ({"answer": "100000"}, "100'000", "6.00"),
        ({"answer": "100000"}, "10^5", "6.00"),
        ({"answer": "100000"}, "10⁵", "6.00"),
        ({"answer": "105"}, "10⁵", "0.00"),
        ({"answer": "1/2"}, "½", "6.00"),
        ({"answer": "0.5"}, "1/2", "6.00"),
        ({"unit": "kg"}, "200 kg.", "6.00"),
        ({"unit": "m/s²"}, "200 m·s⁻²", "6.00"),
        ({"unit": "€", "is_unit_required": True}, "€ 200", "6.00"),
        ({"unit": "m", "other_units": [{"unit": "cm", "factor": "0.01"}]}, "20000 cm", "6.00"),
        ({"unit": "m", "other_units": [{"unit": "cm", "factor": "1/100"}]}, "20,000 cm", "6.00"),
        ({"unit": "m", "other_units": [{"unit": "cm", "factor": "0.01"}]}, "200 cm", "0.00"),
        ({"unit": "m", "is_unit_required": True, "percent_without_unit": 50}, "200", "3.00"),
        ({"unit": "m", "is_unit_required": True, "percent_without_unit": 50}, "200 kg", "0.00"),
        ({"unit": "m", "is_unit_required": True, "percent_without_unit": 50}, "199", "0.00"),
    ],
)
def test_numeric_with_other_settings(more: dict[str, Any], typed: str, expected: str) -> None:
    assert score("numeric", {"answer": "200"} | more, {"text": [typed]}) == expected


@pytest.mark.parametrize(
    ("more", "typed", "expected"),
    [
        ({}, "photosynthesis", "6.00"),
        ({}, "  PHOTOsynthesis\n", "6.00"),
        ({}, "photosyntesis", "0.00"),
        ({"typos": 1}, "photosyntesis", "6.00"),
        ({"typos": 1}, "phtoosynthesis", "6.00"),
        ({"typos": 1}, "phtoosyntesis", "0.00"),
        ({"typos": 2}, "phtoosyntesis", "6.00"),
        ({"is_case_sensitive": True}, "Photosynthesis", "0.00"),
        ({"accepted": ["Straße"]}, "STRASSE", "6.00"),
        ({"accepted": ["don't"]}, "don’t", "6.00"),
        ({"accepted": ["ﬁne"]}, "FINE", "6.00"),
        ({"accepted": ["1945"], "typos": 1}, "1946", "0.00"),  # a digit is never a slip
        ({"accepted": ["no"], "typos": 1}, "to", "0.00"),  # too short for a slip
        ({"accepted": ["one", "two"]}, "two", "6.00"),
        ({}, "\u200b", "0.00"),
        ({}, "Photosynthesis.", "6.00"),
        ({"accepted": ["x²"]}, "x^2", "6.00"),
        ({"accepted": ["10²"]}, "102", "0.00"),
        ({"accepted": ["½"]}, "1/2", "6.00"),
        ({"accepted": ["meal"], "typos": 1}, "meat", "0.00"),
        ({"accepted": ["increase"], "typos": 3}, "decrease", "0.00"),
    ],
)
def test_short_text(more: dict[str, Any], typed: str, expected: str) -> None:
    assert score("short_text", {"accepted": ["photosynthesis"]} | more, {"text": [typed]}) == expected


@pytest.mark.parametrize(("typed", "is_correct"), [("A good reason.", None), ("", False), (" — … ", False)])
def test_essay_waits_for_a_person_if_there_is_one(typed: str, is_correct: bool | None) -> None:
    found = marked("essay", {}, {"text": [typed]})
    assert (found.score, found.is_correct) == (0, is_correct)


@pytest.mark.parametrize(("words", "is_within"), [(1, False), (2, True), (3, True), (4, False)])
def test_essay_knows_its_limits(words: int, is_within: bool) -> None:
    essay = question_type("essay").from_data({"least_words": 2, "most_words": 3})
    assert essay.is_within_limits("one – " * words) == is_within


@pytest.mark.parametrize(
    ("case", "chosen", "penalty", "expected", "owed"),
    [
        ("wholly right", ["p1", "p3"], "2", "6.00", "0.00"),
        ("wholly wrong", ["p2"], "2", "0.00", "2.00"),
        ("half right, half the penalty", ["p1"], "2", "2.00", "0.00"),
        ("half right, more penalty than marks", ["p1"], "8", "0.00", "1.00"),
        ("left", [], "2", "0.00", "0.00"),
    ],
)
def test_a_penalty_takes_from_the_score_and_then_from_the_sum(
    case: str, chosen: list[str], penalty: str, expected: str, owed: str
) -> None:
    found = marked("multiple_choice", {"options": RIVERS, "partial": True}, {"choice": chosen}, penalty)
    assert (str(found.score), str(found.owed)) == (expected, owed), case


def test_only_what_was_chosen_gets_feedback() -> None:
    found = marked("multiple_choice", {"options": RIVERS}, {"choice": ["p2", "p3"]})
    assert found.option_feedback == {"p2": "That one ends in the Black Sea."}
    assert found.parts == (False, False, True, True)


def test_a_third_of_a_mark_is_rounded_to_hundredths() -> None:
    kind = question_type("matching")
    content = kind.from_data(CAPITALS)
    scores = [
        str(kind.score(content, {"a": "a", **rest}, Decimal(1)).score)
        for rest in ({}, {"b": "b"}, {"b": "a"})
    ]
    assert scores == ["0.33", "0.67", "0.33"]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("single_choice", {"options": ONE_RIVER}, ["The Nile"]),
        ("multiple_choice", {"options": RIVERS}, ["The Nile", "The Congo"]),
        ("true_false", {"is_true": True}, ["True"]),
        ("fill_blank", WATER, ["boils", "100 / one hundred"]),
        ("matching", CAPITALS, ["Norway → Oslo", "Kenya → Nairobi", "Peru → Lima"]),
        ("ordering", PLANETS, ["Venus", "Earth", "Mars"]),
        ("numeric", {"answer": "3,50", "unit": "m"}, ["3.50 m"]),
        ("short_text", {"accepted": ["one", "ONE", "two"]}, ["one", "two"]),
        ("essay", {}, []),
    ],
)
def test_the_key_in_words(name: str, data: dict[str, Any], expected: list[str]) -> None:
    assert question_type(name).right_answer(question_type(name).from_data(data)) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"answer": "100,000"}, "can be read in two ways. Enter 100000 or 100.000."),
        ({"answer": "5", "other_units": [{"unit": "cm", "factor": "1"}]}, "before other units"),
        ({"answer": "5", "unit": "m", "other_units": [{"unit": "m", "factor": "2"}]}, "appears twice"),
        ({"answer": "5", "unit": "m", "other_units": [{"unit": "cm", "factor": "0"}]}, "above 0"),
        ({"answer": "5", "unit": "m", "percent_without_unit": 50}, "need a required unit"),
        (
            {"answer": "5", "unit": "m", "is_unit_required": True, "percent_without_unit": 101},
            "from 0 to 100",
        ),
    ],
)
def test_what_a_number_may_not_be(data: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidContent, match=re.escape(words)):
        question_type("numeric").from_data(data)


@pytest.mark.parametrize(
    ("name", "data", "answer", "then", "now"),
    [
        ("numeric", {"answer": "100000"}, "100,000", "0.00", "6.00"),
        ("numeric", {"answer": "105"}, "10⁵", "6.00", "0.00"),
        ("short_text", {"accepted": ["meal"], "typos": 1}, "meat", "6.00", "0.00"),
        ("short_text", {"accepted": ["Paris", "Paris."]}, "Paris.", "6.00", "6.00"),
        ("fill_blank", {"text": "{{1}}", "blanks": [{"accepted": ["½"]}]}, ["1/2"], "0.00", "6.00"),
    ],
)
def test_what_was_frozen_is_scored_by_the_rules_of_its_time(
    name: str, data: dict[str, Any], answer: Any, then: str, now: str
) -> None:
    asked = QuestionText("q", name, [], data, Decimal(6))
    [frozen] = take_snapshots([asked], seed="s", shuffles_questions=False, shuffles_options=False)
    kept = frozen.to_data()
    assert QuestionSnapshot.from_data(kept) == frozen
    assert str(score_question(QuestionSnapshot.from_data(kept), answer, 0).score) == now
    del kept["edition"]  # as every snapshot was kept before there were editions
    assert str(score_question(QuestionSnapshot.from_data(kept), answer, 0).score) == then


@pytest.mark.parametrize(
    ("answer", "right", "wrong"),
    [
        ("100,000", "Read as 100\u202f000.", "Read as 100\u202f000 or 100. Either counts."),
        ("1.5 kg", "", ""),
        ("-5", "", ""),
        ("1 1/2", "Read as 3/2.", "Read as 3/2."),
        ("10^5", "Read as 1e5.", "Read as 1e5."),
        ("three", "", "This can't be read as a number."),
    ],
)
def test_the_paper_says_how_a_number_is_read(answer: str, right: str, wrong: str) -> None:
    kind = question_type("numeric")
    assert kind.display.reading(answer) == wrong
    content = kind.from_data({"answer": "100000"})
    [(line, _said)] = kind.display.answer_lines(content, answer, (False,))
    assert line == "\n".join(filter(None, [answer, wrong]))
    if right:
        [(line, _said)] = kind.display.answer_lines(content, answer, (True,))
        assert line == f"{answer}\n{right}"


def test_authors_are_shown_what_else_passes_and_how_a_number_is_read() -> None:
    written = {"accepted": ["Paris"], "typos": ["1"]}
    assert "Pairs" in question_type("short_text").form.shown(written).lists["slips"]
    blank = {"text": ["In [Paris] and [Rome]"], "typos": ["1"]}
    assert "Pairs" in question_type("fill_blank").form.shown(blank).lists["slips"]
    assert question_type("numeric").form.shown({"answer": ["1,5"]}).values["reading"] == "Read as 1.5."
