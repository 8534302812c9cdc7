"""Questions from CSV: what is read, and what is told of a row that is wrong."""

from __future__ import annotations

import codecs
from decimal import Decimal

import pytest

from common.imports.report import UnreadableFile
from learning.assessments.imports import read_questions
from learning.assessments.tests.readings import HEADER, only, read, right, told


@pytest.mark.parametrize(
    ("row", "kind", "answers"),
    [
        ("q,w,x,y,z,B", "single_choice", ["x"]),
        ("q,w,x,y,z,b", "single_choice", ["x"]),
        ("q,w,x,y,z,B.", "single_choice", ["x"]),
        ("q,w,x,y,z,(b)", "single_choice", ["x"]),
        ("q,w,x,y,z,B) x", "single_choice", ["x"]),
        ("q,w,x,y,z,Y", "single_choice", ["y"]),
        ("q,two words,x,,,Two  Words", "single_choice", ["two words"]),
        ("q,w,x,y,z,A;C", "multiple_choice", ["w", "y"]),
        ('q,w,x,y,z,"A, C and D"', "multiple_choice", ["w", "y", "z"]),
        ("q,w,x,y,z,AD", "multiple_choice", ["w", "z"]),
        ("q,w,x,y,z,w | z", "multiple_choice", ["w", "z"]),
        ("q,B,A,,,B", "single_choice", ["A"]),  # a capital is a letter
        ("q,3,4,,,4", "single_choice", ["4"]),
        ("q,mW,MW,,,MW", "single_choice", ["MW"]),
        ("q,w,,y,,C", "single_choice", ["y"]),  # letters stay with their columns
    ],
)
def test_reads_the_right_option(row, kind, answers) -> None:
    question = only(f"{HEADER}\n{row}\n")
    assert (question.kind, right(question)) == (kind, answers)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("q,w,x,,,neither", "The correct answer doesn't match any option."),
        ("q,w,x,,,D", "but that option doesn't exist."),
        ("q,w,x,,,A;D", "but that option doesn't exist."),
        ("q,w,x,,,", "correct answer is missing"),
        (",w,x,,,A", "The question text is missing."),
        ("q,,,,,B", "a letter, but there are no options"),
        ("q,w,x,y,z,A,more", "more cells"),
        ("q,mW,MW,,,mw", "The correct answer doesn't match any option."),
        ("q,b,a,,,b", "The correct answer could mean option B or the text of another option."),
    ],
)
def test_tells_what_is_wrong_with_a_row(row, words) -> None:
    reading = read(f"{HEADER}\nfine,w,x,,,A\n{row}\n")
    ((line, found),) = told(reading)
    assert line == 3
    assert words in found
    assert len(reading.questions) == 1


@pytest.mark.parametrize(
    ("columns", "row", "kind", "data"),
    [
        ("", "q,true", "true_false", {"is_true": True}),
        ("", "q,F", "true_false", {"is_true": False}),
        ("", 'q,"3,5"', "numeric", {"answer": "3.5"}),
        (",tolerance,unit", "q,-9.81,2%,m", "numeric", {"tolerance_is_percent": True, "unit": "m"}),
        ("", "q,Paris", "short_text", {"accepted": ["Paris"], "is_case_sensitive": False}),
        (
            ",accepted,typos",
            "q,Rome,Roma | Rom,1",
            "short_text",
            {"accepted": ["Rome", "Roma", "Rom"], "typos": 1},
        ),
        (",kind", "q,,essay", "essay", {"least_words": 0}),
        (",least words", "q,,50", "essay", {"least_words": 50}),
        (",option_a", "Water is {{1}}.,,wet | damp", "fill_blank", {"text": "Water is {{1}}."}),
        (",kind", "q,3,Short answer", "short_text", {"accepted": ["3"]}),
    ],
)
def test_works_out_other_kinds(columns, row, kind, data) -> None:
    question = only(f"question,correct_answer{columns}\n{row}\n")
    assert question.kind == kind
    assert question.data.items() >= data.items()


@pytest.mark.parametrize(
    ("columns", "row", "words"),
    [
        (",kind", "q,A,riddle", "Unknown question type."),
        (",kind", "q,perhaps,true/false", "The answer must be true or false."),
        (",kind,option_a,option_b", "q,A,true_false,yes,no", "The options aren't True and False."),
        (",kind,option_a", "q,,matching,cat", "This pair has no ->."),
        (",tolerance", "q,3,little", "The tolerance isn't valid."),
        (",unit", "q,three,m", "This isn't a number."),
        (",unit,unit_required", "q,3,m,perhaps", "The value must be yes or no."),
        (",kind,typos", "q,Rome,short_text,many", "This isn't a whole number."),
        (",kind", "q,,short_text", "correct answer is missing"),
        (",kind", "Water is wet.,wet,fill_blank", "Blank 1 is missing from the text."),
    ],
)
def test_tells_what_is_wrong_with_other_kinds(columns, row, words) -> None:
    ((line, found),) = told(read(f"question,correct_answer{columns}\n{row}\n"))
    assert line == 2
    assert words in found


def test_takes_the_options_true_and_false_for_what_they_are() -> None:
    question = only(
        "question,option_a,option_b,correct_answer,feedback_a,feedback_b\nq,False,True,B,no,yes\n"
    )
    assert question.kind == "true_false"
    assert question.data == {"is_true": True, "feedback_right": "yes", "feedback_wrong": "no"}


def test_a_gap_may_be_filled_by_the_answer() -> None:
    question = only("question,correct_answer,accepted\nWater is {{1}}.,wet,damp\n")
    assert question.data["blanks"][0]["accepted"] == ["wet", "damp"]


def test_reads_pairs_and_orders() -> None:
    reading = read(
        "question,option_a,option_b,option_c,correct_answer,type\n"
        "Match,cat -> miaow,dog -> woof,-> moo,,matching\nOrder,first,second,third,,ordering\n"
    )
    match, order = reading.questions
    assert [(pair["left"], pair["right"]) for pair in match.data["pairs"]] == [
        ("cat", "miaow"),
        ("dog", "woof"),
    ]
    assert [item["text"] for item in match.data["distractors"]] == ["moo"]
    assert [item["text"] for item in order.data["items"]] == ["first", "second", "third"]


def test_reads_what_goes_with_a_question() -> None:
    question = only(
        "Question;Option A;Option B;Answer;Points;Level;Tags;Explanation;Feedback A;Title\n"
        "q;x;y;A;2,5;Hard;one, two,ONE;Because.;Yes!;Name\n"
    )
    assert question.marks == Decimal("2.5")
    assert (question.difficulty, question.tags, question.title) == ("hard", ("one", "two"), "Name")
    assert (question.explanation, question.data["options"][0]["feedback"]) == ("Because.", "Yes!")


def test_tells_all_that_is_wrong_with_a_row_at_once() -> None:
    reading = read(
        "question,option_a,option_b,correct_answer,marks,difficulty,tags\n"
        f",x,y,C,none,tricky,{'t' * 101}\nq,x,y,A,0,,\nq,x,y,A,1.005,,\n"
    )
    lines = [line for line, _words in told(reading)]
    assert lines == [2, 2, 2, 2, 2, 3, 4]
    assert reading.questions == ()


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + f"{HEADER}\né,x,y,,,A".encode(),
        f"{HEADER}\né,x,y,,,A".encode("utf-16"),
        f"{HEADER}\r\né,x,y,,,A\r\n".encode(),
        f"{HEADER}\ré,x,y,,,A\r".encode(),
        f"{HEADER}\né,x,y,,,A".replace(",", ";").encode(),
        f"{HEADER}\né,x,y,,,A".replace(",", "\t").encode(),
        f"sep=;\n{HEADER}\né,x,y,,,A".replace(",", ";").encode(),
        f"\n\n{HEADER}\n,,,,,\né,x,y,,,A\n\n".encode(),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a"])
def test_reads_what_spreadsheets_write(content, name) -> None:
    reading = read_questions(content, name)
    assert [question.prompt for question in reading.questions] == ["é"]
    assert reading.source == "csv"
    assert not reading.problems


def test_guesses_an_old_encoding_and_says_so() -> None:
    reading = read_questions(f"{HEADER}\né,x,y,,,A".encode("cp1252"), "a.csv")
    assert reading.questions[0].prompt == "é"
    assert [problem.is_error for problem in reading.problems] == [False]
    assert reading.report.is_importable


def test_names_the_line_where_a_quoted_cell_goes_over_several() -> None:
    reading = read(f'{HEADER}\n"one\ntwo",x,y,,,A\nq,x,y,,,E\n')
    assert reading.questions[0].prompt == "one\ntwo"
    assert [line for line, _words in told(reading)] == [4]


def test_keeps_what_stands_before_an_open_quotation_mark() -> None:
    reading = read(f'{HEADER}\nq,x,y,,,A\n"q,x,y,,,A\n')
    assert len(reading.questions) == 1
    ((line, words),) = told(reading)
    assert line == 3
    assert "quotation mark" in words


def test_undoes_the_guard_against_formulas() -> None:
    assert only(f"{HEADER}\n'=1+1?,'-2,2,,,A\n").prompt == "=1+1?"


def test_warns_of_columns_and_feedback_that_are_left_out() -> None:
    reading = read(f"{HEADER},colour,feedback_d\nq,x,y,,,A,red,never said\n")
    assert [(problem.line, problem.is_error) for problem in reading.problems] == [(1, False), (2, False)]
    assert reading.report.is_importable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("question,option_a\nq,x\n", "correct_answer"),
        ("question,question,correct_answer\nq,q,A\n", "twice"),
        (HEADER, "no question"),
    ],
)
def test_refuses_a_file_without_the_columns(text, words) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read(text)
