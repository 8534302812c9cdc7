"""Files of imports: encodings, delimiters, headers and rows, their report, and CSV as it goes out."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.exports.formulas import FORMULA, guarded, unguarded
from common.exports.spreadsheets import BOM, csv_bytes, csv_response
from common.imports.cells import (
    InvalidCell,
    count_of,
    join_bars,
    minutes_of,
    number_of,
    split_bars,
    yes_or_no,
)
from common.imports.columns import ImportColumn, ImportColumns
from common.imports.report import ImportProblem, ImportReport, RowReport, UnreadableFile, excerpt
from common.imports.table_reader import (
    DELIMITERS,
    MAX_CELL,
    ImportTable,
    has_header,
    read_records,
    read_table,
)
from common.imports.text_reader import MAX_FILE_BYTES, FileText, read_text

COLUMNS = ImportColumns(
    ImportColumn("title", example="Bread", is_required=True, aliases=("course title", "prénom d'usage")),
    ImportColumn("video URL", aliases=("film",)),
    ImportColumn("minutes"),
)


def table_of(text: str, **limits: int) -> ImportTable:
    return read_table(FileText(text), COLUMNS, **limits)


def cells_of(text: str) -> list[tuple[int, str, str]]:
    return [(row.line, row.cells["title"], row.cells["video URL"]) for row in table_of(text).rows]


class TestText:
    @pytest.mark.parametrize(
        "content",
        [
            "é\nb".encode(),
            codecs.BOM_UTF8 + "é\nb".encode(),
            "é\nb".encode("utf-16"),
            codecs.BOM_UTF16_BE + "é\nb".encode("utf-16-be"),
            "é\r\nb".encode(),
            "é\rb".encode(),
        ],
    )
    def test_unicode_is_read_with_plain_line_ends(self, content: bytes) -> None:
        assert read_text(content) == FileText("é\nb")

    def test_an_old_encoding_is_guessed_with_a_warning(self) -> None:
        source = read_text("é €".encode("cp1252"))
        assert source.text == "é €"
        assert [problem.is_error for problem in source.problems] == [False]

    def test_an_old_encoding_is_refused_where_nothing_can_warn(self) -> None:
        with pytest.raises(UnreadableFile, match="UTF-8") as refused:
            read_text("a\né".encode("cp1252"), guesses_encoding=False)
        assert refused.value.problem.line == 2

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b" \n ", "empty"),
            (b"x" * (MAX_FILE_BYTES + 1), "larger than"),
            (b"PK\x03\x04", "office document"),
            (b"\xd0\xcf\x11\xe0", "office document"),
            (b"a\0b", "isn't a text file"),
            (b"\x01\xe9", "isn't a text file"),
            (codecs.BOM_UTF16_LE + b"a", "isn't a text file"),
        ],
    )
    def test_what_is_no_text_is_refused(self, content: bytes, words: str) -> None:
        with pytest.raises(UnreadableFile, match=words):
            read_text(content)


class TestTable:
    @pytest.mark.parametrize("delimiter", DELIMITERS)
    def test_every_delimiter_is_recognised(self, delimiter: str) -> None:
        text = "title,video URL\nBread,b\n".replace(",", delimiter)
        assert cells_of(text) == [(2, "Bread", "b")]
        assert has_header(text, COLUMNS)

    def test_the_delimiter_is_the_one_that_finds_columns(self) -> None:
        assert cells_of("title;film;a,b,c,d\nBread;b;\n") == [(2, "Bread", "b")]

    @pytest.mark.parametrize("first", ["sep=;\n", "SEP=;\n", "\n\nsep=;\n"])
    def test_excels_own_line_is_obeyed(self, first: str) -> None:
        (row,) = table_of(f"{first}title;film\na,b;c\n").rows
        assert (row.line, row.cells["title"]) == (first.count("\n") + 2, "a,b")
        assert has_header(f"{first}title;film\n", COLUMNS)

    @pytest.mark.parametrize(
        "header", ["title", "TITLE", " Course-Title ", "course_title", "Course/title", "Prénom d’usage"]
    )
    def test_a_column_may_be_written_in_many_ways(self, header: str) -> None:
        assert cells_of(f"{header}\nBread\n") == [(2, "Bread", "")]

    def test_two_columns_never_share_a_name(self) -> None:
        with pytest.raises(ValueError, match="called film"):
            ImportColumns(ImportColumn("film"), ImportColumn("video", aliases=("Film",)))

    def test_lines_are_those_of_the_file(self) -> None:
        assert cells_of('\ntitle,film\n"a\nb",c\n\n,,\nd,e\n') == [(3, "a\nb", "c"), (7, "d", "e")]

    def test_cells_lose_blanks_and_the_guard_against_formulas(self) -> None:
        assert cells_of("title,film\n  '=1+1 ,'-\n") == [(2, "=1+1", "-")]

    def test_an_unknown_column_is_a_warning(self) -> None:
        (problem,) = table_of("title,colour\nBread,red\n").problems
        assert (problem.line, problem.column, problem.is_error) == (1, "colour", False)

    def test_what_stands_before_an_open_quotation_mark_is_read(self) -> None:
        table = table_of('title\nBread\n"Cake\n')
        assert [row.cells["title"] for row in table.rows] == ["Bread"]
        assert [(problem.line, problem.is_error) for problem in table.problems] == [(3, True)]

    def test_a_row_with_too_many_or_too_long_cells_has_an_error(self) -> None:
        rows = table_of(f"title,film\na,b,,c\n{'x' * (MAX_CELL + 1)},b\na,b\n").rows
        assert [[problem.column for problem in row.problems] for row in rows] == [[""], ["title"], []]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("film\nb\n", "Missing columns: title"),
            ("title,course title\na,b\n", "twice"),
            ("title" + ",x" * 500, "too many columns"),
            ("\n \n", "empty"),
            ("title\na\nb\nc\n", "more than 2 rows"),
        ],
    )
    def test_what_is_no_table_of_ours_is_refused(self, text: str, words: str) -> None:
        with pytest.raises(UnreadableFile, match=words):
            table_of(text, max_rows=2)

    def test_records_are_read_without_a_header_too(self) -> None:
        records = list(read_records("a@example.org;Ada\nb@example.org;Bo\n", COLUMNS))
        assert [(record.line, record.cells[1]) for record in records] == [(1, "Ada"), (2, "Bo")]

    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            table_of("title,film\n" + text.replace("\r", ""))
        except UnreadableFile as refused:
            assert refused.problem.words


class TestReport:
    def test_problems_are_filed_with_their_rows_in_the_order_of_the_file(self) -> None:
        report = ImportReport([RowReport(5, creates=["Bread"])])
        report.created["courses"] += 1
        assert report.is_importable
        report.file_problems(
            [ImportProblem(7, "x"), ImportProblem(5, "y", is_error=False), ImportProblem(0, "z")]
        )
        assert [(row.where, len(row.problems)) for row in report.rows] == [("line 5", 1), ("line 7", 1)]
        assert [problem.words for problem in report.problems] == ["z"]
        assert [problem.words for problem in report.errors] == ["z", "x"]
        assert not report.is_importable

    def test_a_file_that_creates_nothing_is_not_imported(self) -> None:
        assert not ImportReport().is_importable

    def test_places_are_in_words(self) -> None:
        places = [(2, 0), (2, 3), (0, 3), (0, 0)]
        assert [ImportProblem(line, "x", page=page).where for line, page in places] == [
            "line 2",
            "page 3, line 2",
            "page 3",
            "entire file",
        ]

    def test_a_problem_is_said_on_one_line(self) -> None:
        assert str(ImportProblem(2, "Wrong.", "Correct it.")) == "Line 2: Wrong. Correct it."
        assert str(ImportProblem(0, "Wrong.")) == "Wrong."

    def test_an_excerpt_is_short_and_on_one_line(self) -> None:
        assert excerpt("a\n b") == "a b"
        assert len(excerpt("x" * 500)) == 81


class TestCells:
    @pytest.mark.parametrize(("text", "said"), [("Yes", True), (" x ", True), ("", False), ("FALSE", False)])
    def test_yes_or_no(self, text: str, said: bool) -> None:
        assert yes_or_no(text) is said

    @pytest.mark.parametrize(("text", "number"), [("3,5", "3.5"), ("−2", "-2"), ("+6.02e23", "6.02e23")])
    def test_numbers_are_read_as_they_are_written(self, text: str, number: str) -> None:
        assert number_of(text) == number

    def test_whole_numbers_may_have_the_zeros_of_a_spreadsheet(self) -> None:
        assert (count_of("3.0"), count_of(""), minutes_of("12,0"), minutes_of("")) == (3, 0, 12, None)

    @pytest.mark.parametrize("parse", [yes_or_no, number_of, count_of, minutes_of])
    def test_what_is_none_says_what_was_found(self, parse) -> None:
        with pytest.raises(InvalidCell) as refused:
            parse("perhaps")
        assert (refused.value.found, bool(refused.value.words)) == ("perhaps", True)

    @given(st.lists(st.text(max_size=8).map(str.strip).filter(bool), max_size=4))
    def test_lists_are_read_back(self, parts: list[str]) -> None:
        assert split_bars(join_bars(parts)) == parts


class TestExport:
    @given(st.text(max_size=20))
    def test_no_cell_is_a_formula_and_every_cell_comes_back(self, text: str) -> None:
        assert not guarded(text).startswith(FORMULA)
        assert unguarded(guarded(text)) == text

    def test_a_file_has_its_mark_once_and_guards_text_alone(self) -> None:
        text = csv_bytes([["=a", -1, None], ["b", 2.5, ""]]).decode()
        assert text.count(BOM) == 1
        assert list(csv.reader(io.StringIO(text.removeprefix(BOM)))) == [["'=a", "-1", ""], ["b", "2.5", ""]]

    def test_a_download_has_its_name(self) -> None:
        response = csv_response([["a"]], file_name="a.csv")
        assert response["Content-Disposition"] == 'attachment; filename="a.csv"'
        assert b"".join(response) == f"{BOM}a\r\n".encode()
