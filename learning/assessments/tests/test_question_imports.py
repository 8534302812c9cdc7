"""Files of questions of any form, and Aiken's: what is read, and what is refused."""

from __future__ import annotations

import time

import pytest

from common.imports.report import UnreadableFile
from common.imports.text_reader import MAX_FILE_BYTES
from learning.assessments.imports import MOST_QUESTIONS, read_questions
from learning.assessments.question_types.lettered_options import names_for
from learning.assessments.tests.readings import HEADER, read, right, told


class TestAiken:
    def test_reads_questions(self) -> None:
        reading = read(
            "Which?\nOf these\nA. this\nb) that\nANSWER: B\n\nNext?\nA) x\nB) y\nC) z\nAnswer: A, C", "a.txt"
        )
        first, second = reading.questions
        assert reading.source == "aiken"
        assert (first.prompt, right(first), first.line) == ("Which?\nOf these", ["that"], 1)
        assert (second.kind, right(second), second.line) == ("multiple_choice", ["x", "z"], 7)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Bad?\nA. x\nB. y\n\n", "answer is missing"),
            ("Bad?\nA. x\nB. y\n", "answer is missing"),  # not even a blank line after it
            ("Bad?\nANSWER: A\n", "no options"),
            ("Bad?\nA. x\nC. y\nANSWER: A\n", "Option B is missing"),
            ("Bad?\nA. x\nB. y\nANSWER: D\n", "but that option doesn't exist."),
        ],
    )
    def test_tells_what_is_wrong_and_reads_on(self, text, words) -> None:
        reading = read(f"{text}Good?\nA. x\nB. y\nANSWER: A", "a.txt")
        ((line, found),) = told(reading)
        assert line == 1
        assert words in found
        assert [question.prompt for question in reading.questions] == ["Good?"]


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "a.csv", "empty"),
            (b" \n ", "a.csv", "empty"),
            (b"x" * (MAX_FILE_BYTES + 1), "a.csv", "larger than"),
            (b"PK\x03\x04 workbook", "a.csv", "This is a spreadsheet or an office document."),
            (b"question", "a.pdf", "This isn't a PDF."),
            (b"\x00\x01\x02", "a.csv", "This isn't a text file."),
            (b"Dear reader", "letter.txt", "The file format wasn't recognised."),
        ],
    )
    def test_refuses_what_is_no_file_of_questions(self, content, name, words) -> None:
        with pytest.raises(UnreadableFile, match=words):
            read_questions(content, name)

    @pytest.mark.parametrize(
        ("name", "piece"),
        [
            ("a.csv", "q{n},x,y,,,A\n"),
            ("a.gift", "q{n} {{=x ~y}}\n\n"),
            ("a.txt", "q{n}\nA. x\nB. y\nANSWER: A\n"),
        ],
    )
    def test_reads_2000_questions_soon_and_no_more(self, name, piece) -> None:
        text = (HEADER + "\n" if name == "a.csv" else "") + "".join(
            piece.format(n=n) for n in range(MOST_QUESTIONS)
        )
        started = time.monotonic()
        assert len(read(text, name).questions) == MOST_QUESTIONS
        assert time.monotonic() - started < 10
        with pytest.raises(UnreadableFile, match="more than 2000"):
            read(text + piece.format(n="more"), name)

    def test_the_report_goes_line_by_line(self) -> None:
        report = read(f"{HEADER}\nq,x,y,,,A\nr,x,y,,,E\n").report
        assert [(row.where, row.creates, row.has_errors) for row in report.rows] == [
            ("line 2", ["q", "Single choice: x"], False),
            ("line 3", [], True),
        ]
        assert (report.created["questions"], report.is_importable, len(report.errors)) == (1, False, 1)


def test_names_of_options_do_not_betray_their_order() -> None:
    assert sorted(names_for(["a", "b", "c"])) == sorted(names_for(["c", "a", "b"]))
    assert len(set(names_for(["a", "a", "a"]))) == 3
