"""Numbered questions from PDFs, over lines and pages, and what is told of what cannot be read."""

from __future__ import annotations

import io
import time

import pytest
from pypdf import PdfReader, PdfWriter

from common.imports.report import UnreadableFile
from common.printing import load_weasyprint
from learning.assessments.imports import MOST_QUESTIONS, Reading, read_questions
from learning.assessments.tests.pdf_files import pdf_of

STYLE = (
    "ol ol { list-style: upper-alpha } @page { size: A5; @bottom-center { content: 'Page ' counter(page) } }"
)


def read(*pages: list[str]) -> Reading:
    return read_questions(pdf_of(*pages), "questions.pdf")


def test_reads_questions_over_lines_and_pages() -> None:
    reading = read(
        [
            "1. Which organ pumps",
            "blood?",
            "A. The heart",
            "B. The liver, a",
            "large gland",
            "Answer: A",
            "1 / 2",
        ],
        ["2) Which are even?", "(a) 2", "(b) 3", "2 / 2"],
        [
            "(c) 4",
            "Correct answer: a, c",
            "Explanation: Halve",
            "them.",
            "Marks: 2",
            "Difficulty: easy",
            "Tags: sums",
        ],
        ["Question 3: Is it wet?", "Answer: True", "4. How many?", "Answer: 3,5"],
    )
    first, second, third, fourth = reading.questions
    assert not reading.problems
    assert first.prompt == "Which organ pumps blood?"
    assert [option["text"] for option in first.data["options"]] == ["The heart", "The liver, a large gland"]
    assert [option["is_right"] for option in second.data["options"]] == [True, False, True]
    assert (second.explanation, second.marks, second.difficulty) == ("Halve them.", 2, "easy")
    assert (second.tags, second.page, second.line) == (("sums",), 2, 1)
    assert (third.kind, third.data["is_true"]) == ("true_false", True)
    assert (fourth.kind, fourth.data["answer"]) == ("numeric", "3.5")


def test_reads_options_beside_each_other() -> None:
    reading = read(["1. Which?", "a) this one   b) that", "c) the last", "ANSWER: b"])
    options = reading.questions[0].data["options"]
    assert [option["text"] for option in options] == ["this one", "that", "the last"]
    assert [option["is_right"] for option in options] == [False, True, False]


def test_tells_of_marks_that_are_none() -> None:
    (problem,) = read(["1. Which?", "A. x", "B. y", "Answer: A", "Marks: many"]).problems
    assert (problem.where, problem.found) == ("page 1, line 1", "many")


def test_leaves_out_headings_and_footers() -> None:
    pages = [
        ["Biology: the test", f"{number}. Which?", "A. x", "B. y", "Answer: B", f"Page {number} of 4"]
        for number in range(1, 5)
    ]
    reading = read(*pages)
    assert not reading.problems
    assert [question.data["options"][1]["text"] for question in reading.questions] == ["y"] * 4


def test_tells_what_is_wrong_by_page_and_line() -> None:
    reading = read(
        ["A test", "for all", "1. Forgotten?", "A. x", "B. y", "2. Fine?", "A. x", "B. y", "Answer: B"],
        ["3. Which?", "A. x", "B. y", "Answer: C", "Answer: A"],
        [],
    )
    assert [question.prompt for question in reading.questions] == ["Fine?"]
    assert [(problem.where, problem.is_error) for problem in reading.problems] == [
        ("page 1, line 1", False),
        ("page 1, line 3", True),
        ("page 2, line 5", True),
        ("page 3", False),
        ("page 2, line 1", True),
    ]
    assert [row.where for row in reading.report.rows if row.problems] == [
        "page 1, line 1",
        "page 1, line 3",
        "page 2, line 1",
        "page 2, line 5",
        "page 3",
    ]


def test_reads_what_is_seen_when_the_file_has_another_order() -> None:
    """Numbers of lists come at the end of the page in the files of some programs."""
    questions = "".join(
        f"<li>Which of these is efficient, of a question so long that it has to wrap? ({number})"
        "<ol><li>first<li>second, which is an option so long that it has to wrap as well<li>third</ol>"
        "<p>Answer: B</li>"
        for number in range(12)
    )
    content = load_weasyprint().HTML(string=f"<style>{STYLE}</style><ol>{questions}</ol>").write_pdf()
    reading = read_questions(content, "questions.pdf")
    assert not reading.problems
    assert len(reading.questions) == 12
    question = reading.questions[-1]
    assert question.prompt == "Which of these is efficient, of a question so long that it has to wrap? (11)"
    assert [option["is_right"] for option in question.data["options"]] == [False, True, False]
    assert (
        question.data["options"][1]["text"]
        == "second, which is an option so long that it has to wrap as well"
    )


def test_reads_2000_questions_soon_and_no_more() -> None:
    pages = [
        [
            line
            for number in range(page * 8 + 1, page * 8 + 9)
            for line in (f"{number}. Which?", "A. one", "B. two", "C. three", "D. four", "Answer: C")
        ]
        for page in range(MOST_QUESTIONS // 8)
    ]
    started = time.monotonic()
    assert len(read(*pages).questions) == MOST_QUESTIONS
    assert time.monotonic() - started < 10
    with pytest.raises(UnreadableFile, match="more than 2000"):
        read(*pages, ["2001. More?", "Answer: true"])


def test_refuses_a_pdf_with_a_password() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf_of(["1. Which?", "Answer: true"]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnreadableFile, match="password"):
        read_questions(out.getvalue(), "a.pdf")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf_of([], []), "no text"),
        (b"%PDF-1.4 and nothing more", "damaged"),
        (pdf_of(*([["x"]] * 1001)), "too many pages"),
        (pdf_of(["Dear reader"]), "no question"),
    ],
)
def test_refuses_what_holds_no_questions(content, words) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_questions(content, "a.pdf")
