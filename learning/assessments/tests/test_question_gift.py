"""Questions from GIFT: what is read, what is told of one that is wrong, and what cannot be kept."""

from __future__ import annotations

from decimal import Decimal

import pytest

from learning.assessments.tests.readings import only, read, right, told


@pytest.mark.parametrize(
    ("text", "kind", "data"),
    [
        ("Up? {T}", "true_false", {"is_true": True}),
        (
            "Up? {FALSE#no#yes}",
            "true_false",
            {"is_true": False, "feedback_wrong": "no", "feedback_right": "yes"},
        ),
        ("When? {#1822:5}", "numeric", {"answer": "1822", "tolerance": "5"}),
        ("When? {#1..5}", "numeric", {"answer": "3", "tolerance": "2"}),
        ("When? {#-2,5..-2}", "numeric", {"answer": "-2.25", "tolerance": "0.25"}),
        ("Who? {=Grant =U. S. Grant}", "short_text", {"accepted": ["Grant", "U. S. Grant"]}),
        ("Write. {}", "essay", {"least_words": 0, "most_words": 0}),
        ("Write. {####Well done}", "essay", {}),
        ("Two {=plus =and} two.", "fill_blank", {"text": "Two {{1}} two."}),
    ],
)
def test_reads_each_kind(text, kind, data) -> None:
    question = only(text, "a.gift")
    assert question.kind == kind
    assert question.data.items() >= data.items()


def test_reads_choices_with_feedback() -> None:
    question = only("::Q1:: Grant is {\n  =buried #Yes\n  ~born\n####All.\n} here", "a.gift")
    assert (question.title, question.prompt, question.explanation) == (
        "Q1",
        "Grant is _____ here",
        "All.",
    )
    assert (right(question), question.data["options"][0]["feedback"]) == (["buried"], "Yes")


def test_reads_weights_as_several_right_options() -> None:
    question = only("Who? {~%-50%nobody ~%50%Ann ~%50%Bob}", "a.gift")
    assert (question.kind, right(question), question.data["partial"]) == (
        "multiple_choice",
        ["Ann", "Bob"],
        True,
    )


def test_reads_pairs() -> None:
    question = only("Match. {\n=cat -> miaow\n=dog -> woof\n= -> moo\n}", "a.gift")
    assert [pair["left"] for pair in question.data["pairs"]] == ["cat", "dog"]
    assert [item["text"] for item in question.data["distractors"]] == ["moo"]


def test_reads_what_a_backslash_protects() -> None:
    question = only(r"\{a\}\: 1 \= 1 \~ \# C\:\\x\nnext {=\{x\} ~\=y#\#1}", "a.gift")
    assert question.prompt == "{a}: 1 = 1 ~ # C:\\x\nnext"
    assert [option["text"] for option in question.data["options"]] == ["{x}", "=y"]
    assert question.data["options"][1]["feedback"] == "#1"


def test_reads_html_as_text_and_says_what_is_dropped() -> None:
    reading = read("[html]<p>Is <b>2 &lt; 3</b>?</p><p><img src\\=x>So</p><script>1</script> {T}", "a.gift")
    assert reading.questions[0].prompt == "Is 2 < 3?\n\nSo"
    assert ["Images" in words for _line, words in told(reading)] == [True]


def test_takes_tags_from_categories_and_comments() -> None:
    reading = read(
        "$CATEGORY: $course$/top/Birds\n\n// a comment\n// [tag:owl] [marks:2.5] [difficulty:easy]\n"
        "Up? {T}\n$CATEGORY: Fish\nDown? {F}",
        "a.gift",
    )
    up, down = reading.questions
    assert (up.tags, up.marks, up.difficulty, up.line) == (("owl", "Birds"), Decimal("2.5"), "easy", 5)
    assert (down.tags, down.marks, down.difficulty) == (("Fish",), Decimal(1), "medium")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("q {=a ~b", "braces"),
        ("q =a}", "braces"),
        ("q {=a {b} ~c}", "braces"),
        ("q {a ~b}", "No option is correct."),
        ("q {~a ~b}", "No option is correct."),
        ("q {#many}", "isn't a number"),
        ("q {#=1 =2}", "exactly one"),
        ("q {=a -> b =c}", "This pair has no ->."),
        ("// [marks:lots]\nq {T}", "The marks aren't a valid number."),
        ("{T}", "The question text is missing."),
    ],
)
def test_tells_what_is_wrong_and_reads_on(text, words) -> None:
    reading = read(f"Fine? {{T}}\n\n{text}\n\nFine too? {{F}}", "a.gift")
    (problem,) = reading.problems
    assert words in problem.words
    assert problem.is_error
    assert problem.line == 3 + text.count("//")
    assert [question.prompt for question in reading.questions] == ["Fine?", "Fine too?"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Only a text.\n\nUp? {T}", "This text contains no question and was skipped."),
        ("q {=a =b ~c}", "Several options are correct, so learners must choose all of them."),
        ("q {=a ~%50%b ~c}", "Options with partial marks count as incorrect here."),
        (
            "q {~%75%a ~%25%b ~c}",
            "The correct options have different weights in the file. Here they all count the same.",
        ),
        ("q {=a =%50%b}", "Answers with partial marks were skipped."),
        ("q {=a#yes}", "Feedback"),
        ("q {#3#yes}", "Feedback"),
        ("q {#=3 =%50%4}", "Answers with partial marks or no marks were skipped."),
        ("q {=a -> b#yes =c -> d}", "Feedback"),
    ],
)
def test_warns_of_what_cannot_be_kept(text, words) -> None:
    reading = read(text, "a.gift")
    (problem,) = reading.problems
    assert words in problem.words
    assert reading.report.is_importable
