"""Whatever the file: a report or a sentence, never another exception, and soon."""

from __future__ import annotations

import io
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from common.imports.report import UnreadableFile
from common.imports.text_reader import MAX_FILE_BYTES
from learning.assessments.exports import to_csv, to_gift, to_moodle_xml, to_qti
from learning.assessments.imports import pdf, read_questions
from learning.assessments.tests.pdf_files import pdf_of
from learning.assessments.tests.strategies.drafts import drafts

NAMES = st.sampled_from(["a.csv", "a.tsv", "a.gift", "a.txt", "a.pdf", "a", ""])
PAGE = ["1. Which?", "A. this", "B. that", "Answer: B", "2) True?", "Answer: true"]
PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "A. x\n",
        "B) y\n",
        "ANSWER: A\n",
        "{",
        "}",
        "=",
        "~",
        "%50%",
        "#",
        "####",
        "::",
        "->",
        "//",
        '"',
    ]
    + [
        "question,correct_answer\n",
        ",",
        ";",
        "1. ",
        "\\",
        "$CATEGORY: a/b\n",
        "[html]<p",
        "&#x110000;",
        "1..2",
        "{#1:9e9}",
    ]
    + [
        "[tag:",
        "[marks:-1]",
        "TRUE",
        "{{1}}",
        "'=",
        "sep=;\n",
        "Marks: 0\n",
        "Tags: a, b\n",
        "\N{NULL}",
        "\N{ZERO WIDTH NO-BREAK SPACE}",
    ]
)


def read(content: bytes, name: str) -> None:
    """What every file gets."""
    try:
        reading = read_questions(content, name)
    except UnreadableFile as error:
        assert str(error)
        assert error.problem.where
        return
    assert reading.questions or reading.problems
    report = reading.report
    assert sum(bool(row.creates) for row in report.rows) == len(reading.questions)
    assert report.created["questions"] == len(reading.questions)
    assert sorted(map(str, report.all_problems)) == sorted(map(str, reading.problems))
    assert all(problem.words and problem.where for problem in reading.problems)


@given(st.binary(max_size=400), NAMES)
@settings(max_examples=300, deadline=None)
def test_any_bytes(content, name) -> None:
    if not pdf.is_pdf(content):
        read(content, name)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join), NAMES)
@settings(max_examples=500, deadline=None)
def test_any_text_of_signs_that_mean_something(text, name) -> None:
    read(text.encode("utf-8", "replace"), name)


@pytest.mark.parametrize(
    ("export", "name"), [(to_csv, "a.csv"), (to_gift, "a.gift"), (to_moodle_xml, "a.xml"), (to_qti, "a.zip")]
)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_damaged_files(export, name, data) -> None:
    content = bytearray(export(data.draw(st.lists(drafts(), min_size=1, max_size=3))).content)
    for _blow in range(data.draw(st.integers(1, 6))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(content[: data.draw(st.integers(0, len(content)))]), name)


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=30),
    st.integers(0, 400),
)
@settings(max_examples=25, deadline=None)
def test_damaged_pdfs(blows, cut) -> None:
    content = bytearray(pdf_of(PAGE, ["3. Last?", "Answer: 4"]))
    for place, value in blows:
        content[place % len(content)] = value
    read(bytes(content[: len(content) - cut]), "a.pdf")


def test_a_pdf_that_unpacks_to_very_much_is_stopped() -> None:
    writer = PdfWriter(io.BytesIO(pdf_of(PAGE)))
    stream = PdfReader(io.BytesIO(pdf_of(["(x)Tj " * 20]))).pages[0].get_contents()
    assert stream is not None
    stream.set_data(b"BT /F1 9 Tf (bomb) Tj ET " * 12_000_000)
    writer.pages[0].replace_contents(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    assert len(out.getvalue()) < MAX_FILE_BYTES
    started = time.monotonic()
    reading = read_questions(out.getvalue(), "a.pdf")
    assert time.monotonic() - started < 2 * pdf.MOST_SECONDS
    assert [problem.where for problem in reading.problems if problem.is_error] == ["page 1"]


def test_a_pdf_that_takes_for_ever_is_stopped(monkeypatch, tmp_path) -> None:
    program = tmp_path / "endless.py"
    program.write_text("while True: pass")
    monkeypatch.setattr(pdf, "_PROGRAM", program)
    monkeypatch.setattr(pdf, "MOST_SECONDS", 0.5)
    with pytest.raises(UnreadableFile, match="needs too much time or memory"):
        read_questions(pdf_of(PAGE), "a.pdf")


def test_the_program_that_reads_pdfs_has_limits() -> None:
    hungry = "import sys; sys.argv = ['', 'plain']; import io, json, runpy; " + (
        "sys.stdin = type('', (), {'buffer': io.BytesIO(b'')}); "
        f"runpy.run_path({str(pdf._PROGRAM)!r}, run_name='__main__'); bytearray(4 << 30)"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", hungry], capture_output=True, check=False)
    assert b'{"stopped": "damaged"}' in ended.stdout
    assert b"MemoryError" in ended.stderr


def _five_megabytes(piece: str) -> bytes:
    return (piece * (MAX_FILE_BYTES // len(piece.encode())))[: MAX_FILE_BYTES - 100].encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("spaces.csv", b"question,correct_answer\n" + _five_megabytes(" ")[:-100]),
        ("commas.csv", b"question,correct_answer\n" + _five_megabytes(",")[:-100]),
        ("header.csv", _five_megabytes("a,")),
        ("cells.csv", b"question,correct_answer\n" + _five_megabytes("q,a\n")[:-100]),
        ("letters.csv", b"question,option_a,option_b,correct_answer\nq,x,y," + b"A " * 20_000),
        ("answers.gift", b"q {" + _five_megabytes("~a =b #c ")[:-100] + b"}"),
        ("braces.gift", _five_megabytes("{")),
        ("dots.gift", b"q {#" + b"." * 1_000_000 + b"}"),
        ("titles.gift", _five_megabytes("::")),
        ("tags.gift", b"q [html]" + _five_megabytes("<p")[:-100] + b"{}"),
        ("remarks.gift", b"//" + _five_megabytes("[tag:")[:-100] + b"\nq {}"),
        ("options.aiken", b"q\n" + _five_megabytes("A. x\n")[:-100]),
        ("blanks.aiken", b"q\nA. " + _five_megabytes("  A. ")[:-100] + b"\nANSWER: A"),
        ("answer.aiken", b"q\nA. x\nB. y\nANSWER: " + _five_megabytes("A, ")[:-100]),
        ("form", _five_megabytes("\n ")),
    ],
)
def test_nothing_takes_long(name, content) -> None:
    started = time.monotonic()
    read(content, name)
    assert time.monotonic() - started < 10
